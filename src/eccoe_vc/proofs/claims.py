"""Do the claims of a token say the same as the credential in it? And which ones does a token have that we make?

Open Badges 3.0, section 9 (``iss jti nbf sub``, and ``exp`` where there is an end); VC Data Model 1.1, section 6.3.1;
VC JOSE COSE 1.0, section 3.1.3 (optional). Requirements J3 and J4: dates are compared as instants at whole seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.errors import Finding, IssueError, shown
from eccoe_vc.proofs.dialects import CLAIMS
from eccoe_vc.proofs.token_forms import (
    SD_JWT_VCDM,
    V1,
    VC_COSE,
    VC_JOSE,
    VC_JOSE_ML_DSA_44,
    VC_JWT_1_1,
    VC_JWT_OB3,
    Token,
    TokenForm,
)

_SECOND: Final = timedelta(seconds=1)
#: Forms in which a date of the token is a limit of its own, and need not be that of the credential.
_OWN_LIMITS: Final = (VC_JOSE, VC_JOSE_ML_DSA_44, SD_JWT_VCDM, VC_COSE)


def check(token: Token, *, strict: bool = False) -> list[Finding]:
    """Everything in which the claims of ``token`` differ from its credential.

    :param strict: whether a subject that has only an identifier, so that ``sub`` cannot match, is a fault.
    """
    claims, document, presents = token.claims, token.document, token.presents
    badge = token.form is VC_JWT_OB3
    member = "holder" if presents else "issuer"
    found: list[Finding] = []
    found += _same(claims, "iss", identifier(document.get(member)), member, required=badge)
    found += _same(claims, "jti", document.get("id"), "id of the credential", required=badge)
    if not presents:
        found += _subject(claims, document, required=badge, strict=strict)
    own = presents or (not badge and token.form in _OWN_LIMITS)
    begin, end = period(document)
    found += _date(claims, "nbf", "start", None if own else begin, required=badge)
    found += _date(claims, "exp", "end", None if own else end)
    if "iat" in claims and moment(claims, "iat") is None:
        found.append(Finding("jwt.numeric_date", f"The claim iat is {shown(claims['iat'])}, not a date.", "/iat"))
    return found


def _date(
    claims: Mapping[str, Any], name: str, what: str, value: datetime | None, *, required: bool = False
) -> tuple[Finding, ...]:
    """``nbf`` or ``exp`` against a date of the credential; None where it is a limit of its own: the stricter counts."""
    if name not in claims:
        return (Finding("jwt.claim_mismatch", f"The claim {name} is missing.", f"/{name}"),) if required else ()
    try:
        instant = timestamps.numeric_date(claims[name])
    except DecodeError as error:
        message = f"The claim {name} is {shown(claims[name])}. {error}"
        return (Finding("jwt.numeric_date", message, f"/{name}"),)
    if value is None or abs(instant - value) < _SECOND:
        return ()
    message = f"The claim {name} is {timestamps.format(instant)}, but the {what} is {timestamps.format(value)}."
    return (Finding("jwt.claim_mismatch", message, f"/{name}"),)


def _same(claims: Mapping[str, Any], name: str, expected: Any, what: str, *, required: bool) -> tuple[Finding, ...]:
    if name not in claims:
        return (Finding("jwt.claim_mismatch", f"The claim {name} is missing.", f"/{name}"),) if required else ()
    value = claims[name]
    if isinstance(value, str) and (value == expected or (expected is None and not required)):
        return ()
    message = f"The claim {name} is {shown(value)}, but the {what} is {shown(expected)}."
    return (Finding("jwt.claim_mismatch", message, f"/{name}"),)


def _subject(
    claims: Mapping[str, Any], document: Mapping[str, Any], *, required: bool, strict: bool
) -> tuple[Finding, ...]:
    subject = _only(document.get("credentialSubject"))
    if isinstance(subject, dict) and "id" not in subject and "identifier" in subject:
        message = "The subject has only an identifier, so that the claim sub cannot be compared with its id."
        if required or "sub" in claims:
            return (Finding("jwt.subject_identifier_only", message, "/sub", outcome="F" if strict else "W"),)
        return ()
    expected = subject.get("id") if isinstance(subject, dict) else None
    return _same(claims, "sub", expected, "id of the subject", required=required)


def payload(
    form: TokenForm,
    document: Mapping[str, Any],
    created: datetime,
    expires: datetime | None = None,
    challenge: str | None = None,
    domain: str | None = None,
) -> dict[str, Any]:
    """The payload of a token of ours: claims and credential.

    Badges have the claims of their profile and no others, and end when the credential ends. The other dialects also say
    when they were signed, and for whom.

    :raises IssueError: ``jwt.claim_mismatch``, the document has members with the name of a claim, or a badge would end
        before its credential.
    """
    clash = sorted(CLAIMS & document.keys())
    if clash:
        raise IssueError(
            "jwt.claim_mismatch", f"The member {clash[0]} is a claim of the token.", pointer=f"/{clash[0]}"
        )
    begin, end = period(document)
    shown_by = presents(document)
    subject = identifier(_only(document.get("credentialSubject")))
    said: dict[str, Any] = {
        "iss": identifier(document.get("holder" if shown_by else "issuer")),
        "jti": document.get("id"),
        "sub": None if shown_by else subject,
    }
    if form is VC_JWT_OB3:
        if expires is not None and (end is None or abs(end - expires) >= _SECOND):
            raise IssueError(
                "jwt.claim_mismatch",
                "The token of a badge ends when the badge ends, and not at another moment.",
                hint="Write the end into validUntil of the badge.",
            )
        said |= {"nbf": begin, "exp": end}
    elif form in _OWN_LIMITS:
        said = {"iat": created, "exp": expires, "nonce": challenge, "aud": domain}
    else:
        nothing = None if shown_by else end
        said |= {"nbf": None if shown_by else begin, "exp": expires or nothing, "iat": created}
        said |= {"nonce": challenge, "aud": domain}
    made = {name: _number(value) for name, value in said.items() if value is not None}
    if form is VC_JWT_1_1:
        return made | {"vp" if shown_by else "vc": dict(document)}
    return {**document, **made}


def presents(document: Mapping[str, Any]) -> bool:
    """Whether it is a presentation."""
    types = document.get("type")
    return "VerifiablePresentation" in (types if isinstance(types, list) else [types])


def _number(value: Any) -> Any:
    """A date as NumericDate in whole seconds; everything else as it is."""
    return timestamps.to_numeric_date(value) if isinstance(value, datetime) else value


def _only(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def identifier(value: Any) -> Any:
    """The id of an issuer, holder or subject that may be an object."""
    return value.get("id") if isinstance(value, dict) else value


def period(document: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
    """Start and end of a credential; None where it has none that could be read, which the model check says."""
    contexts = document.get("@context")
    older = (contexts[:1] if isinstance(contexts, list) else [contexts]) == [V1]
    start, end = ("issuanceDate", "expirationDate") if older else ("validFrom", "validUntil")
    return _instant(document.get(start)), _instant(document.get(end))


def moment(claims: Mapping[str, Any], name: str) -> datetime | None:
    """The instant of a claim; None where it is absent or no date."""
    try:
        return timestamps.numeric_date(claims[name]) if name in claims else None
    except DecodeError:
        return None


def _instant(value: Any) -> datetime | None:
    try:
        return timestamps.parse(value)
    except DecodeError:
        return None
