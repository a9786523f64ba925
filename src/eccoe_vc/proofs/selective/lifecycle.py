"""What must never be left to a holder to show or to hide: issuer, types, validity, status and schema.

Requirement P9; Open Badges 3.0 (edition of 2025), certification of issuers. A badge whose end or withdrawal its holder
can leave out has neither. Codes ``sd.lifecycle_hidden`` and ``sd.mandatory``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from eccoe_vc.encoding import DecodeError, pointers
from eccoe_vc.errors import Finding, RefusedError
from eccoe_vc.models import shape
from eccoe_vc.proofs.selective.grouping import Labelled
from eccoe_vc.proofs.selective.selection import select

#: Members that a verifier has to see whenever the credential has them.
MEMBERS: Final = (
    "issuer",
    "validFrom",
    "validUntil",
    "issuanceDate",
    "expirationDate",
    "credentialStatus",
    "credentialSchema",
)
_ACHIEVEMENT: Final = "/credentialSubject/achievement"
#: What else is mandatory where the issuer does not choose: the title, who it is about, what an achievement must say.
_USUAL: Final = (
    "/name",
    "/credentialSubject/id",
    "/credentialSubject/type",
    *(f"{_ACHIEVEMENT}/{name}" for name in ("id", "type", "name", "description", "criteria")),
)
_HINT: Final = "Make it mandatory, so that nobody can leave it out."


def usual(document: Mapping[str, Any]) -> list[str]:
    """The JSON Pointers that are mandatory where the issuer names none: the least that verifiers must see.

    >>> usual({"issuer": {"id": "did:example:a", "type": "Profile"}, "validFrom": "2026-01-31T09:00:00Z", "name": "n"})
    ['/issuer/id', '/validFrom', '/name']
    """
    return [*_lifecycle(document), *(pointer for pointer in _USUAL if _exists(document, pointer))]


def left_out(document: Mapping[str, Any], mandatory: Sequence[str], *, foreign: bool = False) -> list[Finding]:
    """What an issuer forgot among the ``mandatory`` pointers, before anything is signed.

    :param foreign: the document is of another data model, whose shape is not ours to judge.
    :returns: ``sd.lifecycle_hidden``, and where these are in order ``sd.mandatory``: what every presentation shows must
        by itself have the shape of its type.
    :raises RefusedError: ``sd.pointer``.
    """
    part = select(document, mandatory) if mandatory else {}
    hidden = [pointer for pointer in _lifecycle(document) if not _same(document, part, pointer)]
    if "type" in document and not part:
        hidden.insert(0, "/type")
    if hidden:
        return [_finding(pointer, f"could leave out {pointer}") for pointer in hidden]
    lacking = [] if foreign else [found for found in shape.check(part) if found.code not in shape.NOTES]
    return [
        Finding("sd.mandatory", f"What every presentation shows is not enough. {found.message}", found.pointer, _HINT)
        for found in lacking
    ]


def left_to_holder(labelled: Labelled, mandatory: frozenset[int], document: Mapping[str, Any]) -> list[Finding]:
    """Which of these members a holder shows of her own will: she could have hidden them, or their replacements.

    :param labelled: the derived document under the names of its proof; ``mandatory`` the indexes that the issuer signed
        as mandatory.
    """
    present = _lifecycle(document)
    if mandatory.issuperset(_statements(labelled, *present)):
        return []
    always = _statements(labelled)  # the types of the credential, which are part of every selection
    hidden = [] if mandatory.issuperset(always) else ["/type"]
    known = mandatory | always
    hidden += [pointer for pointer in present if not known.issuperset(_statements(labelled, pointer))]
    return [_finding(pointer, f"was free to leave out {pointer}") for pointer in hidden]


def unseen(document: Mapping[str, Any], pointer: str, *, strict: bool = True) -> list[Finding]:
    """What a part cannot show: that the whole has no end and no status that its issuer left to the holder.

    Our own :func:`eccoe_vc.issue` makes both mandatory wherever they are; other software may not (docs/adr/0114).

    :param strict: whether that stays undecided; else it is a note, which relies on the issuer to leave neither.
    """
    end = any(name in document for name in ("validUntil", "expirationDate"))
    missing = [
        what for what, there in (("end of validity", end), ("status", "credentialStatus" in document)) if not there
    ]
    if not missing:
        return []
    message = (
        f"Only a part is shown, without {' and without '.join(missing)}; if the whole has one, nobody can see it here."
    )
    return [Finding("sd.end_unseen", message, pointer, outcome="I" if strict else "W")]


def _statements(labelled: Labelled, *chosen: str) -> frozenset[int]:
    try:
        return frozenset(labelled.group(chosen).indexes)
    except RefusedError as error:
        if error.code.startswith(("sd.", "jsonld.")):
            return frozenset({-1})  # it means nothing without the rest, so nobody can say that it is mandatory
        raise


def _lifecycle(document: Mapping[str, Any]) -> list[str]:
    """The pointers to the members that are there. Of an issuer with a profile the id counts; a name may be hidden."""
    named = [name for name in MEMBERS if name in document]
    issuer = document.get("issuer")
    whole = not (isinstance(issuer, dict) and "id" in issuer)
    return [f"/{name}" if whole or name != "issuer" else "/issuer/id" for name in named]


def _exists(document: Mapping[str, Any], pointer: str) -> bool:
    try:
        pointers.resolve(document, pointer)
    except DecodeError:
        return False
    return True


def _same(document: Mapping[str, Any], part: Mapping[str, Any], pointer: str) -> bool:
    return _exists(part, pointer) and bool(pointers.resolve(part, pointer) == pointers.resolve(document, pointer))


def _finding(pointer: str, what: str) -> Finding:
    return Finding("sd.lifecycle_hidden", f"The holder {what}, which every verifier has to see.", pointer)
