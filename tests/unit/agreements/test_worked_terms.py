"""Worked examples of single terms: dates, units, limits, rounding, conditions."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.unit.agreements.worked import Worked, everything, group, number

from eccoe_vc.agreements import amounts, conditions, windows
from eccoe_vc.agreements.days import add, time_zone
from eccoe_vc.agreements.grades.scales import Scale
from eccoe_vc.agreements.logic import Answer, Truth
from eccoe_vc.agreements.notices import Notice, ending
from eccoe_vc.agreements.rounding import rounded, total
from eccoe_vc.encoding import DecodeError
from eccoe_vc.encoding.days import Period, day, period
from eccoe_vc.encoding.quantities import decimal, ratio, text_of, whole
from eccoe_vc.errors import AgreementError

LADDER = {
    "70be69aaf9": (True, True),
    "df2880c5cb": (False, True),
    "c598449d64": (False, False),
    "44314532f9": (None, None),
}
THREE = {"true": True, "false": False, "unknown": None}


def told(found: Answer) -> dict[str, str]:
    return {"value": str(found.truth)} | ({"reason": found.code} if found.code else {})


def expected(case: Worked) -> dict[str, str]:
    return {name: case.expect[name] for name in ("value", "reason") if name in case.expect}


def optional(text: str | None, read: Any) -> Any:
    return None if text is None else read(text)


@pytest.mark.parametrize("case", group("win"))
def test_window(case: Worked) -> None:
    given_ = case.given
    request, enrolment = optional(given_.get("requestDate"), day), optional(given_.get("enrolmentDate"), day)
    when = windows.basis(
        given_["credential"], given_["windowBasis"], request=request, enrolment=enrolment, zone=given_.get("timeZone")
    )
    if "basisDate" in case.expect:
        assert when == (day(case.expect["basisDate"]), case.expect["dateSource"])
    found = windows.in_window(
        when, day(given_["startDate"]), optional(given_.get("endDate"), day),
        request=request, claim_period=optional(given_.get("claimPeriod"), period),
    )  # fmt: skip
    assert told(found) == expected(case)


@pytest.mark.parametrize("case", group("age"))
def test_age(case: Worked) -> None:
    completed, request = optional(case.given.get("completed"), day), day(case.given["request"])
    found = windows.young_enough(completed, period(case.given["maxAge"]), request)
    assert told(found) == expected(case)
    if "lastEligibleDay" in case.expect:
        last = windows.last_eligible_day(completed, period(case.given["maxAge"]))
        assert last == day(case.expect["lastEligibleDay"])


@pytest.mark.parametrize("case", group("ter"))
def test_termination(case: Worked) -> None:
    given_ = case.given
    found = windows.after_termination(
        day(given_["effectiveFrom"]), given_["vestedRights"], completed=day(given_["completed"]),
        request=day(given_["request"]), enrolment=optional(given_.get("enrolment"), day),
        teach_out=optional(given_.get("teachOutPeriod"), period),
    )  # fmt: skip
    assert told(found) == expected(case)


@pytest.mark.parametrize("case", group("notice"))
def test_notice(case: Worked) -> None:
    given_ = case.given
    length = period(given_["noticePeriod"])
    assert windows.earliest_effect(day(given_["noticeDate"]), length) == day(case.expect["earliest"])
    parties = ("A", "B") if given_["noticeFromAllParties"] else ("A",)
    rows = [Notice(name, "x", "1", "d", day(given_["noticeDate"]), day(given_["effectiveFrom"])) for name in parties]
    found = ending(rows, agreement="x", version="1", digest="d", parties={"A", "B"}, period=length)
    assert (found.effective == day(given_["effectiveFrom"])) is case.expect["valid"]
    assert (found.ignored == ()) is case.expect["valid"]


@pytest.mark.parametrize("case", group("unit"))
def test_units(case: Worked) -> None:
    given_ = case.given
    rows = [{"from": unit, "ratio": factor} for unit, factor in given_["conversion"].items()]
    made = amounts.Framework.of({"id": given_["framework"], "unitless": given_["unitless"], "conversion": rows})
    found = made.credit(number(given_["value"]), given_.get("unit"))
    assert (None if found is None else text_of(found)) == case.expect.get("credit")


@pytest.mark.parametrize("case", group("cap"))
def test_limits(case: Worked) -> None:
    given_ = case.given
    found = amounts.limit_value(
        share=number(given_["share"]), of=number(given_["of"]),
        quantum=optional(given_.get("quantum"), number), mode=given_.get("mode", "down"),
    )  # fmt: skip
    assert found is not None
    assert text_of(found) == case.expect["cap"]


@pytest.mark.parametrize("case", group("rnd"))
def test_rounding(case: Worked) -> None:
    given_ = case.given
    lines, quantum = [number(text) for text in given_["exact"]], number(given_["quantum"])
    assert text_of(sum(lines, Fraction())) == case.expect["exactTotal"]
    if given_["level"] == "target":
        made = [rounded(line, quantum, given_["mode"]) for line in lines]
        whole_ = sum(made, Fraction())
    else:
        most = None if given_["mayExceedSource"] else number(given_["sourceTotal"])
        whole_, shared = total(lines, quantum, given_["mode"], at_most=most)
        made = list(shared)
    assert text_of(whole_) == case.expect["total"]
    assert [text_of(line) for line in made] == case.expect["lines"]


@pytest.mark.parametrize("case", group("mincredit"))
def test_minimal_sets(case: Worked) -> None:
    given_ = {name: number(text) for name, text in case.given["credits"].items()}
    found = amounts.minimal_sets(given_, number(case.given["minCredit"]))
    assert sorted(map(list, found)) == sorted(case.expect["minimalSets"])


@pytest.mark.parametrize("case", group("eqf"))
def test_levels(case: Worked) -> None:
    given_ = case.given
    found = conditions.level_in(
        [int(level) for level in given_["levels"]], optional(given_.get("min"), int), optional(given_.get("max"), int),
        any_will_do=given_["multi"] == "any",
    )  # fmt: skip
    assert str(found.truth) == case.expect["value"]


@pytest.mark.parametrize("case", group("idv"))
def test_supervision_and_identity_are_no_ladder(case: Worked) -> None:
    actual = case.given["actual"]
    if isinstance(actual, dict):
        supervised, verified = THREE[actual["supervised"]], THREE[actual["idVerified"]]
    else:
        supervised, verified = LADDER[actual.rpartition("/")[2]] if actual else (None, None)
    found = conditions.identity(case.given["required"], supervised=supervised, identity_verified=verified)
    assert str(found.truth) == case.expect["value"]


@pytest.mark.parametrize("case", group("gri"))
def test_grade_intervals(case: Worked) -> None:
    given_ = case.given
    row = everything()["scales"][given_["scale"]]
    if row["kind"] == "ordinal":
        tree = {"label": row["labelsLowToHigh"], "pass": row["passLabel"]}
    else:
        tree = {"better": row["better"], "min": row["min"], "max": row["max"], "pass": row["passMark"]}
    scale = Scale.of({"key": given_["scale"], "kind": row["kind"], **tree})
    found = conditions.grade_in(scale, given_.get("grade"), given_.get("atLeast"), given_.get("below"))
    assert told(found) == expected(case)


@pytest.mark.parametrize("case", group("kof"))
def test_sources(case: Worked) -> None:
    if "error" in case.expect:
        node = case.given["node"]
        assert not 1 <= int(node["kOf"]) <= len(node["of"])  # refused where the agreement is read
        return
    values = {name: Truth[name.upper()] for name in ("true", "unknown", "false")}
    assert str(conditions.source_truth(case.given["node"], values)) == case.expect["value"]


@pytest.mark.parametrize("case", group("path"))
def test_chains_never_create_credit(case: Worked) -> None:
    hops = case.given["hops"]
    if case.expect.get("error") == "rule.cycle":
        parties = [hops[0]["from"], *(hop["to"] for hop in hops)]
        assert len(set(parties)) < len(parties)
        return
    if "error" in case.expect:
        assert len(hops) > 1
        assert not all(hop["transitive"] for hop in hops)
        return
    found = amounts.along_path(number(case.given["sourceCredit"]), [number(hop["ratio"]) for hop in hops])
    assert text_of(found) == case.expect["credit"]


# ---- grammar and laws ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (decimal, 5), (decimal, "05"), (decimal, "5."), (decimal, ".5"), (decimal, "1e3"), (decimal, "-1"),
        (decimal, "5,0"), (decimal, " 5"), (decimal, "1.1234567"), (decimal, "1234567890123"), (decimal, "\u0665"),
        (ratio, "0/5"), (ratio, "1/0"), (ratio, "1/-2"), (ratio, "9999999999/1"), (ratio, None), (whole, "1.0"),
        (whole, ""),
        (whole, 1), (day, "2026-02-30"), (day, "2026-2-3"), (day, "0000-01-01"), (day, "2026-01-31T00:00:00Z"),
        (period, "P"), (period, "PT5H"), (period, "P1.5Y"), (period, "-P1Y"), (period, "P1M1Y"), (period, 7),
    ],
)  # fmt: skip
def test_the_grammar_is_closed(read: Any, text: Any) -> None:
    with pytest.raises(DecodeError):
        read(text)


@given(some.fractions(min_value=0, max_value=10**6, max_denominator=10**6))
def test_a_quantity_is_written_so_that_it_reads_back(value: Fraction) -> None:
    text = text_of(value)
    assert (Fraction(text) if "/" in text else decimal(text)) == value


@given(some.lists(some.fractions(0, 100, max_denominator=60), max_size=8), some.sampled_from(["0.01", "0.5", "1"]),
       some.sampled_from(["down", "up", "halfUp", "halfDown", "halfEven"]), some.booleans())  # fmt: skip
def test_lines_add_up_to_the_rounded_total(lines: list[Fraction], quantum: str, mode: Any, capped: bool) -> None:
    step, exact = Fraction(quantum), sum(lines, Fraction())
    whole_, shared = total(lines, step, mode, at_most=exact if capped else None)
    assert sum(shared, Fraction()) == whole_
    assert all(line >= 0 and line % step == 0 for line in shared)
    assert whole_ <= exact if capped else abs(whole_ - exact) < step or not lines
    assert all(abs(made - line) < step for made, line in zip(shared, lines, strict=True))


@given(some.dates(max_value=date(9000, 1, 1)), some.integers(0, 200), some.integers(0, 2000))
def test_a_longer_period_never_ends_earlier(start: date, months: int, days: int) -> None:
    assert add(start, Period(months, days)) >= add(start, Period(months, 0)) >= start
    assert add(start, Period(months + 1, 0)) >= add(start, Period(months, 0))


@pytest.mark.parametrize("name", ["", "../etc/passwd", "Europe/Atlantis", "/etc/localtime", "Europe/Madrid\0", "UTC "])
def test_what_is_no_time_zone(name: str) -> None:
    with pytest.raises(AgreementError):
        time_zone(name)
