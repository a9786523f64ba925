"""Is this credential about the learner who asks? Recognition, section 6 step 2; Open Badges 3.0, Verify the Recipient.

An id is compared code point for code point, or an identifier fits something that the learner is known by. Equal names
are no answer, and a credential that names nobody is not refused but left to a person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from eccoe_vc.errors import InputTypeError, shown
from eccoe_vc.models.identity import fits, identity_hash

Belonging = Literal["", "subject.mismatch", "subject.missing", "subject.unmatchable"]


class Identity(NamedTuple):
    """A hashed identity, as an ``IdentityObject`` of Open Badges 3.0 has it: type, hash and salt."""

    kind: str
    hash: str
    salt: str = ""

    def to_json(self) -> dict[str, Any]:
        """As a record names a learner without an id. Recognition, section 11.2."""
        made: dict[str, Any] = {"identityHash": self.hash, "identityType": self.kind, "hashed": True}
        return made | ({"salt": self.salt} if self.salt else {})


@dataclass(frozen=True, slots=True)
class Learner:
    """The person whom a decision is about.

    ``ids``: the ids that the person has proved to hold, for example by presentations; the first one names the learner
    in the decision. ``identities``: identity type (``emailAddress``, ``studentId``, ...) to the values known of the
    person.

    >>> Learner(("did:example:l",), {"emailAddress": ["Ada@example.org"]}).belongs({"id": "did:example:other"})
    'subject.mismatch'
    """

    ids: tuple[str, ...] = ()
    identities: Mapping[str, Collection[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.ids, tuple) or not all(isinstance(one, str) and one for one in self.ids):
            raise InputTypeError("input.type", "The ids of a learner are a tuple of texts.", hint='Pass ("did:...",).')
        if not self.ids and not any(self.identities.values()):
            raise InputTypeError("input.type", "A learner is known by an id or by an identity.")
        for kind, values in self.identities.items():
            if isinstance(values, str) or not all(isinstance(value, str) and value for value in values):
                message = f"The identities of the type {shown(kind)} are a list of texts."
                raise InputTypeError("input.type", message, hint='Pass {"emailAddress": ["ada@example.org"]}.')

    def belongs(self, subject: Mapping[str, Any]) -> Belonging:
        """Whether a credential with this ``credentialSubject`` is the learner's: empty, or the code that says why not.

        ``subject.missing``: it names nobody. ``subject.unmatchable``: it names somebody by something that is not known
        of the learner, so nobody can tell.
        """
        name = subject.get("id")
        named = isinstance(name, str) and name != ""
        found = [self._fits(entry) for entry in _identifiers(subject)]
        if (named and name in self.ids) or True in found:
            return ""
        if (named and self.ids) or False in found:
            return "subject.mismatch"
        return "subject.unmatchable" if named or found else "subject.missing"

    def identity_in(self, subject: Mapping[str, Any]) -> Identity | None:
        """The hashed identifier by which a credential is the learner's; of several the first in order, of MD5 none."""
        found = [
            Identity(entry["identityType"], entry["identityHash"], entry.get("salt", ""))
            for entry in _identifiers(subject)
            if self._fits(entry) and entry.get("hashed") is True and entry["identityHash"].startswith("sha256$")
        ]
        return min(found, default=None)

    def identity(self, salt: str) -> Identity:
        """The first identity in order, hashed: for a learner without an id of whom no credential has a hash.

        :param salt: the same for the same input; it keeps the hash from being looked up in a list of known ones.
        """
        kind = min(kind for kind, values in self.identities.items() if values)
        return Identity(kind, identity_hash(min(self.identities[kind]), salt), salt)

    def _fits(self, entry: Mapping[str, Any]) -> bool | None:
        """Whether an identifier is the learner's; None where nothing of its type is known, or it cannot be read."""
        kind = entry.get("identityType")
        known = self.identities.get(kind, ()) if isinstance(kind, str) else ()
        return fits(
            entry, {spelt for value in known for spelt in (value, value.lower() if kind == "emailAddress" else value)}
        )


def _identifiers(subject: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    value = subject.get("identifier")
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, Mapping):
            yield entry


__all__ = ["Belonging", "Identity", "Learner"]
