"""OpenID Federation 1.0 as far as it says who an issuer is: what an anchor states about a subordinate.

A registry of this kind answers for one issuer with an Entity Statement, a token signed by the anchor (section 3). The
anchor's keys are the caller's: nothing here follows a chain, applies a metadata policy, or believes a key that comes
with a statement. Trust marks (section 7) are a protocol that others fill in; the default refuses.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Protocol
from urllib.parse import quote

from eccoe_vc.carriers import token as token_reader
from eccoe_vc.encoding import DecodeError, strict_json, timestamps
from eccoe_vc.errors import Finding, InputTypeError, RefusedError, shown
from eccoe_vc.keys.did import is_https
from eccoe_vc.keys.jwk_set import KeySet
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.proofs import jose
from eccoe_vc.proofs.token_forms import VC_JOSE
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification.trust.institutions import is_ror
from eccoe_vc.verification.trust.protocol import Asking, Inquiry, Judgement, Known, asked_for, unavailable

_TYP: Final = "entity-statement+jwt"
_SKEW: Final = timedelta(seconds=60)
_LONGEST: Final = 2_000  # characters of an id that is put into an address


@dataclass(frozen=True, slots=True, init=False)
class FederationAnchor:
    """The issuers about which one anchor states something now.

    :param anchor: the entity identifier of the anchor, an https address.
    :param keys: its key set (RFC 7517), as bytes or a mapping, learned by another way than this one.
    :param endpoint: its ``federation_fetch_endpoint``; asked with ``?sub=`` and the issuer's id, after the proof.
        Whoever runs it learns whose credentials you verify.
    """

    anchor: str
    endpoint: str
    keys: KeySet = field(compare=False)
    thumbprint: str

    def __init__(self, anchor: str, *, keys: bytes | Mapping[str, Any], endpoint: str) -> None:
        for url in (anchor, endpoint):
            if not isinstance(url, str) or not is_https(url) or "?" in url:
                raise InputTypeError("input.type", f"{shown(url)} is no address that begins with https://.")
        from hashlib import sha256

        data = keys if isinstance(keys, bytes) else strict_json.dumps(dict(keys)).encode()
        object.__setattr__(self, "anchor", anchor)
        object.__setattr__(self, "endpoint", endpoint)
        object.__setattr__(self, "keys", KeySet.read(data, url=anchor))
        object.__setattr__(self, "thumbprint", sha256(data).hexdigest())

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`~eccoe_vc.verification.trust.protocol.TrustRule`: without a statement nobody is known."""
        return False, (unavailable(f"The anchor {shown(self.anchor)} was not asked."),)

    def consult(self, inquiry: Inquiry) -> Asking:
        """See :class:`~eccoe_vc.verification.trust.protocol.AskingRule`."""
        if len(inquiry.issuer) > _LONGEST:
            return _refused("The id of the issuer is too long to ask for it.")
        url = f"{self.endpoint}?sub={quote(inquiry.issuer, safe='')}"
        data = yield from asked_for(url, "issuer registry", inquiry.budget.jwt_bytes)
        if isinstance(data, Finding):
            return Judgement(False, (data,))
        try:
            claims = read_statement(data, self.keys, inquiry.budget)
            fault = self._fault(claims, inquiry)
        except RefusedError as error:
            fault = error.message
        if fault:
            return _refused(f"The statement of {shown(self.anchor)} about the issuer does not hold. {fault[:140]}")
        known = _known(claims, self.anchor)
        called = next((f" as {shown(value)}" for kind, value, _ in known if kind == "name"), "")
        by = f"The anchor {shown(self.anchor)} states it{called}."
        return Judgement(True, (Finding("trust.listed", f"{by} (OpenID Federation)", "/issuer"),), by, known)

    def _fault(self, claims: Mapping[str, Any], inquiry: Inquiry) -> str:
        """What keeps a statement whose signature holds from being one about this issuer now; section 3.2."""
        if claims.get("iss") != self.anchor:
            return f"It is by {shown(claims.get('iss'))}."
        if claims.get("sub") != inquiry.issuer:
            return f"It is about {shown(claims.get('sub'))}."
        if "crit" in claims:
            return "It demands that an extension be understood, and we understand none."
        try:
            begins, ends = timestamps.numeric_date(claims.get("iat")), timestamps.numeric_date(claims.get("exp"))
        except DecodeError as error:
            return str(error)
        if begins - inquiry.at > _SKEW:
            return "It is not valid yet."
        return "It has ended." if inquiry.at - ends > _SKEW else ""


def read_statement(data: bytes, keys: KeySet, budget: Budget = DEFAULT) -> dict[str, Any]:
    """The claims of an Entity Statement whose signature holds under one of ``keys``.

    OpenID Federation 1.0, section 3: ``typ`` is ``entity-statement+jwt`` and ``kid`` names the key.

    :raises RefusedError: ``jose.*``, ``json.*``, ``key.*``, ``jwks.*``, ``proof.signature``.
    """
    envelope = token_reader.read(data, budget)
    header = envelope.header or {}
    if faults := tuple(jose.header_faults(header)):
        raise RefusedError.of(faults)
    typ, kid = header.get("typ"), header.get("kid")
    if envelope.form != "jwt" or not isinstance(typ, str) or typ.lower().removeprefix("application/") != _TYP:
        raise RefusedError("jose.typ", f"It is not of the type {_TYP}.", pointer="/typ")
    if not isinstance(kid, str) or not kid:
        raise RefusedError("jose.kid", "It does not name its key.", pointer="/kid")
    key = keys.key(kid)
    if header["alg"] not in VC_JOSE.algs.get(key.alg, ()):
        raise RefusedError("jose.alg", f"Its algorithm {shown(header['alg'])} does not fit its {key.alg} key.")
    _, payload, signature = envelope.parts
    if not key.verify(signature, envelope.text.rpartition(".")[0].encode("ascii")):
        raise RefusedError("proof.signature", "Its signature does not match.")
    return strict_json.parse(payload, budget)


def _known(claims: Mapping[str, Any], anchor: str) -> tuple[Known, ...]:
    """What the metadata of a statement says about who the issuer is; what has another form says nothing."""
    metadata = claims.get("metadata")
    by = f"the anchor {shown(anchor)}"
    found: list[Known] = []
    for member, name, kind in (
        ("federation_entity", "organization_name", "name"),
        ("institution_additional_information", "legal_name", "name"),
        ("federation_entity", "homepage_uri", "web"),
        ("ror_entity", "ror_url", "ror"),
    ):
        entity = metadata.get(member) if isinstance(metadata, dict) else None
        value = entity.get(name) if isinstance(entity, dict) else None
        if isinstance(value, str) and (kind != "ror" or is_ror(value)):
            found.append((kind, value, by))
    return tuple(found)


# ---- trust marks -----------------------------------------------------------------------------------------------------


class TrustMarks(Protocol):
    """Who can say whether an issuer holds a trust mark (OpenID Federation 1.0, section 7). To be filled in by others.

    An implementation gets the mark from where its federation keeps it, and has to see for itself that it is signed by
    an issuer of marks whom the anchor allows (``trust_mark_issuers``), that ``sub`` is the issuer, ``trust_mark_type``
    the mark that was asked for, that it has not ended, and, where the federation has a status endpoint, that it was not
    withdrawn. It yields a :class:`~eccoe_vc.sources.Fetch` for each document, as :mod:`.rules` explains.
    """

    def holds(self, mark: str, inquiry: Inquiry) -> Generator[Fetch, Fetched | Unavailable, Judgement]:
        """Whether ``inquiry.issuer`` holds ``mark`` at ``inquiry.at``; a no says why."""
        ...


class NoTrustMarks:
    """The default: nobody was named who could say anything about trust marks, so nobody holds one."""

    def holds(self, mark: str, inquiry: Inquiry) -> Generator[Fetch, Fetched | Unavailable, Judgement]:
        """See :class:`TrustMarks`."""
        yield from ()
        message = f"Nobody was named who could say whether the issuer holds the trust mark {shown(mark)}."
        return Judgement(False, (unavailable(message),))


@dataclass(frozen=True, slots=True)
class TrustMarked:
    """Accepts issuers that hold a trust mark, by the word of whoever was named to say so; by default of nobody.

    >>> TrustMarked("https://federation.example/marks/university").judge("https://north.example")[0]
    False
    """

    mark: str
    marks: TrustMarks = field(default_factory=NoTrustMarks, compare=False)

    def __post_init__(self) -> None:
        if not isinstance(self.mark, str) or not self.mark or not callable(getattr(self.marks, "holds", None)):
            raise InputTypeError(
                "input.type", "TrustMarked takes the identifier of a mark and who can say who holds it."
            )

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`~eccoe_vc.verification.trust.protocol.TrustRule`."""
        return False, (unavailable(f"Whether the issuer holds the trust mark {shown(self.mark)} was not asked."),)

    def consult(self, inquiry: Inquiry) -> Asking:
        """See :class:`~eccoe_vc.verification.trust.protocol.AskingRule`."""
        return (yield from self.marks.holds(self.mark, inquiry))


def _refused(message: str) -> Judgement:
    return Judgement(False, (Finding("trust.registry_invalid", message, "/issuer"),))
