"""COSE messages of credentials: making one (VC JOSE COSE 1.0, section 3.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eccoe_vc.encoding import standard_base64, strict_json, timestamps
from eccoe_vc.errors import InputTypeError
from eccoe_vc.keys.signer import Signer
from eccoe_vc.proofs.claims import presents
from eccoe_vc.proofs.cose import headers, sign1
from eccoe_vc.proofs.token_forms import TokenForm

if TYPE_CHECKING:
    from eccoe_vc.proofs.token_signing import TokenOptions


def make(form: TokenForm, document: Mapping[str, Any], signer: Signer, options: TokenOptions) -> str:
    """The COSE_Sign1 over ``document``, in base64; its header says when it was signed, and until when it holds.

    :raises IssueError: ``key.alg``, ``signer.output``.
    :raises InputTypeError: ``input.type``, a challenge or domain, for which a COSE message has no place here.
    :raises RefusedError: ``unsupported.proof_format``, the extra is not installed.
    """
    if options.challenge is not None or options.domain is not None:
        raise InputTypeError(
            "input.type",
            "A COSE message takes no challenge and no domain.",
            hint="Sign the presentation in the form VC_JOSE, or with an embedded proof.",
        )
    said = {headers.IAT: timestamps.to_numeric_date(options.created)}
    if options.expires is not None:
        said[headers.EXP] = timestamps.to_numeric_date(options.expires)
    kind = "vp" if presents(document) else "vc"
    payload = strict_json.dumps(document).encode("utf-8")
    return standard_base64.encode(sign1.sign(payload, signer, kind=kind, more={headers.CWT_CLAIMS: said}))
