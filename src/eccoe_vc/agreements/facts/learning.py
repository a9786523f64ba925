"""What was learned in Open Badges, and how: outcomes, level, workload, assessment, form, language.

Recognition, sections 3 and 3.2: our terms, the official extensions, and the dialects of edubadges before and after an
import from Open Badges 2.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from eccoe_vc.agreements.facts import credit, statements
from eccoe_vc.agreements.facts.controlled import ASSESSMENT, PARTICIPATION, language_tag, level
from eccoe_vc.agreements.facts.places import Place, many, name_of, number, words
from eccoe_vc.agreements.facts.settling import settled
from eccoe_vc.agreements.facts.values import Credit, Fact, Texts

_EQF_NAMES: Final = frozenset({"EQF", "European Qualifications Framework"})

Names = Fact[tuple[str, ...]]
Levels = Fact[tuple[int, ...]]


def title(achievement: Place) -> Fact[Texts]:
    """The name of the achievement, in the language that it says it has."""
    found = settled(words(achievement, "name"))
    language, name = language_tag(achievement.text("inLanguage")), achievement.thing.get("name")
    if found.value is not None and language and isinstance(name, str):
        return found._replace(value={language: name})
    return found


def outcomes(place: Place) -> list[Names]:
    """What the learner knows and can do: ids, titles and skills of outcomes, and targets of alignments but levels."""
    extension = place.only("extensions:LearningOutcomeExtension")
    found: dict[str, str] = {}  # what is named, to where it stands
    for outcome in place.objects("learningOutcome"):
        texts = [text for said in words(outcome, "title") for text in (said.value or {}).values()]
        skills = [name for said in many(outcome, "relatedESCOSkill") for name in said.value or ()]
        found |= dict.fromkeys([*texts, *skills], outcome.pointer)
    found |= {name_of(value): where for where, value in place.values("learningOutcome")}
    found |= {
        entry.text("targetUrl"): entry.pointer
        for entry in place.objects("alignment")
        if not _is_term(entry) and entry.thing.get("targetFramework") not in _EQF_NAMES
    }
    found[extension.text("LearningOutcome")] = extension.at("LearningOutcome")
    found.pop("", None)
    return [Fact(tuple(sorted(found)), next(iter(found.values())), "stated")] if found else []


def hours(achievement: Place) -> list[Fact[Fraction]]:
    """The volume of learning; edubadges state hours as a number."""
    found = credit.duration(achievement, "volumeOfLearning")
    for extension in achievement.objects("extensions:TimeInvestmentExtension"):
        value = number(extension.thing.get("TimeInvestment"))
        found.append(Fact(value, extension.pointer, "unknown" if value is None else "stated"))
    return found


def points(achievement: Place) -> list[Fact[Credit]]:
    """What the achievement counts: our term, and the ECTS of edubadges."""
    extensions = achievement.objects("extensions:ECTSExtension")
    return [
        *credit.points(achievement, "creditPoint"),
        *credit.ects(achievement, "ECTS"),
        *(reading for extension in extensions for reading in credit.ects(extension, "ECTS")),
    ]


def levels(award: Place, achievement: Place) -> Levels:
    """EQF levels. Alignments of a term of its own (``ext:...EQF...``) speak only where there is no ``eqfLevel``."""
    own = statements.eqf(many(award, "eqfLevel"))
    found = statements.eqf(many(achievement, "eqfLevel"))
    terms = [] if own or found else _aligned(achievement, plain=False)
    for extension in achievement.objects("extensions:EQFExtension"):
        value = number(extension.thing.get("EQF"))
        found.append(statements.levels([level(str(value))], extension.pointer, "stated"))
    return settled(own, [*found, *_aligned(achievement, plain=True), *terms])


def _aligned(achievement: Place, *, plain: bool) -> list[Levels]:
    """The levels of the alignments of one kind: together they are one statement, as the values of ``eqfLevel`` are."""
    found: list[tuple[str, int | None]] = []
    for entry in achievement.objects("alignment"):
        if (entry.thing.get("targetFramework") in _EQF_NAMES) if plain else _is_term(entry):
            last = "" if plain else entry.text("targetUrl").partition("?")[0].partition("#")[0].rpartition("/")[2]
            found.append((entry.pointer, level(entry.text("targetCode")) or level(last)))
    return [statements.levels([each for _, each in found], found[0][0], "derived")] if found else []


def _is_term(entry: Place) -> bool:
    kind = entry.text("targetType")
    return kind.startswith("ext:") and "EQF" in kind and entry.thing.get("targetFramework") not in _EQF_NAMES


def assessment(achievement: Place) -> list[Names]:
    """Our term; beside it the official extension, whose three words contradict it only where they say more."""
    stated = many(achievement, "assessmentMethod")
    types = [entry for entry in achievement.objects("resultDescription") if entry.has("assessmentType")]
    if not types:
        return stated
    place = types[0].at("assessmentType")
    derived = [ASSESSMENT.get(entry.text("assessmentType"), "") for entry in types]
    if not stated:
        return [Fact(tuple(sorted(set(derived))), place, "derived") if all(derived) else Fact(None, place)]
    more = set(derived) - {""} - set(stated[0].value or ())
    return [*stated, Fact(None, place)] if more else stated


def participation(achievement: Place) -> list[Names]:
    """Our term, and the word of edubadges where the list of the EU has it."""
    found = many(achievement, "participationMode")
    if achievement.has("participationType"):
        mode, place = PARTICIPATION.get(achievement.text("participationType")), achievement.at("participationType")
        found.append(Fact((mode,), place, "derived") if mode else Fact(None, place))
    return found


def languages(place: Place) -> list[Names]:
    """The languages of an achievement as tags."""
    found = many(place, "inLanguage")
    for extension in place.objects("extensions:LanguageExtension"):
        found += many(extension, "Language")
    return [statements.tags(reading) for reading in found]


def accreditations(issuer: Place) -> Names:
    """The accreditations of the issuer in the official extension. They name no value of the EU's list."""
    found = {
        name_of(value) or (Place(where, value).text("contactInstructions") if isinstance(value, Mapping) else ""): where
        for where, value in issuer.values("accreditations")
    }
    found.pop("", None)
    return Fact(tuple(sorted(found)), next(iter(found.values())), "stated") if found else Fact()
