"""Check ``subject``: is it about exactly one person, and the one whom the verifier expects?

Open Badges 3.0, section "Verify the Recipient"; requirement M18. An id is compared code point for code point.
Identifiers are compared with what is known of the person, in plain text or hashed with their salt; all of them are
tried, and one that fits is enough. The report says which one, and never what it stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.errors import Finding, InputTypeError, shown
from eccoe_vc.models.identity import fits
from eccoe_vc.models.vocabulary import IDENTIFIER_TYPES

EMAIL: Final = "emailAddress"
_SUBJECT: Final = "/credentialSubject"
_SPELLINGS: Final = (
    "A hash fits one spelling alone: name each that you know, such as Ada@north.example beside ada@north.example."
)
_WITHHELD: Final = "Ask the holder to show whom the credential is about."


@dataclass(frozen=True, slots=True, init=False)
class Recipient:
    """The person whom a credential must be about, by everything that the verifier knows her by.

    :param did: her DID, or several; any other absolute URL that names people does as well.
    :param email: her mail address, or several. Compared as written, but for the case of the domain: mail servers may
        tell ``Ada@`` from ``ada@``, and no domain does. If an issuer lower-cases addresses before it hashes them, pass
        that spelling too.
    :param identities: identity type (IdentifierTypeEnum of Open Badges, or a term with ``ext:``) to one value or
        several, compared as written.
    :raises InputTypeError: ``input.type``, nothing is known, or a value or type is none.

    >>> sorted(Recipient(email="Ada@North.example").identities["emailAddress"])
    ['Ada@North.example', 'Ada@north.example']
    """

    ids: frozenset[str]
    identities: Mapping[str, frozenset[str]]

    def __init__(
        self,
        *,
        did: str | Iterable[str] = (),
        email: str | Iterable[str] = (),
        identities: Mapping[str, str | Iterable[str]] | None = None,
    ) -> None:
        ids, emails = _texts("did", did), _texts("email", email)
        for name in ids:
            if not is_iri(name):
                raise InputTypeError("input.type", f"{shown(name)} is no DID and no other absolute URL.")
        if identities is not None and not isinstance(identities, Mapping):
            raise InputTypeError(
                "input.type", f"The identities of a recipient are {shown(identities)}, not a mapping by their types.",
                hint='Pass {"sisSourcedId": "S-17"}.',
            )  # fmt: skip
        found = {kind: _texts(kind, values) for kind, values in (identities or {}).items()}
        for kind in found:
            if not isinstance(kind, str) or (kind not in IDENTIFIER_TYPES and not kind.startswith("ext:")):
                raise InputTypeError(
                    "input.type", f"{shown(kind)} is no type of an identity.",
                    hint=f"The types are {', '.join(IDENTIFIER_TYPES)}, and terms that begin with ext:.",
                )  # fmt: skip
        emails |= found.pop(EMAIL, frozenset())
        for address in emails:
            if address.count("@") != 1 or address[:1] == "@" or address[-1:] == "@":
                raise InputTypeError("input.type", "A mail address has one sign @, with something on both sides.")
        if emails:
            found[EMAIL] = frozenset(spelt for address in emails for spelt in (address, _folded(address)))
        if not ids and not any(found.values()):
            raise InputTypeError(
                "input.type", "A recipient is known by a DID, a mail address or another identity.",
                hint='Write Recipient(did="did:key:..."), or Recipient(email="ada@north.example").',
            )  # fmt: skip
        object.__setattr__(self, "ids", ids)
        object.__setattr__(
            self, "identities", MappingProxyType({kind: values for kind, values in found.items() if values})
        )

    def __hash__(self) -> int:
        return hash((self.ids, frozenset(self.identities.items())))

    def __repr__(self) -> str:  # what identifies a person stays out of logs
        return f"Recipient({len(self.ids)} ids, {', '.join(sorted(self.identities)) or 'no identities'})"

    def named_by(self, name: str) -> bool:
        """Whether an ``id`` is one of hers; a ``mailto:`` is compared as a mail address."""
        return name in self.ids or _folded(_mail(name)) in self.identities.get(EMAIL, ())

    def fits(self, entry: Mapping[str, Any]) -> bool | None:
        """Whether an ``IdentityObject`` is hers; None where nothing of its type is known, or it cannot be compared."""
        kind = entry.get("identityType")
        known = self.identities.get(kind, frozenset()) if isinstance(kind, str) else frozenset()
        if kind == EMAIL and entry.get("hashed") is not True and isinstance(entry.get("identityHash"), str):
            entry = {**entry, "identityHash": _folded(entry["identityHash"])}
        return fits(entry, known)


def _folded(address: str) -> str:
    """A mail address with its domain in lower case: RFC 5321, section 2.3.11 leaves the local part to its server."""
    local, sign, domain = address.rpartition("@")
    return f"{local}{sign}{domain.lower()}" if domain.isascii() else address


def _mail(name: str) -> str:
    """The address in a ``mailto:``; empty for another id."""
    scheme, _, address = name.partition(":")
    return address if scheme.lower() == "mailto" else ""


def _texts(name: str, given: object) -> frozenset[str]:
    # What was given is not shown: it may identify a person.
    found = (given,) if isinstance(given, str) or not isinstance(given, Iterable) else tuple(given)
    if isinstance(given, Mapping) or not all(isinstance(x, str) and x.strip() and x.isprintable() for x in found):
        raise InputTypeError(
            "input.type", f"What was given as {shown(name)} of the recipient is no text.",
            hint="Pass a text, or a list of texts, each of one line.",
        )  # fmt: skip
    return frozenset(found)


def check(expected: Recipient | None, document: Mapping[str, Any], part: bool) -> Iterator[Finding]:
    """What is found about the subject of a credential.

    :param part: only a part of the credential may be shown, so that what is absent says nothing.
    """
    if expected is None:
        yield _not_asked(_SUBJECT)
        return
    subject = document.get("credentialSubject")
    pointer = _SUBJECT
    if isinstance(subject, list):
        if len(subject) != 1:
            message = f"It is about {len(subject)} subjects, and one person is expected."
            yield Finding("subject.ambiguous", message, _SUBJECT)
            return
        subject, pointer = subject[0], f"{_SUBJECT}/0"
    yield from _compared(expected, subject if isinstance(subject, dict) else {}, pointer, part)


def check_claims(expected: Recipient | None, claims: Mapping[str, Any]) -> Iterator[Finding]:
    """The same of an SD-JWT VC, which names its subject in the claim ``sub`` (and may keep it back)."""
    if expected is None:
        yield _not_asked("/sub")
        return
    name = claims.get("sub")
    yield from _compared(expected, {"id": name} if isinstance(name, str) else {}, "", True, "/sub")


def _not_asked(pointer: str) -> Finding:
    return Finding("subject.not_checked", "No expectation of who the learner is was given.", pointer)


def _compared(
    expected: Recipient, subject: Mapping[str, Any], pointer: str, part: bool, at_id: str = ""
) -> Iterator[Finding]:
    name, at_id = subject.get("id"), at_id or f"{pointer}/id"
    named = isinstance(name, str) and name != ""
    entries = list(_identifiers(subject, pointer))
    answers = [expected.fits(entry) for entry, _ in entries]
    if isinstance(name, str) and expected.named_by(name):
        yield Finding("subject.matched", "It is about the person whom you expect: her id fits.", at_id)
    elif True in answers:
        entry, where = entries[answers.index(True)]
        yield Finding("subject.matched", f"It is about the person whom you expect: {_told(entry)} fits.", where)
        if weak := _weak(entry):
            yield Finding("identity.weak_hash", f"The identifier that fits is {weak}.", where)
    elif False in answers:
        entry, where = entries[answers.index(False)]
        hint = _SPELLINGS if entry.get("hashed") is True else ""
        yield Finding("subject.mismatch", "It is about somebody else than you expect: no identifier fits.", where, hint)
    elif isinstance(name, str) and name and (expected.ids or (EMAIL in expected.identities and _mail(name))):
        yield Finding("subject.mismatch", "It is about somebody else than you expect: the id is another one.", at_id)
    elif named or entries:
        message = "It names its subject by nothing that you know of the person whom you expect."
        yield Finding("subject.unmatchable", message, pointer or at_id)
    elif part:
        message = "What is shown of it does not say whom it is about."
        yield Finding("subject.unmatchable", message, pointer or at_id, _WITHHELD)
    else:
        yield Finding("subject.missing", "It does not say whom it is about: whoever has it could show it.", pointer)


def _identifiers(subject: Mapping[str, Any], pointer: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    value = subject.get("identifier")
    if isinstance(value, list):
        yield from (
            (item, f"{pointer}/identifier/{index}") for index, item in enumerate(value) if isinstance(item, dict)
        )
    elif isinstance(value, dict):
        yield value, f"{pointer}/identifier"


def _told(entry: Mapping[str, Any]) -> str:
    """An identifier by its kind alone: what it stands for is the person's own matter."""
    kind = shown(entry.get("identityType"), 40)
    if entry.get("hashed") is not True:
        return f"an identifier of the type {kind}, in plain text,"
    return f"an identifier of the type {kind}, hashed {'with' if entry.get('salt') else 'without'} a salt,"


def _weak(entry: Mapping[str, Any]) -> str:
    if entry.get("hashed") is not True:
        return ""
    if str(entry.get("identityHash")).startswith("md5$"):
        return "hashed with MD5"
    return "" if entry.get("salt") else "hashed without a salt, and could be found by trying"
