"""What one award is called in a ledger, in whatever form it comes. Recognition, section 13 and section 7 item 12.

An award is named by issuer, achievement, learner and day of completion, never by the id of a credential, a token or a
signature: copies, re-issues and other forms of one award have one key. The learner is named by a keyed hash.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from typing import Final, NamedTuple

from eccoe_vc.agreements import windows
from eccoe_vc.agreements.digests import of_json
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.matching import Use
from eccoe_vc.agreements.stacks import Stack
from eccoe_vc.encoding import base64url
from eccoe_vc.errors import InputTypeError, shown

LEAST_SECRET: Final = 16
"""Bytes of the shortest secret."""


def learner_key(secret: bytes, learner_id: str) -> str:
    """HMAC-SHA-256 of a learner id under the secret of a ledger, in base64url: no ledger holds the id itself.

    :raises InputTypeError: ``input.type``, a secret of fewer than 16 bytes, or an id that is no text.

    >>> one, other = (learner_key(secret * 16, "did:example:l") for secret in (b"a", b"b"))
    >>> len(one), one == other
    (43, False)
    """
    check_secret(secret)
    return _mac(secret, _bytes(learner_id, "learner id"))


def award_key(issuer: str, achievement: str, completed: date | None, subject: str) -> str:
    """The key of one award: a Digest over the RFC 8785 form of its four members.

    :param issuer: the id of the party that awarded it.
    :param achievement: its canonical id, aliases of the agreement resolved.
    :param completed: the day of completion, None where nobody says it.
    :param subject: the learner's :func:`learner_key`.

    >>> one = award_key("did:example:a", "urn:x:1", date(2024, 6, 14), "k")
    >>> one == of_json({"achievement": "urn:x:1", "completed": "2024-06-14", "issuer": "did:example:a", "subject": "k"})
    True
    """
    day = completed.isoformat() if completed is not None else ""
    return of_json({"achievement": achievement, "completed": day, "issuer": issuer, "subject": subject})


def achievement_key(issuer: str, achievement: str, subject: str) -> str:
    """The key of an achievement of one learner, whenever it was awarded: retakes have it in common."""
    return of_json({"achievement": achievement, "issuer": issuer, "subject": subject})


def ledger_mark(secret: bytes, body: str) -> str:
    """By which a ledger knows its secret and its body again, without holding the secret.

    :raises InputTypeError: ``input.type``, a secret of fewer than 16 bytes.
    """
    check_secret(secret)
    return _mac(secret, b"\0ledger\0" + _bytes(body, "body"))


class AwardKeys(NamedTuple):
    """The keys of one award in the place of one leaf; the first of each is that of section 13.

    The others are what else the award could be called: by the issuer and achievement as its credential states them, by
    the id of the learner that stands there, and without the day where only ``validFrom`` tells it, which moves at a
    re-issue. Whatever agreement an award is used under, one of its names stays the same.

    ``stack``: the achievement with its parts and wholes, by keys without an issuer (:func:`stack_keys`).
    """

    award: tuple[str, ...]
    achievement: tuple[str, ...]
    repeatable: bool = False
    stack: Stack = Stack()


def keys_of(use: Use, stated: Facts, subject: str, *others: str) -> AwardKeys:
    """The keys of an award in a use of it.

    :param stated: its facts as the credential has them, before issuer ids became parties.
    :param subject: the key of the learner who asks.
    :param others: the keys of other ids of the learner, that in the credential among them.
    """
    names = list(dict.fromkeys(_names(use, stated, (subject, *others))))
    repeatable = use.leaf.repeatable is True
    days = _days(use.award, repeatable)
    return AwardKeys(
        tuple(award_key(issuer, achievement, day, who) for issuer, achievement, who in names for day in days),
        tuple(achievement_key(*name) for name in names),
        repeatable,
    )


def stack_keys(stack: Stack, subjects: Iterable[str]) -> Stack:
    """An achievement with its parts and wholes by keys: Digests of name and learner. Who awarded a part is not asked.

    >>> stack_keys(Stack(frozenset({"urn:x"})), ["k"]).own == {of_json({"achievement": "urn:x", "subject": "k"})}
    True
    """
    who = tuple(subjects)
    return Stack._make(
        frozenset(of_json({"achievement": name, "subject": subject}) for name in names for subject in who)
        for names in stack
    )


def _names(use: Use, stated: Facts, subjects: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    own = stated.identity or stated.credential  # without an id nothing says that two achievements are one
    for subject in subjects:
        yield use.award.issuer, use.leaf.achievement or own, subject
        yield stated.issuer, own, subject
        if stated.stated_issuer:
            yield stated.stated_issuer, own, subject


def _days(facts: Facts, repeatable: bool) -> list[date | None]:
    # As written, in no zone: agreements with different zones must not see two awards in one.
    when = windows.completion(facts.dates)
    if when is None:
        return [None]
    return [when.day, None] if when.source == "validFrom" and not repeatable else [when.day]


def check_secret(secret: object) -> None:
    """:raises InputTypeError: ``input.type``, not bytes or too few. The secret is not in the message."""
    if not isinstance(secret, bytes) or len(secret) < LEAST_SECRET:
        hint = "Make it once with secrets.token_bytes(32) and keep it outside the ledger."
        raise InputTypeError("input.type", f"The secret of a ledger is at least {LEAST_SECRET} bytes.", hint=hint)


def _mac(secret: bytes, data: bytes) -> str:
    return base64url.encode(hmac.new(secret, data, sha256).digest())


def _bytes(value: object, name: str) -> bytes:
    try:
        if isinstance(value, str) and value:
            return value.encode()
    except UnicodeEncodeError:
        pass
    raise InputTypeError("input.type", f"The {name} is {shown(value)}.", hint="Pass a text that is not empty.")


__all__ = [
    "AwardKeys", "achievement_key", "award_key", "check_secret", "keys_of", "learner_key", "ledger_mark", "stack_keys",
]  # fmt: skip
