"""Term tables of the contexts that this project writes itself: agreements and decisions, and what a badge lacks.

The domain document *Recognition*, section 4.4 and appendix A. The addresses begin with
:data:`eccoe_vc.contexts.OWN`, a placeholder in a reserved name: a person must register the permanent one before 1.0.
"""

from __future__ import annotations

from typing import Final

from eccoe_vc.contexts import OWN
from tools.contexts_build.terms import PROT, STD, Terms, term

VOCABULARY: Final = OWN + "vocab#"
DCT: Final = "http://purl.org/dc/terms/"
ELM: Final = "http://data.europa.eu/snb/model/elm/"
DURATION: Final = "http://www.w3.org/2001/XMLSchema#duration"

#: The members of an agreement that are signed as they stand, as one literal each: order and structure matter.
ONE: Final = (
    *("supersedes", "recognitionBasis", "scope", "period", "termination", "amendment", "creditFramework"),
    *("requirement", "process", "evaluation"),
)
#: Those of them that are lists. ``@set`` changes no statement; it keeps a list of one a list where a reader compacts.
MANY: Final = ("objective", "party", "document", "gradeScale", "gradeConversion", "limit", "rule")


def recognition_v1() -> Terms:
    """Agreements, notices and decisions.

    Nearly every member is ``@json``: arrays keep their order, a ``ruleId`` is never taken for a relative address,
    and ten thousand rules are one literal, so that canonicalisation stays linear.
    """
    agreement = {"version": VOCABULARY + "version", "title": term(DCT + "title", container="@language")}
    subjects = {
        "RecognitionAgreement": {**agreement, **_as_written(*ONE), **_as_written(*MANY, container="@set")},
        "TerminationNotice": _as_written("notice"),
        "RecognitionSubject": _as_written("decision"),
    }
    credentials = ("RecognitionAgreementCredential", "TerminationNoticeCredential", "RecognitionDecisionCredential")
    return {
        **PROT,
        **STD,
        **{name: VOCABULARY + name for name in credentials},
        **{name: term(VOCABULARY + name, nested={**PROT, **STD, **terms}) for name, terms in subjects.items()},
    }


def _as_written(*members: str, container: str = "") -> Terms:
    return {member: term(VOCABULARY + member, "@json", container) for member in members}


def annex_i_v1() -> Terms:
    """What the EU standard elements of a micro-credential need and Open Badges 3.0 has no place for.

    For an ``Achievement``, and for an ``AchievementSubject`` where the award differs. No name is one that an official
    extension gives another meaning.
    """
    credit = {"framework": term(ELM + "framework", "@id"), "point": ELM + "point"}
    outcome = {
        "title": term(DCT + "title", container="@language"),
        "relatedESCOSkill": term(ELM + "relatedESCOSkill", "@id", "@set"),
    }
    return {
        **PROT,
        **STD,
        "CreditPoint": term(ELM + "CreditPoint", nested={**PROT, **STD, **credit}),
        "LearningOutcome": term(ELM + "LearningOutcome", nested={**PROT, **STD, **outcome}),
        "creditPoint": term(ELM + "creditPoint", container="@set"),
        "creditReceived": term(ELM + "creditReceived", container="@set"),
        "volumeOfLearning": term(ELM + "volumeOfLearning", DURATION),
        "eqfLevel": term(ELM + "EQFLevel", "@id", "@set"),
        "thematicArea": term(ELM + "ISCEDFCode", "@id", "@set"),
        "learningOutcome": term(ELM + "learningOutcome", container="@set"),
        "participationMode": term(ELM + "mode", "@id", "@set"),
        "assessmentMethod": term(VOCABULARY + "assessmentMethod", "@id", "@set"),
        "idVerification": term(ELM + "idVerification", "@id"),
        "qualityAssurance": term(VOCABULARY + "qualityAssurance", "@id", "@set"),
        "entryRequirement": term(VOCABULARY + "entryRequirement", container="@language"),
        "hasPart": term(DCT + "hasPart", "@id", "@set"),
        "isPartOf": term(DCT + "isPartOf", "@id", "@set"),
    }
