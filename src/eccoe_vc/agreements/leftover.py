"""Nothing is dropped without a word: why a credential is not in the choice. Recognition, sections 6 and 11.1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eccoe_vc.agreements.choosing import Choice
from eccoe_vc.agreements.counterparts import Standing
from eccoe_vc.agreements.evidence import Evidence, SetAside
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.matching import Found
from eccoe_vc.agreements.nearby import Near
from eccoe_vc.agreements.refusing import refusals
from eccoe_vc.agreements.texts import Text
from eccoe_vc.models.agreement import Party


def leftover(
    kept: Sequence[Evidence],
    texts: Sequence[Text],
    choice: Choice,
    near: Sequence[Near],
    standings: Sequence[Standing],
) -> tuple[tuple[tuple[Text, Facts], ...], list[SetAside]]:
    """What is neither granted, pending nor refused: for a person where no rule was written, else with its code."""
    chosen = [one for one, _ in (*choice.granted, *choice.pending)]
    named = {name for one in (*chosen, *choice.exempted, *choice.unapplied) for name in one.found.awards}
    named |= {name for one in refusals(choice, texts) for name in one.awards}
    touched = {name for text in texts for match in text.matches for name in match.awards}
    touched |= {name for one in near for name in one.held}
    unmatched, unused = [], []
    for one in kept:
        name = one.facts.credential
        if name in named:
            continue
        asking = [text for text in texts if name not in touched and _asks_a_person(text, one.facts)]
        if asking:
            unmatched.append((min(asking, key=lambda text: text.name), one.facts))
        else:
            unused.append(SetAside(name, one.facts.digest, _why_unused(one.facts, texts, choice, standings)))
    return tuple(unmatched), unused


def _asks_a_person(text: Text, facts: Facts) -> bool:
    """Whether a text lets a person look at what its awarding parties issue and no rule is about."""
    awarding = (party for party in text.agreement.party if "awardingBody" in party.role)
    return text.agreement.process.on_no_match != "none" and _names(awarding, facts.issuer)


def _why_unused(facts: Facts, texts: Sequence[Text], choice: Choice, standings: Sequence[Standing]) -> str:
    lost = [(one.match.name, code) for one, code in choice.lost if facts.credential in one.found.awards]
    if lost:
        return min(lost)[1]
    tried = [match for text in texts for match in text.matches if facts.credential in match.awards]
    if tried:
        return _best(tried).code or "rule.already_used"
    if not any(_names(text.agreement.party, facts.issuer) for text in texts):
        mine = [one for one in standings if _names(one.agreement.party, facts.issuer)]
        if any(one.code == "agreement.chain" for one in mine):
            return "agreement.chain"
        return "rule.no_transitivity" if any(one.binds for one in mine) else "agreement.party"
    return "rule.no_match"


def _best(tried: Sequence[Found]) -> Found:
    """The match that came nearest: true before unknown before false, then in order."""
    return min(tried, key=lambda match: (-match.truth, match.rule.rule_id, match.awards))


def _names(parties: Iterable[Party], issuer: str) -> bool:
    return any(issuer in party.names for party in parties)


__all__ = ["leftover"]
