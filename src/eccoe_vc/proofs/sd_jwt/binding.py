"""The key binding JWT: the holder shows, to one verifier and now, that the credential is hers.

RFC 9901, sections 4.3 (Key Binding JWT) and 7.3 (Verification by the Verifier). The key is the one that the issuer put
into ``cnf`` (RFC 7800, section 3.2); a key in the header of the binding says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import TYPE_CHECKING, Any, Final

from eccoe_vc.encoding import DecodeError, base64url, strict_json, timestamps
from eccoe_vc.errors import Finding, InputTypeError, IssueError, JoseError, KeyLoadError, RefusedError, shown
from eccoe_vc.keys import PublicKey
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.proofs.sd_jwt.compact import SdJwt
from eccoe_vc.proofs.sd_jwt.disclosures import digest
from eccoe_vc.proofs.token_forms import SD_JWT_VC

if TYPE_CHECKING:
    from eccoe_vc.keys import Signer

TYP: Final = "kb+jwt"
#: How long a binding counts as made now, unless the verifier says otherwise.
WINDOW: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a verifier asked the holder to bind: the ``nonce`` that it gave her, its own name ``audience``, and when.

    :param audience: None to compare none.
    :param at: the moment of judgement.
    :param window: how long ago the binding may have been made.
    :param skew: how far the clock of the holder may be ahead.
    """

    nonce: str
    audience: str | None
    at: datetime
    window: timedelta = WINDOW
    skew: timedelta = timedelta(seconds=60)


def holder_key(claims: Mapping[str, Any]) -> PublicKey | Finding:
    """The key that the issuer named as the holder's (``cnf``), or the finding that there is none that we can use.

    The finding is ``sdjwt.kb`` where the credential names none, INDETERMINATE ``unsupported.key_type`` where it names
    one in a way that is not read here.
    """
    confirmed = claims.get("cnf")
    if confirmed is None:
        return Finding("sdjwt.kb", "The issuer bound the credential to no key, so that nobody can show it as hers.")
    if not isinstance(confirmed, dict):
        return Finding("sdjwt.kb", f"The claim cnf is {shown(confirmed)}, not an object.", "/cnf")
    if "jwk" not in confirmed:
        named = ", ".join(sorted(shown(name) for name in confirmed)[:3]) or "nothing"
        message = f"The key of the holder is named by {named}; only a key that stands in cnf itself is read."
        return Finding("unsupported.key_type", message, "/cnf")
    try:
        return PublicKey.from_jwk(confirmed["jwk"], "/cnf/jwk")
    except KeyLoadError as error:
        return error.findings[0]


def bind(sd_jwt: SdJwt, alg: str, signer: Signer, *, nonce: str, audience: str, at: datetime) -> SdJwt:
    """``sd_jwt`` with a key binding JWT by ``signer``, who holds the key that ``cnf`` names.

    :param alg: the hash of the credential, which ``sd_hash`` takes too.
    :raises InputTypeError: ``input.type``, a nonce or audience that is no text.
    :raises IssueError: ``key.alg``; ``signer.output``; ``sdjwt.kb``, the signer has another key than the holder.
    """
    for name, value in (("nonce", nonce), ("audience", audience)):
        if not isinstance(value, str) or not value.isprintable() or not value:
            raise InputTypeError("input.type", f"The {name} is text that can be printed, not {shown(value)}.")
    from eccoe_vc.keys import checked_sign  # who only verifies loads nothing that handles private keys

    key = signer.public_key
    if key.alg not in SD_JWT_VC.algs:
        raise IssueError("key.alg", f"Key bindings are not signed with a {key.alg} key here.")
    claims = {
        "iat": timestamps.to_numeric_date(at),
        "aud": audience,
        "nonce": nonce,
        "sd_hash": digest(sd_jwt.presented, alg),
    }
    header = {"alg": key.jose_alg, "typ": TYP}
    signed = ".".join([base64url.encode(strict_json.dumps(part).encode("utf-8")) for part in (header, claims)])
    signature = base64url.encode(checked_sign(signer, signed.encode("ascii")))
    return sd_jwt.with_(sd_jwt.disclosures, f"{signed}.{signature}")


def require_holder(claims: Mapping[str, Any], signer: Signer) -> None:
    """Refuse a signer whose key is not the one that the issuer bound the credential to.

    :raises IssueError: ``sdjwt.kb``, ``unsupported.key_type``.
    """
    key = holder_key(claims)
    if isinstance(key, Finding):
        raise IssueError.of((key,))
    if key != signer.public_key:
        raise IssueError(
            "sdjwt.kb",
            "The signer has another key than the one that the issuer bound the credential to.",
            pointer="/cnf",
            hint="Sign with the key that the credential was issued for.",
        )


def check(sd_jwt: SdJwt, alg: str, key: PublicKey, asked: Asked, budget: Budget = DEFAULT) -> Iterator[Finding]:
    """Everything that is wrong with the key binding JWT of ``sd_jwt``; nothing where it holds.

    Findings are ``sdjwt.kb``: absent, of another type, by another key, for another verifier, nonce or presentation, or
    made at another time. ``unsupported.*`` and ``json.*`` say what they say elsewhere.
    """
    if not sd_jwt.binding:
        yield _finding("The holder did not show that the credential is hers: there is no key binding.")
        return
    try:
        header, claims, signed, signature = _read(sd_jwt.binding, budget)
    except RefusedError as error:
        yield _finding(f"The key binding cannot be read. {error.message}")
        return
    yield from _header(header, key)
    if not key.verify(signature, signed):
        yield _finding("The key binding is not signed by the key that the issuer named as the holder's.")
        return
    yield from _claims(claims, asked)
    if not _same(claims.get("sd_hash"), digest(sd_jwt.presented, alg)):
        yield _finding("The key binding was made for another credential or for other disclosures (sd_hash).")


def signature(sd_jwt: SdJwt) -> bytes:
    """The bytes of the signature of a key binding JWT that :func:`check` found to hold."""
    return base64url.decode(sd_jwt.binding.rpartition(".")[2])


def _read(text: str, budget: Budget) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    signed, _, signature = text.rpartition(".")
    head, dot, body = signed.partition(".")
    if not dot or "." in body:
        raise JoseError("jose.format", "It is no compact JWS of three parts.")
    try:
        decoded = [base64url.decode(part) for part in (head, body, signature)]
    except DecodeError as error:
        raise JoseError("jose.encoding", str(error)) from None
    header = strict_json.parse(decoded[0], budget, max_bytes=budget.jose_header_bytes)
    return header, strict_json.parse(decoded[1], budget), signed.encode("ascii"), decoded[2]


def _header(header: Mapping[str, Any], key: PublicKey) -> Iterator[Finding]:
    if header.get("typ") != TYP:
        yield _finding(f"The key binding is of the type {shown(header.get('typ'))}, not {TYP}.")
    alg = header.get("alg")
    if not isinstance(alg, str) or not key.fits(alg) or (key.declared and alg != key.declared):
        yield _finding(f"The key binding names the algorithm {shown(alg)}, which does not fit the key of the holder.")
    for name in ("crit", "b64"):
        if name in header:
            yield _finding(f"The key binding demands an extension of its header: {name}.")


def _claims(claims: Mapping[str, Any], asked: Asked) -> Iterator[Finding]:
    if not _same(claims.get("nonce"), asked.nonce):
        yield _finding("The key binding does not carry the nonce that was given to the holder.")
    if asked.audience is not None and not _same(claims.get("aud"), asked.audience):
        yield _finding(f"The key binding was made for {shown(claims.get('aud'))}, not for {shown(asked.audience)}.")
    try:
        made = timestamps.numeric_date(claims.get("iat"))
    except DecodeError as error:
        yield _finding(f"The key binding does not say when it was made: iat is {shown(claims.get('iat'))}. {error}")
        return
    if made - asked.at > asked.skew or asked.at - made - asked.window > asked.skew:
        yield _finding(f"The key binding was made at another time than now: {timestamps.format(made)}.")


def _same(found: object, expected: str) -> bool:
    return isinstance(found, str) and compare_digest(
        found.encode("utf-8", "replace"), expected.encode("utf-8", "replace")
    )


def _finding(message: str) -> Finding:
    return Finding("sdjwt.kb", message)
