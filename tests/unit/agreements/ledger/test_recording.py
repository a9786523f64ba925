"""Reserve, commit, release, withdraw: nothing is recognised twice, in SQLite and in PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from tests.unit.agreements.ledger.invented import HOUR, NOW, SECRET, B, Use, badge, decision

from eccoe_vc.agreements.deciding import Decision
from eccoe_vc.agreements.ledger import Head, Ledger, Reservation, achievement_key, award_key, learner_key
from eccoe_vc.errors import AgreementError, InputTypeError

X, Y = Use("x"), Use("y")
OTHER = "urn:x:other-programme"


def reserved(ledger: Ledger, made: Decision, now: datetime = NOW, **more: Any) -> Reservation:
    return ledger.reserve(made, until=now + HOUR, now=now, **more)


def entered(ledger: Ledger, made: Decision, name: str, now: datetime = NOW) -> Head:
    digest = f"u{name}"
    return ledger.commit(reserved(ledger, made, now), decision_id=name, decision_digest=digest, now=now)


def refused(ledger: Ledger, made: Decision, now: datetime = NOW) -> AgreementError:
    before = ledger.head()
    with pytest.raises(AgreementError) as error:
        reserved(ledger, made, now)
    assert error.value.code == "rule.already_used"
    assert ledger.head() == before
    return error.value


@pytest.fixture(autouse=True)
def _holds_at_the_end(ledger: Ledger) -> Any:
    yield
    assert ledger.check([ledger.head()]) == ()


# ---- once ------------------------------------------------------------------------------------------------------------


@pytest.mark.attack("K16", "same")
def test_a_second_time_is_refused_and_names_the_earlier_decision_and_the_place(ledger: Ledger) -> None:
    entered(ledger, decision(X, Y), "urn:d:1")
    error = refused(ledger, decision(Y, Use("z")))
    assert "'urn:d:1'" in error.message
    assert [finding.pointer for finding in error.findings] == ["/rule/0/source"]
    assert "used by" in refused(ledger, decision(X)).message
    entered(ledger, decision(Use("z")), "urn:d:2")


@pytest.mark.attack("K16", "other-target")
def test_another_target_course_is_no_way_around(ledger: Ledger) -> None:
    def other(tree: dict[str, Any]) -> None:
        tree["rule"][0]["target"][0]["course"] = "https://b.example/courses/OTHER"

    entered(ledger, decision(X), "urn:d:1")
    refused(ledger, decision(X, change=other))


@pytest.mark.attack("K16", "allowed")
def test_a_reusable_rule_uses_nothing_up(ledger: Ledger) -> None:
    again = Use("x", reusable=True)
    entered(ledger, decision(again), "urn:d:1")
    entered(ledger, decision(again), "urn:d:2")
    entered(ledger, decision(X), "urn:d:3")
    refused(ledger, decision(X))
    entered(ledger, decision(again), "urn:d:4")


def test_a_reissue_an_alias_and_another_name_of_the_issuer_are_the_same_award(ledger: Ledger) -> None:
    def alias(tree: dict[str, Any]) -> None:
        tree["party"][0].setdefault("alias", []).append("did:web:old.example")

    entered(ledger, decision(X), "urn:d:1")
    reissue = badge(X, id="urn:x:again", validFrom="2024-12-24T00:00:00Z")
    older_name = badge(X, issuer={"id": "did:web:old.example", "type": ["Profile"]})
    refused(ledger, decision(X, facts=[reissue]))
    refused(ledger, decision(Use("x", alias=True)))
    refused(ledger, decision(X, facts=[older_name], change=alias))


def test_an_award_keeps_one_of_its_names_under_another_agreement(ledger: Ledger) -> None:
    """One text lists an alias and the other takes any award of the party: the canonical ids differ."""

    def anything(tree: dict[str, Any]) -> None:
        tree |= {"id": "urn:uuid:another"}
        tree["rule"][0]["source"] = {"anyFrom": "did:web:awarding.example"}

    aliased = Use("x", alias=True)
    entered(ledger, decision(aliased), "urn:d:1")
    refused(ledger, decision(aliased, change=anything))
    refused(ledger, decision(aliased, change=anything, programme=OTHER))


def test_a_badge_that_only_says_from_when_it_is_valid_is_not_used_again_when_reissued(ledger: Ledger) -> None:
    def undated(valid_from: str) -> list[Any]:
        facts = badge(X, validFrom=valid_from)
        object.__setattr__(facts, "dates", {"validFrom": valid_from})
        return [facts]

    entered(ledger, decision(X, facts=undated("2024-06-20T08:00:00Z")), "urn:d:1")
    refused(ledger, decision(X, facts=undated("2024-07-20T08:00:00Z"), programme=OTHER))


def test_a_learner_who_is_asked_for_by_another_of_her_ids_is_known_by_the_one_in_the_badge(ledger: Ledger) -> None:
    facts = [badge(X, "did:example:l")]
    entered(ledger, decision(X, learner="did:example:l"), "urn:d:1")
    refused(ledger, decision(X, learner="did:example:other-name", facts=facts))
    entered(ledger, decision(X, learner="did:example:somebody-else"), "urn:d:2")


def test_retakes_count_once_in_a_programme_unless_the_leaf_is_repeatable(ledger: Ledger) -> None:
    entered(ledger, decision(X), "urn:d:1")
    refused(ledger, decision(Use("x", day=20)))
    entered(ledger, decision(Use("x", day=20), programme=OTHER), "urn:d:2")
    for day in (21, 22):
        entered(ledger, decision(Use("x", day=day, repeatable=True)), f"urn:d:{day}")
    refused(ledger, decision(Use("x", day=22, repeatable=True)))


def test_programmes_share_awards_only_where_the_agreement_says_so(ledger: Ledger) -> None:
    entered(ledger, decision(X), "urn:d:1")
    refused(ledger, decision(X, programme=OTHER))
    refused(ledger, decision(X, programme=None))
    entered(ledger, decision(Y, across=True), "urn:d:2")
    entered(ledger, decision(Y, across=True, programme=OTHER), "urn:d:3")
    refused(ledger, decision(Y, across=True, programme=OTHER))


def test_an_exemption_uses_nothing_up_unless_the_rule_says_so(ledger: Ledger) -> None:
    exempt = Use("x", kind="exemption")
    entered(ledger, decision(exempt), "urn:d:1")
    entered(ledger, decision(X), "urn:d:2")
    entered(ledger, decision(exempt), "urn:d:3")
    entered(ledger, decision(Use("y", consumes=False)), "urn:d:4")
    entered(ledger, decision(Use("y", kind="exemption", consumes=True)), "urn:d:5")
    refused(ledger, decision(Y))


def test_hundreds_of_awards_in_one_decision(ledger: Ledger) -> None:
    """More keys than one statement of a database takes."""
    many = [Use(f"a{number}") for number in range(600)]
    entered(ledger, decision(*many), "urn:d:1")
    error = refused(ledger, decision(*many[550:], *(Use(f"b{number}") for number in range(20))))
    assert len(error.findings) == 50
    assert len(ledger.view("did:example:l").entries) == 600


def test_a_decision_that_grants_nothing_can_be_entered(ledger: Ledger) -> None:
    nothing = decision(X)
    empty = replace(nothing, choice=replace(nothing.choice, granted=()))
    entered(ledger, empty, "urn:d:2")
    assert tuple(ledger.view("did:example:l")) == ()


def test_one_award_twice_in_one_decision_is_refused(ledger: Ledger) -> None:
    """By another name each time, so that the choice could not see it."""
    twin = badge(Use("x", alias=True), id="urn:x:twin")
    made = decision(X, Y, facts=[badge(X), badge(Y)])
    (first, _), (second, _) = made.choice.granted
    use = second.found.uses[0]
    other = replace(use, award=replace(twin, issuer=use.award.issuer), leaf=first.found.uses[0].leaf)
    doubled = replace(second, found=replace(second.found, uses=(other,)))
    choice = replace(made.choice, granted=(made.choice.granted[0], (doubled, made.choice.granted[1][1])))
    error = refused(ledger, replace(made, choice=choice))
    assert "itself uses the award twice" in error.message


def test_all_or_none(ledger: Ledger) -> None:
    entered(ledger, decision(X), "urn:d:1")
    refused(ledger, decision(Y, X))
    entered(ledger, decision(Y), "urn:d:2")


# ---- reservations ----------------------------------------------------------------------------------------------------


def test_a_reservation_holds_until_its_end_and_can_be_lost_then(ledger: Ledger) -> None:
    first = reserved(ledger, decision(X, Y))
    assert "reserved" in refused(ledger, decision(X), NOW + HOUR - timedelta(microseconds=1)).message
    second = reserved(ledger, decision(X), NOW + HOUR)
    with pytest.raises(AgreementError, match="is expired") as error:
        ledger.commit(first, decision_id="urn:d:1", decision_digest="u", now=NOW + HOUR)
    assert (error.value.code, error.value.pointer) == ("decision.input_changed", "/entry/2")
    ledger.commit(second, decision_id="urn:d:2", decision_digest="u", now=NOW + HOUR)
    entered(ledger, decision(Y), "urn:d:3", NOW + HOUR)


def test_what_nobody_took_can_be_committed_late(ledger: Ledger) -> None:
    late = reserved(ledger, decision(X))
    ledger.commit(late, decision_id="urn:d:1", decision_digest="u", now=NOW + 48 * HOUR)
    refused(ledger, decision(X), NOW + 49 * HOUR)


@pytest.mark.attack("K19", "kill")
def test_a_program_that_was_stopped_finds_its_reservation_again(ledger: Ledger) -> None:
    made = decision(X)
    kept, other = reserved(ledger, made), reserved(ledger, decision(Y))
    assert ledger.reservations() == (kept, other)
    (mine,) = (one for one in ledger.reservations() if one.input_digest == made.input_digest)
    assert mine == kept != other
    ledger.commit(mine, decision_id="urn:d:1", decision_digest="u", now=NOW)
    assert kept not in ledger.reservations()


def test_committing_again_changes_nothing_and_committing_otherwise_is_refused(ledger: Ledger) -> None:
    one, two = reserved(ledger, decision(X)), reserved(ledger, decision(Y))
    head = ledger.commit(one, decision_id="urn:d:1", decision_digest="u1", now=NOW)
    assert ledger.commit(one, decision_id="urn:d:1", decision_digest="u1", now=NOW + HOUR) == head == ledger.head()
    for name, digest in (("urn:d:2", "u1"), ("urn:d:1", "u2")):
        with pytest.raises(AgreementError) as error:
            ledger.commit(one, decision_id=name, decision_digest=digest, now=NOW)
        assert error.value.code == "decision.input_changed"
    with pytest.raises(AgreementError, match="already") as error:
        ledger.commit(two, decision_id="urn:d:1", decision_digest="u1", now=NOW)
    assert error.value.code == "rule.already_used"


def test_what_was_given_back_is_free(ledger: Ledger) -> None:
    one = reserved(ledger, decision(X))
    ledger.release(one, NOW)
    ledger.release(one, NOW)
    assert ledger.head().number == 3
    with pytest.raises(AgreementError, match="is released"):
        ledger.commit(one, decision_id="urn:d:1", decision_digest="u", now=NOW)
    two = reserved(ledger, decision(X))
    ledger.commit(two, decision_id="urn:d:1", decision_digest="u", now=NOW)
    with pytest.raises(AgreementError, match="is committed"):
        ledger.release(two, NOW)


def test_a_reservation_of_another_ledger_is_not_committed(ledger: Ledger) -> None:
    one = reserved(ledger, decision(X))
    strange = Reservation(one.number, "uEi" + one.digest[3:][::-1], one.until, one.input_digest)
    odd: Any = [9, 1, 0, -1, 2**31, 2**70, "2", None, True]
    for wrong in (strange, *(Reservation(number, one.digest, one.until, "") for number in odd)):
        with pytest.raises(AgreementError, match="is not the one") as error:
            ledger.commit(wrong, decision_id="urn:d:1", decision_digest="u", now=NOW)
        assert error.value.code == "decision.chain"


# ---- granted without counting ----------------------------------------------------------------------------------------


def test_what_did_not_count_may_be_raised_once_and_the_record_is_told_what_it_supersedes(ledger: Ledger) -> None:
    zero = Use("x", zero=True)
    entered(ledger, decision(zero, Y), "urn:d:1")
    refused(ledger, decision(zero))
    assert [held.line.state for held in ledger.view("did:example:l")] == ["applied", "granted"]
    raising = reserved(ledger, decision(X))
    assert raising.supersedes == ("urn:d:1",)
    refused(ledger, decision(X))
    ledger.release(raising, NOW)
    assert len(tuple(ledger.view("did:example:l"))) == 2
    entered(ledger, decision(X), "urn:d:2")
    assert {held.decision: held.line.state for held in ledger.view("did:example:l")} == {
        "urn:d:1": "applied",
        "urn:d:2": "applied",
    }
    refused(ledger, decision(X))
    refused(ledger, decision(zero))


def test_what_is_only_reserved_is_not_raised(ledger: Ledger) -> None:
    reserved(ledger, decision(Use("x", zero=True)))
    refused(ledger, decision(X))


# ---- what a decision needs to know -----------------------------------------------------------------------------------


def test_the_view_has_what_is_in_force_and_nothing_of_others(ledger: Ledger) -> None:
    learner = "did:example:l"
    entered(ledger, decision(X, Use("e", kind="exemption"), Use("z", zero=True)), "urn:d:1")
    entered(ledger, decision(Y, programme=OTHER), "urn:d:2")
    entered(ledger, decision(X, learner="did:example:somebody-else"), "urn:d:3")
    reserved(ledger, decision(Use("w")))
    view = ledger.view(learner)
    told = [(held.decision, held.line.rule, str(held.line.state), held.line.applied) for held in view]
    assert told == [
        ("urn:d:1", "r1", "applied", Fraction(3)),
        ("urn:d:1", "r2", "exempted", Fraction(0)),
        ("urn:d:1", "r3", "granted", Fraction(0)),
        ("urn:d:2", "r1", "applied", Fraction(3)),
    ]
    assert {held.line.unit for held in view} == {"http://data.europa.eu/snb/education-credit/6fcec5c5af"}
    assert [held.line.categories for held in view][2] == ("zero",)
    courses = frozenset({"https://b.example/courses/x", "https://b.example/courses/e"})
    assert view.courses("urn:x:programme") == courses
    assert view.courses("urn:x:none") == frozenset()


def test_the_view_says_by_whom_an_award_was_used(ledger: Ledger) -> None:
    entered(ledger, decision(X, Use("z", zero=True)), "urn:d:1")
    view = ledger.view("did:example:l")
    programme = "urn:x:programme"

    def keys(name: str, day: int = 14) -> tuple[str, str]:
        named = ("did:web:awarding.example", f"https://a.example/achievements/{name}")
        return award_key(*named, date(2024, 6, day), view.subject), achievement_key(*named, view.subject)

    assert view.used(*keys("x"), programme) == "urn:d:1"
    assert view.used(*keys("x"), OTHER) == "urn:d:1"
    assert view.used(*keys("x"), programme, across=True) == "urn:d:1"
    assert view.used(*keys("x"), OTHER, across=True) is None
    assert view.used(*keys("x"), programme, reusable=True) is None
    assert view.used(*keys("x", 20), programme) == "urn:d:1"
    assert view.used(*keys("x", 20), programme, repeatable=True) is None
    assert view.used(*keys("x", 20), OTHER) is None
    assert view.used(*keys("z"), programme) is None
    assert view.used(*keys("z"), programme, applying=False) == "urn:d:1"
    assert view.used(*keys("y"), programme) is None


def test_used_in_says_what_reserving_would_say(ledger: Ledger) -> None:
    entered(ledger, decision(Use("x", alias=True)), "urn:d:1")
    view = ledger.view("did:example:l")
    for made, earlier in ((decision(X), "urn:d:1"), (decision(Y), None)):
        ((one, _),) = made.choice.granted
        (evidence,) = made.evidence
        assert view.used_in(one.found.uses[0], evidence.facts, "urn:x:programme") == earlier


def test_a_decision_with_an_old_view_is_not_reserved(ledger: Ledger) -> None:
    """Two decisions that each have room under a limit have none together, whatever their awards are."""
    old = ledger.view("did:example:l")
    entered(ledger, decision(X), "urn:d:1")
    entered(ledger, decision(X, learner="did:example:other"), "urn:d:2")
    with pytest.raises(AgreementError) as error:
        reserved(ledger, decision(Y), view=old)
    assert (error.value.code, error.value.pointer) == ("decision.input_changed", "/entry/2")
    fresh = ledger.view("did:example:l")
    first = reserved(ledger, decision(Y), view=fresh)
    with pytest.raises(AgreementError, match="being decided"):
        reserved(ledger, decision(Use("z")), view=fresh)
    ledger.release(first, NOW)
    second = reserved(ledger, decision(Use("z")), view=fresh)
    third = reserved(ledger, decision(Y), NOW + HOUR, view=fresh)
    with pytest.raises(AgreementError, match="is expired"):
        ledger.commit(second, decision_id="urn:d:3", decision_digest="u", now=NOW + HOUR)
    ledger.commit(third, decision_id="urn:d:3", decision_digest="u", now=NOW + HOUR)
    ledger.withdraw("urn:d:3", code="status.revoked", record_id="urn:d:4", record_digest="u", now=NOW)
    with pytest.raises(AgreementError, match="being decided"):
        reserved(ledger, decision(Y), view=fresh)


def test_a_view_of_entries_that_the_ledger_has_not_shows_that_it_was_set_back(ledger: Ledger) -> None:
    view = replace(ledger.view("did:example:l"), head=5)
    with pytest.raises(AgreementError, match="ends with entry 1") as error:
        reserved(ledger, decision(Y), view=view)
    assert (error.value.code, error.value.pointer) == ("decision.chain", "/entry/5")


# ---- what was recognised and no longer stands ------------------------------------------------------------------------


@pytest.mark.attack("K32", "record")
def test_a_withdrawn_decision_stays_in_the_ledger_and_a_new_record_names_it(ledger: Ledger) -> None:
    entered(ledger, decision(X), "urn:d:1")
    before = ledger.head()
    why = {"code": "status.revoked", "record_id": "urn:d:2", "record_digest": "u2"}
    head = ledger.withdraw("urn:d:1", **why, now=NOW + HOUR)
    assert head == ledger.head() == ledger.withdraw("urn:d:1", **why, now=NOW + 2 * HOUR)
    assert ledger.check([before]) == ()
    assert tuple(ledger.view("did:example:l")) == ()
    with pytest.raises(AgreementError, match="withdrawn before") as error:
        ledger.withdraw("urn:d:1", **why | {"record_id": "urn:d:3"}, now=NOW)
    assert error.value.code == "decision.input_changed"
    with pytest.raises(InputTypeError, match="No decision"):
        ledger.withdraw("urn:d:9", **why, now=NOW)
    # The corrected credential of the same award may be recognised anew, under another decision.
    again = reserved(ledger, decision(X))
    with pytest.raises(AgreementError, match="already"):
        ledger.commit(again, decision_id="urn:d:1", decision_digest="u1", now=NOW)
    ledger.commit(again, decision_id="urn:d:5", decision_digest="u5", now=NOW)


def test_withdrawing_what_was_raised_leaves_what_was_granted_before(ledger: Ledger) -> None:
    entered(ledger, decision(Use("x", zero=True)), "urn:d:1")
    entered(ledger, decision(X), "urn:d:2")
    ledger.withdraw("urn:d:2", code="status.revoked", record_id="urn:d:3", record_digest="u", now=NOW)
    assert [(held.decision, held.line.state) for held in ledger.view("did:example:l")] == [("urn:d:1", "granted")]
    entered(ledger, decision(X), "urn:d:4")


# ---- arguments -------------------------------------------------------------------------------------------------------

NAIVE = datetime(2025, 2, 10)


@pytest.mark.parametrize(
    "wrong",
    [
        {"now": None},
        {"now": NAIVE},
        {"now": "2025-02-10"},
        {"until": NAIVE},
        {"until": NOW},
        {"until": date(2025, 3, 1)},
        {"decision": None},
        {"decision": {}},
        {"decision": decision(X, learner="")},
        {"decision": decision(X, programme="a\0b")},
        {"decision": replace(decision(X), request={"learner": "did:example:l", "programme": {"id": "\ud800"}})},
        {"decision": replace(decision(X), request={"learner": "did:example:l", "programme": {"id": 5}})},
        {"decision": replace(decision(X), request={"learner": 5})},
        {"view": "view"},
    ],
)
def test_reserving_wants_what_it_says(ledger: Ledger, wrong: dict[str, Any]) -> None:
    asked: dict[str, Any] = {"decision": decision(X), "now": NOW, "until": NOW + HOUR} | wrong
    with pytest.raises(InputTypeError, match=r"input\.type"):
        ledger.reserve(asked.pop("decision"), **asked)
    assert ledger.head().number == 1


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\0b", "x" * 2001, None, 5, "\ud800"])
def test_ids_are_texts_of_one_line(ledger: Ledger, name: Any) -> None:
    one = reserved(ledger, decision(X))
    with pytest.raises(InputTypeError, match=r"input\.type"):
        ledger.commit(one, decision_id=name, decision_digest="u", now=NOW)
    with pytest.raises(InputTypeError, match=r"input\.type"):
        ledger.commit(one, decision_id="urn:d", decision_digest=name, now=NOW)
    with pytest.raises(InputTypeError, match=r"input\.type"):
        ledger.withdraw("urn:d", code=name, record_id="urn:d:2", record_digest="u", now=NOW)


def test_a_view_is_of_the_learner_of_the_decision(ledger: Ledger) -> None:
    with pytest.raises(InputTypeError, match="not of the learner"):
        reserved(ledger, decision(X), view=ledger.view("did:example:other"))
    with pytest.raises(InputTypeError, match=r"input\.type"):
        ledger.view("")


@pytest.mark.parametrize("wrong", [[5], [(1,)], [("1", "u")], [(0, "u")], [(True, "u")], [None], (3, "u"), 5, None])
def test_heads_are_numbers_and_digests(ledger: Ledger, wrong: Any) -> None:
    with pytest.raises(InputTypeError, match=r"input\.type"):
        ledger.check(wrong)


@pytest.mark.parametrize("wrong", [None, 5, {"number": 2}])
def test_what_is_committed_is_a_reservation(ledger: Ledger, wrong: Any) -> None:
    with pytest.raises(InputTypeError, match=r"input\.type"):
        ledger.commit(wrong, decision_id="urn:d", decision_digest="u", now=NOW)
    with pytest.raises(InputTypeError, match=r"input\.type"):
        ledger.release(wrong, NOW)


def test_the_subject_of_a_view_is_the_key_of_the_learner(ledger: Ledger) -> None:
    assert ledger.view("did:example:l").subject == learner_key(SECRET, "did:example:l")
    assert B in repr(ledger)
