"""What must never be hidden: who says so, what it is, until when it holds, and where its withdrawal is said.

RFC 9901, section 9.7; draft-ietf-oauth-sd-jwt-vc, section 3.2.2.3; VC JOSE COSE 1.0, section 3.2.1; requirement J10.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from eccoe_vc.encoding import pointers
from eccoe_vc.errors import Finding, IssueError, shown
from eccoe_vc.proofs.token_forms import SD_JWT_VC, TokenForm

if TYPE_CHECKING:
    from eccoe_vc.proofs.sd_jwt.processing import Processed

_CLAIMS: Final = ("iss", "nbf", "exp", "cnf", "aud")
#: Of an SD-JWT VC, with everything inside them; the draft forbids disclosures of these.
_OF_SD_JWT_VC: Final = frozenset((*_CLAIMS, "vct", "vct#integrity", "aka_vcts", "status"))
#: Of a credential of the W3C data model, with everything inside them but the name and the like of an issuer.
_OF_VCDM: Final = frozenset(
    (*_CLAIMS, "@context", "type", "issuer", "validFrom", "validUntil", "credentialStatus", "credentialSchema")
)
_OF_ISSUER: Final = frozenset(("id", "type"))
#: Members that may be absent, and that somebody could therefore hide without a trace. The earlier of two ends counts,
#: so that each may be the one that is hidden (docs/adr/0115).
_MAY_BE_ABSENT: Final = {
    True: {"exp": "an end of validity", "status": "a status"},
    False: {"validUntil": "an end of validity", "exp": "an end of the signature", "credentialStatus": "a status"},
}
_SUBJECT: Final = re.compile(r"/credentialSubject/[0-9]+").fullmatch  # one of several whom it is about
_RELY: Final = (
    "Ask the issuer to show an end and a status always. If you rely on it to hide neither, pass a policy with "
    'withheld="report", or --withheld report on the command line.'
)
_DUE: Final = {True: ("iss", "vct"), False: ("@context", "type", "issuer", "validFrom")}


def lifecycle(form: TokenForm) -> frozenset[str]:
    """The members at the top that decide whether and how long a credential of ``form`` holds."""
    return _OF_SD_JWT_VC if form is SD_JWT_VC else _OF_VCDM


def check(form: TokenForm, processed: Processed, *, strict: bool = True) -> Iterator[Finding]:
    """Everything of the life of a credential that is hidden, or that nobody can tell from hidden.

    At the top a digest that is not shown may stand for anything: where something is withheld there, the ends that may
    be there and a status must be visible, or they may be what is withheld.

    :param strict: whether that is refused; else it is a note, which relies on the issuer to hide neither.
    """
    own = lifecycle(form)
    plain = form is SD_JWT_VC
    for pointer in processed.withheld:
        if _within(pointer, own) and not _shows_its_id(processed, pointer):
            yield _hidden(f"Something is withheld in a member that must be visible: {shown(pointer)}.", pointer)
    if plain:
        for pointer in processed.disclosed:
            if _within(pointer, own):
                yield _hidden(f"The issuer made {shown(pointer)} disclosable, so that it could be withheld.", pointer)
    if isinstance(processed.document.get("credentialSubject"), list) and "/credentialSubject" in processed.withheld:
        yield _hidden("Somebody whom the credential is about is withheld.", "/credentialSubject")
    if "" not in processed.withheld:
        return
    for name in _DUE[plain]:
        if name not in processed.document:
            yield _hidden(f"The member {name} is withheld.", f"/{name}")
    for name, what in _MAY_BE_ABSENT[plain].items():
        if name not in processed.document:
            message = f"Members are withheld at the top, and {what} ({name}) may be one of them."
            code, hint = ("sdjwt.hidden", _RELY) if strict else ("sdjwt.withheld", "")
            yield Finding(code, message, f"/{name}", hint)


def require(form: TokenForm, disclosable: Iterable[str]) -> None:
    """Refuse to make any of them disclosable.

    :raises IssueError: ``sd.lifecycle_hidden``.
    """
    own = lifecycle(form)
    for pointer in disclosable:
        if _within(pointer, own) or _SUBJECT(pointer) is not None:
            raise IssueError(
                "sd.lifecycle_hidden",
                f"A holder could withhold {shown(pointer)}, without which nobody can say whether the credential holds.",
                pointer=pointer,
                hint="Leave issuer, type, dates, status, schema and whole subjects out of what can be disclosed.",
            )


def _within(pointer: str, own: frozenset[str]) -> bool:
    tokens = pointers.split(pointer)
    if not tokens or tokens[0] not in own:
        return False
    return tokens[0] != "issuer" or len(tokens) == 1 or tokens[1] in _OF_ISSUER


def _shows_its_id(processed: Processed, pointer: str) -> bool:
    """Whether it is an issuer of whom the id is there: what else is withheld is the name and the like."""
    issuer = processed.document.get("issuer") if pointer == "/issuer" else None
    return isinstance(issuer, dict) and "id" in issuer


def _hidden(message: str, pointer: str) -> Finding:
    return Finding("sdjwt.hidden", message, pointer)
