"""Whether a leaf of a source is about an award. Names decide and nothing else. Recognition, section 6 step 6."""

from __future__ import annotations

from collections.abc import Mapping

from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.judging import is_under
from eccoe_vc.models.rules import Source


def names(leaf: Source, facts: Facts, party_of: Mapping[str, str]) -> bool:
    """Whether a leaf is about this award. Equal names, other case, a slash more: no match.

    :param party_of: issuer id, aliases included, to the id of the party.
    """
    if leaf.achievement is not None:
        return facts.achievement in (leaf.achievement, *(leaf.alias or ()))
    if leaf.identifier is not None:
        return (leaf.identifier.scheme, leaf.identifier.value) in facts.identifiers
    if leaf.alignment is not None:
        return leaf.alignment in facts.alignments
    if party_of.get(facts.issuer) != leaf.any_from:
        return False
    if leaf.achievement_type is not None and facts.achievement_type.value not in leaf.achievement_type:
        return False
    areas = facts.areas.value or ()
    return leaf.thematic_area is None or any(is_under(area, leaf.thematic_area.under) for area in areas)


__all__ = ["names"]
