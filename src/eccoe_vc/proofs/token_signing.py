"""Tokens: making one. Apart from opening, so that who only verifies loads nothing that handles private keys.

Open Badges 3.0, section 9.2 (Create the Proof); VC JOSE COSE 1.0, section 3.1; VC Data Model 1.1, section 6.3.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from eccoe_vc.encoding import base64url, strict_json
from eccoe_vc.errors import IssueError, shown
from eccoe_vc.keys import PublicKey
from eccoe_vc.keys.signer import Signer, checked_sign
from eccoe_vc.proofs import claims
from eccoe_vc.proofs.token_forms import SD_JWT_VC, VC_JOSE, VC_JWT_1_1, TokenForm

_BBS_ONLY: Final = "Such a key signs with bbs-2023 alone (securing=BBS_2023, --suite bbs-2023); take another key."


class TokenOptions(NamedTuple):
    """What a token says besides its credential: when it was made, until when it holds, for whom.

    ``disclosable``, ``decoys`` and ``holder_key`` are for forms whose holder chooses what she shows.
    """

    created: datetime
    expires: datetime | None = None
    challenge: str | None = None
    domain: str | None = None
    disclosable: tuple[str, ...] = ()
    decoys: int = 0
    holder_key: PublicKey | None = None


Maker = Callable[[TokenForm, Mapping[str, Any], Signer, TokenOptions], str]
#: Carrier of the form to the module whose ``make`` writes it.
MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "jwt": "eccoe_vc.proofs.token_signing",
        "sd-jwt": "eccoe_vc.proofs.sd_jwt.making",
        "cose": "eccoe_vc.proofs.cose.making",
    }
)


def sign(form: TokenForm, document: Mapping[str, Any], signer: Signer, options: TokenOptions) -> str:
    """The token over ``document``, as it travels.

    :raises IssueError: ``key.alg``, the key does not fit the form; ``jwt.dialect``, the form does not secure such a
        document; ``jwt.claim_mismatch``; ``signer.output``, the signature does not verify.
    """
    if form is not SD_JWT_VC:
        _check_model(form, document)
    maker: Maker = import_module(MODULES[form.carrier]).make
    return maker(form, document, signer, options)


def make(form: TokenForm, document: Mapping[str, Any], signer: Signer, options: TokenOptions) -> str:
    """A compact JWS of one of the three dialects."""
    header = {"alg": algorithm(form, signer), "kid": signer.verification_method, "typ": typ(form, document)}
    payload = claims.payload(form, document, options.created, options.expires, options.challenge, options.domain)
    signed = f"{_part(header)}.{_part(payload)}"
    return f"{signed}.{base64url.encode(checked_sign(signer, signed.encode('ascii')))}"


def algorithm(form: TokenForm, signer: Signer) -> str:
    """The name of the algorithm with which ``signer`` signs tokens of this form.

    :raises IssueError: ``key.alg``.
    """
    names = form.algs.get(signer.alg, ())
    if not names:
        raise IssueError(
            "key.alg",
            f"Tokens of the form {form.name} are signed with {' or '.join(form.algs)}, not with a {signer.alg} key.",
            hint=_BBS_ONLY if signer.alg == "BLS12-381-G2" else "Choose another form in `securing`, or another key.",
        )
    return names[0]


def typ(form: TokenForm, document: Mapping[str, Any]) -> str:
    """The member ``typ`` of the header."""
    return form.presentation_typ if claims.presents(document) else form.typ


def _check_model(form: TokenForm, document: Mapping[str, Any]) -> None:
    contexts = document.get("@context")
    base = contexts[0] if isinstance(contexts, list) and contexts else contexts
    if base not in form.bases:
        raise IssueError(
            "jwt.dialect",
            f"The form {form.name} is for documents whose first context is {' or '.join(form.bases)}, "
            f"but {shown(base)} stands there.",
            pointer="/@context",
            hint=f"Take the form {(VC_JOSE if form is VC_JWT_1_1 else VC_JWT_1_1).name}, or the other data model.",
        )
    if claims.presents(document) and not form.presentation_typ:
        raise IssueError(
            "jwt.dialect",
            f"There are no presentations in the form {form.name}.",
            pointer="/type",
            hint=f"Sign it in the form {VC_JOSE.name}.",
        )


def _part(tree: Mapping[str, Any]) -> str:
    return base64url.encode(strict_json.dumps(tree).encode("utf-8"))
