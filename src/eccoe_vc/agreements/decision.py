"""What was decided and why, before anybody signs it. Recognition, sections 11 and 12."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from eccoe_vc.agreements import explaining
from eccoe_vc.agreements.choosing import Choice, Mode
from eccoe_vc.agreements.counterparts import Standing
from eccoe_vc.agreements.evidence import Evidence, SetAside
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.nearby import Near
from eccoe_vc.agreements.record import Recorder, input_digest
from eccoe_vc.agreements.refusing import Refusal, refusals
from eccoe_vc.agreements.stacks import Stack
from eccoe_vc.agreements.texts import Text


@dataclass(frozen=True, slots=True)
class Decision:
    """What a host recognises of what a learner holds; a pure function of agreements, evidence and request.

    ``texts``: those that decided, each with every match that was tried and its tree of reasons. ``standings``: every
    text of every agreement, with its state. ``unused``: each credential that is neither granted, pending nor refused,
    with its code. ``near``: the rules of which the learner holds something, and what would be enough.
    ``unmatched``: credentials for which no rule was written and on which a person decides.

    :func:`eccoe_vc.recognise` makes a credential of it.
    """

    choice: Choice
    texts: tuple[Text, ...]
    standings: tuple[Standing, ...]
    evidence: tuple[Evidence, ...]
    unused: tuple[SetAside, ...]
    mode: Mode
    notes: tuple[str, ...] = ()
    request: Mapping[str, Any] = field(default_factory=dict)
    on: date = date.min
    near: tuple[Near, ...] = ()
    unmatched: tuple[tuple[Text, Facts], ...] = ()
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: The texts before those that decided, where awards were carried along a chain.
    path: tuple[Standing, ...] = ()
    #: Every id that the learner has proved to hold; the first one stands in the request.
    learner_ids: tuple[str, ...] = ()
    #: Credential to its achievement with its parts and wholes: a ledger keeps whole and part apart.
    stacks: Mapping[str, Stack] = field(default_factory=dict)
    #: A learner without an id, as the record names her; empty where there is an id.
    identity: Mapping[str, Any] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """The members of the record that follow from the input: ``outcome``, ``grant``, ``pending``, ``refusal``, ...

        Recognition, section 11.2; JSON without numbers and nulls, the same bytes for the same input.
        """
        return Recorder(self.texts, self.tables, self.on, self.unmatched, self.path).members(self.choice)

    def explanation(self) -> dict[str, Any]:
        """Every rule that was tried, its conditions with what was required and found, what is missing, what was lost.

        Recognition, section 12: stable, without wording; a document of its own, whose digest the record names.
        """
        return explaining.explanation(self)

    @property
    def input_digest(self) -> str:
        """By which a decision can be run again and compared: agreements, credentials and request. Section 11.2."""
        credentials = {one.facts.digest for one in self.evidence} | {one.digest for one in self.unused}
        texts = [text.digest for text in self.texts] + [one.digest for one in self.path]
        return input_digest(texts, sorted(credentials), self.request)

    @property
    def outcome(self) -> str:
        """``full``, ``partial``, ``conditional``, ``manualReview``, ``refused``; ``none`` where there is no record."""
        return str(self.record()["outcome"])

    @property
    def applied(self) -> Fraction:
        """Credit that counts, in all, before it is rounded."""
        return self.choice.plan.applied

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """What is refused, by explicit rules and because a condition is false."""
        return refusals(self.choice, self.texts)

    def __str__(self) -> str:
        """The decision in lines for a terminal."""
        return explaining.lines(self)


__all__ = ["Decision"]
