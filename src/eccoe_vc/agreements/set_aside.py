"""Why a credential is not used in a decision, in a sentence for people. Recognition, sections 6 and 12.

Programs read the code; the sentences are English, and may change.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from eccoe_vc.codes import codes

_SENTENCES: Final = MappingProxyType(
    {
        "rule.already_used": "the award counts already, in this or another form",
        "rule.no_match": "no rule of the agreement is about it",
        "rule.no_transitivity": "its issuer is a party of another agreement, and chains of agreements are not allowed",
        "rule.input_not_original": "it is a decision or an agreement, and no award",
        "rule.excluded": "something that excludes it counts already",
        "rule.prerequisite": "what has to be recognised before it is not",
        "rule.not_completed": "it was not completed by the day of the request",
        "rule.window": "it does not fall into the period of its rule",
        "rule.credit": "its credit is not what the rule asks for",
        "rule.assessment": "it was not assessed as the rule asks",
        "rule.participation": "the learner did not take part in it as the rule asks",
        "rule.identity_verification": "identity or supervision was not verified as the rule asks",
        "rule.quality": "its quality is not assured as the rule asks",
        "rule.language": "it was not taught in a language that the rule asks for",
        "rule.setting": "it was not earned in a setting that the rule asks for",
        "agreement.party": "its issuer is no party of an agreement that decides here",
        "subject.mismatch": "it is about somebody else",
        "subject.ambiguous": "it is about nobody, or about several",
        "vp.empty": "the presentation itself is no award; what it holds is looked at by itself",
        "clr.not_bound": "the record itself is no award; what it holds is looked at by itself",
        "limit.reached": "a limit of the agreement is reached",
        "limit.excluded": "the agreement never recognises what it would give",
    }
)


def why(code: str) -> str:
    """The reason behind a code; for codes that are not told here the meaning in the registry.

    >>> why("subject.mismatch")
    'it is about somebody else'
    >>> why("rule.level")
    'the level is below what the rule asks, or unknown'
    """
    known = codes().get(code)
    return _SENTENCES.get(code) or (known.meaning.partition(";")[0] if known is not None else code)


__all__ = ["why"]
