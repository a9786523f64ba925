"""Any sequence of calls: the ledger does what a plain model of section 13 does, and its chain holds after each."""

from __future__ import annotations

import itertools
import os
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule
from tests.unit.agreements.ledger.invented import HOUR, NOW, SECRET, B, Use, decision

from eccoe_vc.agreements.deciding import Decision
from eccoe_vc.agreements.ledger import Head, Ledger, Reservation
from eccoe_vc.errors import AgreementError

PROGRAMMES = ("urn:x:p1", "urn:x:p2")


@dataclass(frozen=True)
class Case:
    """A decision and what the model knows of it."""

    uses: tuple[Use, ...]
    learner: str
    programme: str
    across: bool

    @property
    def made(self) -> Decision:
        return decision(*self.uses, learner=self.learner, programme=self.programme, across=self.across)


def _cases() -> list[tuple[Case, Decision]]:
    x, y = Use("x"), Use("y")
    bundles: list[tuple[Use, ...]] = [
        (x,), (y,), (x, y), (Use("x", alias=True),), (Use("x", day=20),), (Use("x", reusable=True), y),
        (Use("x", repeatable=True),), (Use("x", day=20, repeatable=True), y), (Use("x", zero=True),),
        (Use("x", zero=True), y), (Use("y", zero=True),),
    ]  # fmt: skip
    found = [
        Case(uses, learner, programme, across)
        for uses, programme, across in itertools.product(bundles, PROGRAMMES, (False, True))
        for learner in (("did:example:l", "did:example:m") if uses in ((x,), (x, y)) else ("did:example:l",))
    ]
    return [(case, case.made) for case in found]


CASES = _cases()


def collide(one: tuple[Case, Use], two: tuple[Case, Use]) -> bool:
    """Whether two uses claim one thing, by the words of section 13."""
    (first, a), (second, b) = one, two
    if first.learner != second.learner or a.name != b.name or a.reusable or b.reusable:
        return False
    if a.day == b.day and (first.programme == second.programme or not (first.across or second.across)):
        return True
    return first.programme == second.programme and not a.repeatable and not b.repeatable


@dataclass
class Model:
    """One reservation: ``state`` is open, committed or over."""

    case: Case
    until: datetime
    state: str = "open"
    decision: str = ""
    raised: set[str] = field(default_factory=set)


class Machine(RuleBasedStateMachine):
    reservations: Bundle[tuple[Reservation, Model]] = Bundle("reservations")
    decisions: Bundle[str] = Bundle("decisions")

    def __init__(self) -> None:
        super().__init__()
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.folder = tempfile.TemporaryDirectory(dir=memory)
        self.place = f"{self.folder.name}/ledger.db"
        self.ledger = Ledger.open(self.place, body=B, secret=SECRET, create=True)
        self.now, self.count, self.heads = NOW, 0, [self.ledger.head()]
        self.model: list[Model] = []

    def teardown(self) -> None:
        self.folder.cleanup()

    # ---- what the model expects --------------------------------------------------------------------------------------

    def expected(self, case: Case) -> tuple[bool, set[str]]:
        """Whether a decision is refused now, and of which earlier ones something is raised."""
        raised: set[str] = set()
        for other in self.model:
            over = other.state == "over" or (other.state == "open" and other.until <= self.now)
            pairs = [(a, b) for a in case.uses for b in other.case.uses if collide((case, a), (other.case, b))]
            for mine, theirs in () if over else pairs:
                if other.state == "committed" and theirs.zero and not mine.zero:
                    raised.add(other.decision)
                else:
                    return True, set()
        return False, raised

    def lose(self, case: Case) -> None:
        """What is past its end and stands in the way, or is the learner's, is lost."""
        for other in self.model:
            if other.state == "open" and other.until <= self.now and other.case.learner == case.learner:
                other.state = "over"

    # ---- calls -------------------------------------------------------------------------------------------------------

    @rule(target=reservations, which=st.sampled_from(CASES), hours=st.integers(1, 3))
    def reserve(self, which: tuple[Case, Decision], hours: int) -> Any:
        case, made = which
        refused, raised = self.expected(case)
        until = self.now + hours * HOUR
        try:
            found = self.ledger.reserve(made, until=until, now=self.now)
        except AgreementError as error:
            assert refused
            assert error.code == "rule.already_used"
            return multiple()
        assert not refused
        assert set(found.supersedes) == raised
        self.lose(case)
        model = Model(case, until)
        self.model.append(model)
        return (found, model)

    @rule(target=decisions, which=reservations)
    def commit(self, which: tuple[Reservation, Model]) -> Any:
        reservation, model = which
        self.count += 1
        name = f"urn:d:{self.count}"
        try:
            head = self.ledger.commit(reservation, decision_id=name, decision_digest="u", now=self.now)
        except AgreementError as error:
            assert model.state != "open"
            assert error.code == "decision.input_changed"
            return multiple()
        assert model.state == "open"
        model.state, model.decision = "committed", name
        self.heads.append(head)
        return name

    @rule(which=reservations)
    def release(self, which: tuple[Reservation, Model]) -> None:
        reservation, model = which
        try:
            self.ledger.release(reservation, self.now)
        except AgreementError:
            assert model.state == "committed" or (model.state == "over" and model.decision)
            return
        assert model.state != "committed"
        model.state = "over"

    @rule(name=consumes(decisions))
    def withdraw(self, name: str) -> None:
        self.heads.append(
            self.ledger.withdraw(name, code="status.revoked", record_id=f"{name}:n", record_digest="u", now=self.now)
        )
        (model,) = (model for model in self.model if model.decision == name)
        model.state = "over"

    @rule(hours=st.integers(1, 2))
    def wait(self, hours: int) -> None:
        self.now += hours * HOUR

    @rule()
    def open_again(self) -> None:
        self.ledger = Ledger.open(self.place, body=B, secret=SECRET)

    # ---- what always holds -------------------------------------------------------------------------------------------

    @invariant()
    def the_chain_holds_and_nothing_that_was_known_is_lost(self) -> None:
        assert self.ledger.check(self.heads) == ()

    @invariant()
    def the_views_are_those_of_the_model(self) -> None:
        for learner in ("did:example:l", "did:example:m"):
            committed = [one for one in self.model if one.state == "committed" and one.case.learner == learner]
            counting = [(one.case, use) for one in committed for use in one.case.uses if not use.zero]
            expected = sorted(
                (one.decision, use.name, use.zero)
                for one in committed
                for use in one.case.uses
                if not (use.zero and any(collide((one.case, use), other) for other in counting))
            )
            found = sorted(
                (held.decision, held.line.targets[0].name.rpartition("/")[2], held.line.state == "granted")
                for held in self.ledger.view(learner)
            )
            assert found == expected

    @invariant()
    def nothing_counts_twice(self) -> None:
        counting = [
            (one.case, use) for one in self.model if one.state == "committed" for use in one.case.uses if not use.zero
        ]
        assert not any(collide(one, two) for one, two in itertools.combinations(counting, 2))


Machine.TestCase.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestMachine = Machine.TestCase


def test_the_model_itself_knows_what_collides() -> None:
    def case(*uses: Use, programme: str = PROGRAMMES[0], across: bool = False) -> tuple[Case, Use]:
        return Case(uses, "did:example:l", programme, across), uses[0]

    assert collide(case(Use("x")), case(Use("x", alias=True)))
    assert collide(case(Use("x")), case(Use("x"), programme=PROGRAMMES[1]))
    assert not collide(case(Use("x")), case(Use("x"), programme=PROGRAMMES[1], across=True))
    assert not collide(case(Use("x")), case(Use("x", day=20), programme=PROGRAMMES[1]))
    assert isinstance(Head(1, "u"), tuple)
