"""Checks ``token``, ``key`` and ``proof`` of a credential in a token.

Open Badges 3.0, section 9.3 (Verifying); VC JOSE COSE 1.0, section 3; VC Data Model 1.1, section 6.3.1. A token is
opened through the strict doors; header and claims are compared with the credential; the key is looked up among the
issuer's own; what is in the header chooses nothing. Then the credential goes through all ordinary checks.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.carriers import Envelope, enveloped, json_file
from eccoe_vc.carriers import token as token_reader
from eccoe_vc.errors import Finding, RefusedError
from eccoe_vc.keys import PublicKey, find_method
from eccoe_vc.keys.named import find_named
from eccoe_vc.keys.resolver import find_key
from eccoe_vc.limits import Budget
from eccoe_vc.proofs import claims
from eccoe_vc.proofs.token_forms import SD_JWT_VC, VC_JOSE_ML_DSA_44, Token
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification import binding, selective
from eccoe_vc.verification.case import Case
from eccoe_vc.verification.policies import Policy

Asking = Generator[Fetch, Fetched | Unavailable, "PublicKey | None"]
Opener = Callable[[Envelope, Budget], Token]

#: Form of the envelope to the module whose ``open_token`` opens it and whose ``check`` compares the signature.
MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "jwt": "eccoe_vc.proofs.jose",
        "sd-jwt": "eccoe_vc.proofs.sd_jwt.opening",
        "cose": "eccoe_vc.proofs.cose.opening",
    }
)
_EXPERIMENTAL: Final = "Where you mean to try it, add the form VC_JOSE_ML_DSA_44 to the forms of the policy."


def open_token(envelope: Envelope, policy: Policy) -> Token:
    """The token in ``envelope``.

    :raises RefusedError: it cannot be opened (``jose.*``, ``jwt.*``, ``json.*``, ``unsupported.alg``), it is encrypted
        (``jose.unexpected_jwe``), or the policy has not its form (``unsupported.proof_format``).
    """
    if envelope.form not in MODULES:
        if envelope.form == "jwe":
            raise RefusedError("jose.unexpected_jwe", "The token is encrypted; nobody can check what is inside.")
        message = f"The credential is secured as a token of the form {envelope.form}, which is not checked."
        raise RefusedError("unsupported.proof_format", message)
    if envelope.form == "jwt" and policy.forms and all(form.carrier == "sd-jwt" for form in policy.forms):
        raise RefusedError("sdjwt.format", "It is a plain JWT without a tilde; the policy asks for an SD-JWT.")
    opener: Opener = _home(envelope.form).open_token
    token = opener(envelope, policy.budget)
    if token.form in policy.forms:
        return token
    if token.form == VC_JOSE_ML_DSA_44:
        message = f"The token is signed with {token.alg}, which is experimental and which the policy does not name."
        raise RefusedError("unsupported.alg", message, pointer="/alg", hint=_EXPERIMENTAL)
    message = f"The credential is a token of the form {token.form.name}, which the policy does not enable."
    raise RefusedError("unsupported.proof_format", message)


def peek(value: Any, policy: Policy) -> dict[str, Any] | None:
    """The credential in a token or envelope that stands in a document, unverified; None where there is none.

    For questions that come before its own report, such as whom a presented credential is about.
    """
    try:
        if isinstance(value, str):
            return open_token(token_reader.read(value, policy.budget), policy).document
        if isinstance(value, dict) and json_file.form_of(value) == "enveloped":
            return open_token(enveloped.unwrap(value, policy.budget), policy).document
    except RefusedError:
        pass
    return None


def check(case: Case, token: Token) -> Iterator[Finding]:
    """Check ``token``: do header and claims agree with the credential? ``proof_only`` asks for the header alone."""
    yield from token.findings
    if not case.policy.proof_only and token.form is not SD_JWT_VC:
        yield from claims.check(token, strict=case.policy.strict_sub)
    if token.form.carrier == "sd-jwt":
        yield from selective.check(case, token)
    else:
        yield from selective.absent(case)


def fault(token: Token, key: PublicKey) -> Finding | None:
    """None where the signature of ``token`` holds under ``key``, else why not."""
    found: Finding | None = _home(token.form.carrier).check(token, key)
    return found


@lru_cache(maxsize=8)
def _home(form: str) -> Any:
    """The module for tokens of ``form``, loaded when the first one comes."""
    return import_module(MODULES[form])


def dates(case: Case, token: Token) -> Iterator[Finding]:
    """When was it made, and until when does it hold? What limits a credential is the matter of ``validity``."""
    made = claims.moment(token.claims, "iat")
    if made is not None and made - case.at > case.policy.skew:
        yield Finding("proof.time", f"The token says it was made at {made.isoformat()}, which is yet to come.", "/iat")
    if not token.presents:
        return
    begin, end = claims.moment(token.claims, "nbf"), claims.moment(token.claims, "exp")
    if begin is not None and begin - case.at > case.policy.skew:
        yield Finding("proof.time", f"The token holds from {begin.isoformat()}, which is yet to come.", "/nbf")
    if end is not None and case.at - end > case.policy.skew:
        yield Finding("proof.time", f"The token expired at {end.isoformat()}.", "/exp")


# ---- key -------------------------------------------------------------------------------------------------------------


def resolve(case: Case, token: Token, findings: list[Finding]) -> Asking:
    """The key of ``token``, or None with the reasons added to ``findings``.

    Requirements J5 and J6: ``kid`` is the URL of a method, or a name inside the issuer's own set. A ``jwk`` in the
    header is no evidence: it is only looked up among the issuer's keys, and must agree with ``kid``.
    """
    owner, kid = owner_of(case, token), token.kid
    place = "/kid" if kid else "/jwk" if "jwk" in token.header else ""
    if not owner:
        findings.append(Finding("key.unbound", "Nobody is named whose key this could be.", place))
        return None
    offered: PublicKey | None = None
    try:
        offered = PublicKey.from_jwk(token.header["jwk"], "/jwk") if "jwk" in token.header else None
    except RefusedError as error:
        findings += error.findings
        return None
    try:
        if offered is not None and not kid:
            found = yield from find_key(offered, **_asked(case, owner))
        elif _is_url(kid):
            found = yield from find_method(kid, **_asked(case, owner))
        else:
            found = yield from find_named(_name(kid), **_asked(case, owner))
    except RefusedError as error:
        findings += [binding.here(finding, place) for finding in error.findings]
        return None
    findings += [binding.here(finding, place) for finding in found.notes]
    if offered is not None and offered != found.method.public_key:
        message = "The key in the header is another one than the key of the issuer that the header names."
        findings.append(Finding("jose.header_key", message, "/jwk"))
        return None
    return binding.in_force(case, found.method, lambda: _signed_at(token), place, findings)


def owner_of(case: Case, token: Token) -> str:
    """Who must own the key of ``token``: the issuer or the holder; of a presentation that names none, who signed it.

    A ``kid`` that is no URL is whatever the owner of the key calls it, and says nothing about who that is.
    """
    kid = token.kid
    return binding.owner_of(case, kid.partition("#")[0] if _is_url(kid) else _named(case, token))


def _asked(case: Case, owner: str) -> dict[str, Any]:
    """How the key of ``owner`` is looked for, whatever names it."""
    return {
        "purpose": case.policy.purpose,
        "issuer": owner,
        "pinned": case.sources.keys,
        "archived": case.sources.archived,
        "budget": case.policy.budget,
    }


def _is_url(kid: str) -> bool:
    return kid.startswith(("did:", "https://", "http://"))


def _name(kid: str) -> str:
    """A name inside the issuer's own set: a fragment, a ``kid``, or a thumbprint, also as a URI (RFC 9278)."""
    return kid.removeprefix("#").removeprefix("urn:ietf:params:oauth:jwk-thumbprint:sha-256:")


def _named(case: Case, token: Token) -> str:
    """Whose key it is where the header does not say: the issuer's, or the holder's."""
    member = "holder" if case.policy.purpose == "authentication" else "issuer"
    name: Any = claims.identifier(case.document.get(member)) or token.claims.get("iss")
    return name if isinstance(name, str) else ""


def _signed_at(token: Token) -> datetime | None:
    return claims.moment(token.claims, "iat") or claims.moment(token.claims, "nbf")


__all__ = ["Asking", "check", "dates", "fault", "open_token", "owner_of", "peek", "resolve"]
