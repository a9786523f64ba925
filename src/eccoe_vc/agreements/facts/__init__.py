"""What a credential says about itself: the standard elements of a micro-credential, in Open Badges, ELM and dialects.

Council Recommendation of 16 June 2022 on micro-credentials, Annex I; recognition, section 3. Conditions read these
facts and nothing else, whoever issued the credential. Each fact knows where it was read; what is absent is unknown, and
two readings that disagree make a fact unknown, never the better one.

==============  ====================================================================================================
``values``      facts, credits, grades: what reading gives
``settling``    the rule by which several readings make one fact
``badges``      Open Badges, our terms, edubadges; ``learning``: what was learned and how, in badges
``elm``         the European Learning Model; ``elm_learning``: what was learned and how, there
``statements``  what all dialects are asked in the same way
``credit``      amounts, units, hours
``controlled``  the lists of the EU
``places``      JSON with its places
``elements``    the sixteen elements of Annex I as one view; ``showing``: as JSON, and for people
==============  ====================================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eccoe_vc.agreements.facts import badges, elm
from eccoe_vc.agreements.facts.controlled import ECTS, SNB
from eccoe_vc.agreements.facts.values import (
    Credit,
    Fact,
    Facts,
    Grade,
    Known,
    Person,
    Share,
    Supervision,
    Texts,
    Workload,
)


def read(document: Mapping[str, Any]) -> Facts:
    """The facts of a verified credential, an Open Badge or a European Digital Credential.

    :param document: the credential with its proof or without; it is not changed.
    :raises RefusedError: a number that has no canonical form; no verified credential holds one.

    >>> read({"issuer": "did:example:a", "credentialSubject": {"achievement": {"id": "urn:x:1"}}}).levels.known
    'unknown'
    """
    return elm.read(document) if elm.is_elm(document) else badges.read(document)


__all__ = [
    "ECTS",
    "SNB",
    "Credit",
    "Fact",
    "Facts",
    "Grade",
    "Known",
    "Person",
    "Share",
    "Supervision",
    "Texts",
    "Workload",
    "read",
]
