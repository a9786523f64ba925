"""The policy view of a credential: all that a check or a rule reads, in one comparable text.

It is written from the rules (what counts: type, issuer, validity, status, schema, refresh, subject, achievement,
identifier, result, credits, dates, alignment, version, criteria, and what is embedded), not from the library. What the
JSON syntax leaves open for RDF is levelled: one value and an array of one, the order of sets, 3 and 3.0.
"""

from __future__ import annotations

import json
from typing import Any

# Members whose value is read whole are marked by None, others by the table of the node that they lead to.
Table = dict[str, Any]

PROFILE: Table = {"id": None, "type": None, "otherIdentifier": None, "parentOrg": None, "official": None}
ACHIEVEMENT: Table = dict.fromkeys(
    [
        "id",
        "type",
        "achievementType",
        "creditsAvailable",
        "alignment",
        "version",
        "criteria",
        "resultDescription",
        "humanCode",
        "fieldOfStudy",
        "specialization",
        "otherIdentifier",
        "inLanguage",
        "@language",
    ]
)
SUBJECT: Table = dict.fromkeys(
    [
        "id",
        "type",
        "identifier",
        "creditsEarned",
        "activityStartDate",
        "activityEndDate",
        "result",
        "role",
        "term",
        "licenseNumber",
    ]
) | {"achievement": ACHIEVEMENT, "source": {"id": None}}
CREDENTIAL: Table = dict.fromkeys(
    [
        "id",
        "type",
        "validFrom",
        "validUntil",
        "issuanceDate",
        "expirationDate",
        "awardedDate",
        "credentialStatus",
        "credentialSchema",
        "refreshService",
        "termsOfUse",
        "relatedResource",
    ]
)
CREDENTIAL |= {"issuer": PROFILE, "holder": PROFILE, "credentialSubject": SUBJECT, "endorsement": CREDENTIAL}


def view(tree: Any) -> str:
    """The policy view of a parsed credential, as text."""
    return json.dumps(_viewed(tree, CREDENTIAL), sort_keys=True)


def _viewed(value: Any, table: Table) -> Any:
    if isinstance(value, list):
        return _levelled_list([_viewed(item, table) for item in value])
    if not isinstance(value, dict):
        return value
    return {
        name: _levelled(value[name]) if inner is None else _viewed(value[name], inner)
        for name, inner in table.items()
        if name in value
    }


def _levelled(value: Any) -> Any:
    if isinstance(value, list):
        return _levelled_list([_levelled(item) for item in value])
    if isinstance(value, dict):
        return {name: _levelled(item) for name, item in value.items()}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _levelled_list(items: list[Any]) -> Any:
    """A set: order and doubles do not count; one is the same as an array of one."""
    texts = sorted({json.dumps(item, sort_keys=True) for item in items})
    return json.loads(texts[0]) if len(texts) == 1 else [json.loads(text) for text in texts]
