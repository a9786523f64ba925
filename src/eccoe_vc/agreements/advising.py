"""What a match that is left to a person lacks, and who can supply it. Recognition, section 12 (Missing).

One entry for each thing that could not be found out, with its place in the agreement and what would be gained. The
sentences are English; a catalogue of other languages may replace them by ``need``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from eccoe_vc.agreements.choosing import Weighed
from eccoe_vc.agreements.judging import Node
from eccoe_vc.agreements.logic import Truth

Source = Literal["learner", "issuer", "institution"]


class Lack(NamedTuple):
    """Who can supply what is missing, and the sentence that says what it is."""

    source: Source
    text: str


#: Code to what is missing. Codes that are not here are decided by the institution on what it has.
LACKS: Final[Mapping[str, Lack]] = {
    "rule.identity_verification": Lack(
        "issuer", "The credential does not say how identity was verified and whether the assessment was supervised."
    ),
    "rule.level": Lack("issuer", "The credential does not say at which level of the EQF it is."),
    "rule.credit": Lack("issuer", "The credential does not say how much credit it stands for."),
    "rule.unit": Lack("issuer", "The credential does not say in which unit its credit counts."),
    "rule.assessment": Lack("issuer", "The credential does not say how the learner was assessed."),
    "rule.participation": Lack("issuer", "The credential does not say how the learner took part."),
    "rule.quality": Lack("issuer", "The credential does not say how its quality was assured."),
    "rule.language": Lack("issuer", "The credential does not say in which language it was taught."),
    "rule.setting": Lack("issuer", "The credential does not say in which setting it was earned."),
    "rule.date_missing": Lack("issuer", "The credential does not say when it was completed."),
    "rule.not_completed": Lack("issuer", "The credential does not say whether it was completed."),
    "rule.result": Lack("issuer", "The credential has no result on the scale that is asked for."),
    "rule.scale": Lack("issuer", "The result of the credential is not a grade of the scale that is asked for."),
    "rule.version": Lack("institution", "The achievement has another version than the one agreed on."),
    "status.unavailable": Lack("issuer", "It could not be found out whether the credential was revoked."),
    "key.revoked": Lack(
        "institution", "A key was revoked or ended, and only the signer's word says that the signature is older."
    ),
    "sd.partial": Lack("learner", "Only a part of the credential is shown, and the rest could say otherwise."),
    "subject.missing": Lack("learner", "The credential names nobody; proof is needed that it is the learner's."),
    "subject.unmatchable": Lack("learner", "The credential names somebody in a way that cannot be compared."),
    "rule.factor": Lack("institution", "The targets are worth more than what they are given for."),
    "rule.ambiguous": Lack("institution", "Several rules of the agreement fit and say different things."),
    "agreement.conflict": Lack("institution", "Two agreements fit and say different things."),
    "rule.free_text": Lack("institution", "The agreement asks a person to decide."),
    "limit.unknown": Lack(
        "institution", "A limit is a share of the programme, and nobody said which programme it is and how large."
    ),
    "limit.reached": Lack(
        "institution", "A limit of the agreement is reached, and the agreement wants a person there."
    ),
}
_OTHER: Final = Lack("institution", "A person has to decide.")


def missing(one: Weighed, code: str, gain: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The entries of a pending match: each unknown condition once, in the order of the agreement.

    :param code: why the match is pending; it stands alone where no single condition is unknown.
    :param gain: the credit that would be gained; None where nobody knows.
    """
    unknown = dict.fromkeys((node.code, node.at) for use in one.found.uses for node in _unknown(use.node) if node.code)
    rows = sorted(unknown, key=lambda row: (row[1], row[0])) or [(code, one.found.at)]
    return [_entry(name, at, gain) for name, at in rows]


def _entry(code: str, at: str, gain: Mapping[str, Any] | None) -> dict[str, Any]:
    lack = LACKS.get(code, _OTHER)
    need = at.rpartition("/")[2] if at.count("/") > 1 and not at.rpartition("/")[2].isdigit() else code
    made: dict[str, Any] = {"need": need, "path": at, "from": lack.source, "text": {"en": lack.text}}
    return made if gain is None else made | {"gain": dict(gain)}


def _unknown(node: Node) -> Iterator[Node]:
    """The leaves of a tree of reasons that are unknown."""
    if node.truth is not Truth.UNKNOWN:
        return
    inner = [leaf for child in node.children for leaf in _unknown(child)]
    if inner:
        yield from inner
    else:
        yield node


__all__ = ["LACKS", "Lack", "missing"]
