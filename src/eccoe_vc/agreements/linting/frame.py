"""Lint of what stands around the rules: reciprocity, periods, languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from eccoe_vc.agreements.competing import span
from eccoe_vc.agreements.days import add
from eccoe_vc.agreements.linting.finding import Lint, warning
from eccoe_vc.encoding.days import day, period
from eccoe_vc.errors import shown
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Rule

_LONG: Final = period("P10Y")
_SPOKEN: Final = """
AT:de BE:nl,fr,de BG:bg CH:de,fr,it,rm CY:el,tr CZ:cs DE:de DK:da EE:et ES:es,ca,eu,gl FI:fi,sv FR:fr GR:el HR:hr HU:hu
IE:en,ga IS:is IT:it LI:de LT:lt LU:fr,de,lb LV:lv MT:mt,en NL:nl NO:nb,nn,no PL:pl PT:pt RO:ro RS:sr SE:sv SI:sl SK:sk
TR:tr UA:uk GB:en US:en CA:en,fr AU:en NZ:en,mi JP:ja BR:pt MX:es AR:es CL:es CO:es
"""
#: Official languages by country, where there is no doubt about them. A country that is not here is not judged.
_LANGUAGES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {country: frozenset(tags.split(",")) for country, _, tags in (entry.partition(":") for entry in _SPOKEN.split())}
)
_SHARED: Final = "en"  # our profile: an English text serves all parties


def frame(agreement: RecognitionAgreement) -> Iterator[Lint]:
    """Findings about the frame, in the order of the text."""
    yield from _reciprocal(agreement)
    yield from _long(agreement)
    yield from _languages(agreement)
    yield from _windows(agreement)


def _reciprocal(agreement: RecognitionAgreement) -> Iterator[Lint]:
    if not agreement.scope.reciprocal:
        return
    sets = {(rule.from_, rule.to): rule for rule in agreement.rule if rule.outcome != "refused"}
    ways = {way for rule in sets.values() for way in _ways(agreement, rule)}
    for giver, taker in sorted(ways):
        if (taker, giver) not in ways:
            yield warning(
                "reciprocal.missing",
                "/scope/reciprocal",
                f"The text claims to be reciprocal, and no rule leads back from {shown(taker)} to {shown(giver)}.",
                "Write the opposite rules out, or say that it is not reciprocal; nothing is inferred.",
            )


def _ways(agreement: RecognitionAgreement, rule: Rule) -> set[tuple[str, str]]:
    givers = rule.from_ or [party.id for party in agreement.party if "awardingBody" in party.role]
    takers = rule.to or [party.id for party in agreement.party if "recognisingBody" in party.role]
    return {(giver, taker) for giver in givers for taker in takers if giver != taker}


def _long(agreement: RecognitionAgreement) -> Iterator[Lint]:
    end = agreement.period.end_date
    if end is not None and day(end) > add(day(agreement.period.start_date), _LONG):
        message = f"The agreement runs for more than ten years, to {end}."
        yield warning("period.long", "/period/endDate", message, "Check the year, or agree on a shorter period.")


def _languages(agreement: RecognitionAgreement) -> Iterator[Lint]:
    """Parties in whose country nobody need understand any of the texts for people."""
    texts = {document.language.partition("-")[0].lower() for document in agreement.document or ()}
    if not texts or _SHARED in texts:
        return
    for index, party in enumerate(agreement.party):
        spoken = _LANGUAGES.get(party.country or "")
        if spoken is not None and spoken.isdisjoint(texts):
            message = f"No document is in a language of {shown(party.legal_name)} ({party.country})."
            hint = "Add the text in a language of that country, or in English."
            yield warning("document.language_missing", "/document", message, hint, f"/party/{index}")


def _windows(agreement: RecognitionAgreement) -> Iterator[Lint]:
    first, last = span(agreement.period.start_date, agreement.period.end_date)
    for index, rule in enumerate(agreement.rule):
        if rule.period is None:
            continue
        start, end = span(rule.period.start_date, rule.period.end_date)
        place = f"/rule/{index}/period"
        if end < first or start > last:
            message = f"The rule {shown(rule.rule_id)} and the agreement have no day in common, so it never holds."
            yield warning("rule.window_outside", place, message, "Correct the dates, or delete the rule.")
        elif (rule.period.start_date and start < first) or (rule.period.end_date and end > last):
            message = f"The period of the rule {shown(rule.rule_id)} reaches beyond that of the agreement."
            hint = "Let the rule begin and end with the agreement; outside it nothing is recognised."
            yield warning("rule.window_outside", place, message, hint)
