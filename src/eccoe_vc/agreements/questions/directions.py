"""For every member of an agreement: how two values of it compare, and which direction is wider. A closed table.

Recognition, section 12 (Difference of two texts) with sections 4.3, 5 and 7 for what the members mean. A member that is
not here cannot be compared, so a test holds this table against all models.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from eccoe_vc.agreements.precedence import DEFAULT_PRIORITY
from eccoe_vc.agreements.questions.comparing import (
    Around,
    Direction,
    Effect,
    areas,
    ceiling,
    floor,
    grade,
    larger,
    later,
    longer,
    neutral,
    of_default,
    ordered,
    partly,
    present,
    reverse,
    several,
    switch,
    unclear,
)
from eccoe_vc.encoding.quantities import decimal, ratio, whole
from eccoe_vc.jsonld import jcs
from eccoe_vc.models import agreement as texts
from eccoe_vc.models import rules
from eccoe_vc.models.terms import Term


@dataclass(frozen=True, slots=True)
class Value:
    """The member is compared as one value. ``in_order``: the order of its list has a meaning."""

    direction: Direction
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class Inside:
    """The member is an object: its members are compared.

    ``absent``: what its absence means, where there is an object that means the same; else ``appears`` says what it
    means that it comes, and its going is the opposite.
    """

    appears: Effect | Callable[[Any], Effect] = "open"
    absent: Any = None


@dataclass(frozen=True, slots=True)
class Items:
    """The member is a list of objects that have names: each is compared with the one of its name."""

    name: Callable[[Any], str]
    appears: Effect | Callable[[Any], Effect]


@dataclass(frozen=True, slots=True)
class Entries:
    """The member maps names to texts."""

    appears: Effect
    changed: Direction


Entry = Value | Inside | Items | Entries


def leaf_name(source: Any) -> str:
    """What a node of a source is known by among others: what a leaf asks for, the form of any other node."""
    value = getattr(source, source.form)
    if source.form == "identifier":
        return f"identifier {value.scheme} {value.value}"
    return source.member if source.parts else f"{source.member} {value}"


def _target_name(target: rules.Target) -> str:
    return f"{target.kind} {target.course or target.bucket or ''}".rstrip()


def _rule_appears(rule: rules.Rule) -> Effect:
    if rule.outcome == "refused":
        return "narrower"
    return "wider" if any(target.kind != "none" for target in rule.target) else "open"


def _target_appears(target: rules.Target) -> Effect:
    return "neutral" if target.kind == "none" else "wider"


def _rounding_appears(rounding: rules.StepRounding) -> Effect:
    """Of a limit, which is exact without it."""
    effects: Mapping[str, Effect] = {"down": "narrower", "up": "wider"}
    return effects.get(rounding.mode, "open")


def _k_of(before: str | None, after: str | None, around: Around) -> Effect:
    """Fewer are wider, but fewer that must reach a credit together may reach it no more."""
    if before is None or after is None or around.old.min_credit is not None or around.new.min_credit is not None:
        return unclear(before, after, around)
    return reverse(larger(whole))(before, after, around)


def _consumes(before: bool | None, after: bool | None, around: Around) -> Effect:
    """Whether the award is used up; by default it is, unless every target is an exemption."""
    one, other = (
        any(target.kind != "exemption" for target in rule.target) if said is None else said
        for said, rule in ((before, around.old), (after, around.new))
    )
    return ordered(True, False)(one, other, around)


_CHOICE: Final = Inside(absent=rules.Choice())
_CONDITION: Final = Inside(absent=rules.Condition())
_TEXT: Final = Entries("neutral", neutral)
_NEUTRAL, _OPEN = Value(neutral), Value(unclear)
_CREDIT_MIN, _CREDIT_MAX = Value(floor(decimal)), Value(ceiling(decimal))
_LEVEL_MIN, _LEVEL_MAX = Value(floor(whole)), Value(ceiling(whole))
_FROM_DAY, _TO_DAY = Value(floor(later)), Value(ceiling(later))
_ONLY_THESE = Value(several("wider", "all"))  # whom or what something covers; without a list everything
_THESE_TOO = Value(several("wider", "none"))
_NOT_THESE = Value(several("narrower", "none"))
_ROUNDING = Value(ordered("down", "halfDown", "halfEven", "halfUp", "up"))

#: The parts of a source are compared by what they ask for; whether one more is wider, the form of the node says.
PARTS: Final[Mapping[str, Effect]] = {"all_of": "narrower", "any_of": "wider", "of": "wider"}

_FRAME: Final[Mapping[type[Term], Mapping[str, Entry]]] = {
    texts.RecognitionAgreement: {
        "id": _OPEN, "type": _NEUTRAL, "version": _NEUTRAL, "title": _TEXT, "supersedes": Inside("neutral"),
        "objective": Value(several("wider", "none")), "recognition_basis": _OPEN, "scope": Inside(),
        "party": Items(lambda party: str(party.id), "wider"), "period": Inside(),
        "document": Items(lambda document: f"{document.url} {document.language}", "neutral"),
        "termination": Inside(), "amendment": Inside("open"), "credit_framework": Inside(),
        # By themselves scales and conversions accept nothing: what names them is a change of its own.
        "grade_scale": Items(lambda scale: str(scale.key), "neutral"),
        "grade_conversion": Items(lambda conversion: str(conversion.key), "neutral"),
        "requirement": _CONDITION, "limit": Items(lambda limit: str(limit.limit_id), "narrower"),
        "rule": Items(lambda rule: str(rule.rule_id), _rule_appears), "process": Inside(),
        "evaluation": Inside(absent=texts.Evaluation()),
    },
    texts.Scope: {
        "kind": _OPEN, "programme": _ONLY_THESE, "organisational_unit": _ONLY_THESE, "reciprocal": _NEUTRAL,
        "transitive": Value(switch("wider")),
    },
    texts.PartyIdentifier: {"scheme": _NEUTRAL, "value": _NEUTRAL},
    texts.OrganisationalUnit: {"id": _NEUTRAL, "name": _NEUTRAL},
    texts.Signatory: dict.fromkeys(("given_name", "family_name", "job_title", "legal_representative"), _NEUTRAL),
    texts.Party: {
        "id": _NEUTRAL, "legal_name": _NEUTRAL, "role": _THESE_TOO, "hei_id": _NEUTRAL,
        "identifier": Items(lambda identifier: f"{identifier.scheme} {identifier.value}", "neutral"),
        "alias": _THESE_TOO, "agreement_code": _NEUTRAL, "organisational_unit": Inside("neutral"),
        "signatory": Inside("neutral"), "country": _NEUTRAL, "website": _NEUTRAL,
    },
    texts.ValidityPeriod: {
        "start_date": _FROM_DAY, "end_date": _TO_DAY, "window_basis": Value(of_default("completion", unclear)),
        "claim_period": Value(present("narrower", longer)), "time_zone": _OPEN,
    },
    texts.Document: dict.fromkeys(("url", "media_type", "language", "digest_multibase"), _NEUTRAL),
    texts.Termination: {
        "notice_period": Value(longer),
        "vested_rights": Value(ordered("none", "completedBeforeEffect", "enrolledOrCompletedBeforeEffect")),
        "teach_out_period": Value(present("narrower", longer)),
    },
    texts.Amendment: {
        "material_change": _NOT_THESE, "response_period": _OPEN,
        "on_unresolved": Value(ordered("refuse", "manualReview")),
    },
    texts.HoursPerCredit: {"min": _NEUTRAL, "max": _NEUTRAL},
    texts.UnitConversion: {"from_": _NEUTRAL, "ratio": Value(larger(ratio))},
    texts.CreditRounding: {"quantum": _OPEN, "mode": _ROUNDING, "level": Value(ordered("target", "total"))},
    texts.CreditFramework: {
        "id": _OPEN, "notation": _NEUTRAL, "hours_per_credit": Inside("neutral"),
        "unitless": Value(of_default("reject", ordered("reject", "framework"))),
        "conversion": Items(lambda row: str(row.from_), "wider"),
        "rounding": Inside(absent=texts.CreditRounding(quantum="0.01", mode="halfUp", level="total")),
    },
    texts.BandTerms: {"label": _NEUTRAL, "min": _OPEN, "max": _OPEN},
    texts.GradeScale: {
        "key": _NEUTRAL, "title": _TEXT, "kind": _OPEN, "better": _OPEN, "min": _OPEN, "max": _OPEN, "pass_": _OPEN,
        "step": _NEUTRAL, "band": Items(lambda band: str(band.label), "open"), "band_scale": _OPEN,
        "label": Value(unclear, in_order=True), "numeric_value": Entries("open", unclear),
        "alias": Entries("wider", unclear), "result_description": _OPEN,
    },
    texts.Years: {"from_": _OPEN, "to": _OPEN},
    texts.TableRef: dict.fromkeys(("id", "digest_multibase", "isced_f", "cycle"), _OPEN) | {"years": Inside()},
    texts.TableRow: {"from_": _NEUTRAL, "to": _OPEN},
    texts.GradeConversion: {
        "key": _NEUTRAL, "method": _OPEN, "source_scale": _OPEN, "target_scale": _OPEN,
        # The others of six may give a grade outside the overlap, or one between both ends.
        "strategy": Value(partly(
            ("minimum", "midpoint"), ("minimum", "largestOverlap"), ("minimum", "maximum"), ("midpoint", "maximum"),
            ("largestOverlap", "maximum"),
        )),
        "tie": Value(of_default("better", ordered("worse", "better"))), "source_table": Inside(),
        "target_table": Inside(), "min_sample": _NEUTRAL, "rounding": _OPEN,
        "step": Value(unclear, in_order=True), "table": Items(lambda row: str(row.from_), "wider"),
    },
    texts.Process: {
        "request": _OPEN, "decision": _OPEN, "deadline": _OPEN, "appeal": _NEUTRAL, "evidence_required": _NOT_THESE,
        "on_no_match": Value(of_default("manualReview", ordered("none", "manualReview"))),
        "step": Value(neutral, in_order=True),
    },
    texts.Evaluation: {
        "mode": Value(of_default("priority", unclear)),
        "on_ambiguity": Value(of_default("manualReview", ordered("manualReview", "tieBreak"))),
        "reuse": Value(of_default("none", ordered("none", "acrossProgrammes"))),
        "overrides": _OPEN, "yields_to": _OPEN,
    },
    texts.Supersedes: {"version": _NEUTRAL, "agreement_digest": _NEUTRAL},
}  # fmt: skip

_RULES: Final[Mapping[type[Term], Mapping[str, Entry]]] = {
    rules.GradeCondition: {
        "scale": _OPEN, "at_least": Value(present("narrower", grade(worse_is_wider=True))),
        "below": Value(present("narrower", grade(worse_is_wider=False))),
        "pass_fail": Value(of_default("review", ordered("reject", "review", "accept"))),
    },
    rules.CreditRange: {"min": _CREDIT_MIN, "max": _CREDIT_MAX},
    rules.LevelRange: {
        "min": _LEVEL_MIN, "max": _LEVEL_MAX, "multi": Value(of_default("all", ordered("all", "any"))),
    },
    rules.Choice: {"any_of": _ONLY_THESE, "none_of": _NOT_THESE},
    rules.IdentityDemand: {"supervised": Value(switch("narrower")), "id_verified": Value(switch("narrower"))},
    rules.LanguageChoice: {"any_of": _ONLY_THESE},
    rules.MaxAge: {
        "period": Value(longer), "basis": Value(of_default("completion", unclear)),
        "on_stale": Value(of_default("refuse", ordered("refuse", "manualReview"))),
    },
    rules.Days: {"from_": _FROM_DAY, "to": _TO_DAY},
    rules.Condition: {
        "grade": Inside("narrower"), "credit": Inside("narrower"), "eqf_level": Inside("narrower"),
        "assessment": _CHOICE, "participation": _CHOICE, "quality_assurance": _CHOICE, "learning_setting": _CHOICE,
        "id_verification": Inside(absent=rules.IdentityDemand()), "language": Inside("narrower"),
        "max_age": Inside("narrower"), "awarded": Inside("narrower"),
    },
    rules.OtherIdentifier: {"scheme": _OPEN, "value": _OPEN},
    rules.Areas: {"under": Value(areas)},
    rules.Source: {
        "achievement": _OPEN, "identifier": Inside(), "alignment": _OPEN, "any_from": _OPEN,
        **{form: Items(leaf_name, effect) for form, effect in PARTS.items()},
        "k_of": Value(_k_of),
        "min_credit": Value(present("narrower", reverse(larger(decimal)))),
        "alias": _THESE_TOO, "version": _ONLY_THESE, "achievement_digest": Value(present("narrower")),
        "thematic_area": Inside("narrower"), "achievement_type": _ONLY_THESE, "condition": _CONDITION,
        "repeatable": Value(switch("wider")),
    },
    rules.Amount: {
        "fixed": Value(present("open", larger(decimal))), "ratio": Value(present("open", larger(ratio))),
        "max": _CREDIT_MAX,
    },
    rules.UseCondition: {"use": _NEUTRAL, "grade": Inside()},
    rules.Target: {
        "kind": _OPEN, "course": _OPEN, "bucket": _OPEN, "credit": Inside("open"),
        "grade": Value(of_default("none", unclear)), "conversion": _OPEN,
        "use_condition": Items(lambda demand: str(demand.use), "narrower"),
    },
    rules.StepRounding: {"quantum": _OPEN, "mode": _ROUNDING},
    rules.Limit: {
        "limit_id": _NEUTRAL, "scope": Value(partly(("learner", "programme"), ("learner", "agreement"))),
        "max": Value(present("open", larger(decimal))), "share": Value(present("open", larger(ratio))), "of": _NEUTRAL,
        "exclude_target": Value(lambda before, after, around: (
            "open" if before is None or after is None else several("narrower", "none")(before, after, around)
        )),
        # What a limit is about: the more of it, the narrower; without a list it is about everything.
        **dict.fromkeys(("category", "kind", "from_"), Value(several("narrower", "all"))),
        "rounding": Inside(_rounding_appears), "on_exceed": Value(of_default("cut", unclear)),
    },
    rules.Review: {
        "mode": Value(ordered("manual", "conditional", "none")), "ground": _NEUTRAL, "deadline": _OPEN,
        "text": Entries("open", unclear),  # the words of a condition, which only a person can weigh
    },
    rules.RulePeriod: {"start_date": _FROM_DAY, "end_date": _TO_DAY},
    rules.Rule: {
        "rule_id": _NEUTRAL, "title": _TEXT, "note": _TEXT,
        "priority": Value(of_default(str(DEFAULT_PRIORITY), lambda before, after, around: (
            "neutral" if whole(before) == whole(after) else "open"
        ))),
        "outcome": Value(partly(*(
            (worse, better)
            for worse, betters in (
                ("refused", ("manualReview", "partial", "conditional", "full")),
                ("manualReview", ("partial", "conditional", "full")), ("partial", ("full",)),
                ("conditional", ("full",)),
            )
            for better in betters
        ))),
        "from_": _ONLY_THESE, "to": _ONLY_THESE, "programme": _ONLY_THESE, "organisational_unit": _ONLY_THESE,
        "category": _NOT_THESE, "source": Inside(), "condition": _CONDITION,
        "target": Items(_target_name, _target_appears), "may_exceed_source": Value(switch("wider")),
        "requires_target": _NOT_THESE, "excludes_target": _NOT_THESE, "excludes_rule": _NOT_THESE,
        "consumes": Value(_consumes), "reusable": Value(switch("wider")),
        "max_use": Value(ceiling(whole)), "review": Inside(absent=rules.Review(mode="none")),
        "ground": _NEUTRAL, "period": Inside("narrower"),
    },
}  # fmt: skip

TABLE: Final[Mapping[type[Term], Mapping[str, Entry]]] = {**_FRAME, **_RULES}


def unordered(term: Any) -> Any:
    """A text as JSON in which lists whose order has no meaning are sorted: what :func:`diff` compares.

    The order of ``gradeScale.label`` (low to high), ``gradeConversion.step`` (best to worst) and ``process.step`` has a
    meaning and stays; no other order has one (Recognition, 4.1). Empty maps and members that are None say
    what their absence says.
    """
    if isinstance(term, Term):
        table = TABLE[type(term)]
        made = {}
        for name, info in type(term).model_fields.items():
            value = getattr(term, name)
            if value is None or value == {}:
                continue
            entry = table[name]
            ordered = isinstance(entry, Value) and entry.in_order
            made[info.alias or name] = [unordered(one) for one in value] if ordered else unordered(value)
        return made
    if isinstance(term, tuple):
        return sorted((unordered(one) for one in term), key=jcs.encode)
    return dict(term) if isinstance(term, Mapping) else term


__all__ = ["PARTS", "TABLE", "Entries", "Entry", "Inside", "Items", "Value", "leaf_name", "unordered"]
