"""Changes to a JSON credential, chosen by bytes: what a holder would try, and what JSON and JSON-LD know.

A program is a row of changes; each takes one byte for its kind and further bytes for where and what. Bytes that run out
are zero, so every text is a program.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

MOST_CHANGES: Final = 6
_ESCAPED: Final = 1
_INDENTED: Final = 2

_VC: Final = "https://www.w3.org/2018/credentials#"
_OB: Final = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
NAMES: Final = [
    "@context",
    "@id",
    "@type",
    "@value",
    "@language",
    "@direction",
    "@list",
    "@set",
    "@graph",
    "@included",
    "@reverse",
    "@nest",
    "@index",
    "@json",
    "@base",
    "@vocab",
    "@version",
    "@import",
    "@none",
    "id",
    "type",
    "issuer",
    "holder",
    "validFrom",
    "validUntil",
    "issuanceDate",
    "expirationDate",
    "awardedDate",
    "name",
    "description",
    "credentialSubject",
    "credentialStatus",
    "credentialSchema",
    "refreshService",
    "termsOfUse",
    "evidence",
    "proof",
    "achievement",
    "achievement-0",
    "Achievement",
    "creator",
    "source",
    "result",
    "resultDescription",
    "value",
    "status",
    "achievedLevel",
    "identifier",
    "identityHash",
    "identityType",
    "salt",
    "hashed",
    "creditsEarned",
    "creditsAvailable",
    "achievementType",
    "alignment",
    "targetCode",
    "targetUrl",
    "version",
    "criteria",
    "narrative",
    "endorsement",
    "endorsementJwt",
    "endorsementComment",
    "relatedResource",
    "otherIdentifier",
    "parentOrg",
    "image",
    "url",
    "tag",
    "role",
    "term",
    "verifiableCredential",
    "statusPurpose",
    "statusListIndex",
    "statusListCredential",
    "created",
    "expires",
    "verificationMethod",
    "proofPurpose",
    "proofValue",
    "cryptosuite",
    "previousProof",
    "challenge",
    "domain",
    "nonce",
    "jws",
    "bogus",
    "__proto__",
] + [f"{_VC}validUntil", f"{_OB}result", f"{_VC}credentialStatus", "cred:validUntil", "schema:name", "sec:proof"]
VALUES: Final[tuple[Any, ...]] = (
    None, True, False, 0, 1, -1, 3.0, 3.5, -0.0, 1e21, 1e-7, 2**53, 2**53 - 1, "", " ", "x", "A+", "é", "e\u0301", "\u202e",
    "_:b0", "#a", "http://[", "urn:x", "did:key:z6Mk", "2036-01-15T09:00:00Z", "2020-01-01T00:00:00Z", "2026-01-15",
    "2026-01-15T09:00:00.000Z", "2026-01-15T10:00:00+01:00", [], {}, [[]], [None], [{}], {"@value": "x"}, {"@id": "urn:x"},
    {"id": "urn:x"}, {"@list": []}, {"@set": []}, {"@graph": []}, {"@value": "x", "@language": "DE"},
    {"@value": "x", "@type": "@json"}, "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1",
    "https://w3id.org/security/data-integrity/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
    "eddsa-rdfc-2022", "eddsa-jcs-2022", "Ed25519Signature2020", "DataIntegrityProof", "assertionMethod", "authentication",
    "VerifiableCredential", "VerifiablePresentation", "OpenBadgeCredential", "EndorsementCredential", "Profile", "Evidence",
)  # fmt: skip


class Program:
    """Bytes read one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def byte(self) -> int:
        """The next byte, or 0."""
        self._at += 1
        return self._data[self._at - 1] if self._at <= len(self._data) else 0

    def choice(self, options: Sequence[Any]) -> Any:
        """One of ``options``; two bytes where there are many."""
        number = self.byte()
        if len(options) > 255:
            number = number << 8 | self.byte()
        return options[number % len(options)]

    def text(self) -> str:
        """A short text of any characters."""
        size = self.byte() % 12
        return bytes(self.byte() for _ in range(size)).decode("utf-8", "replace")


Holder = dict[str, Any] | list[Any]
Place = tuple[Holder, Any]


def changed(texts: Sequence[bytes], seed: int, data: bytes) -> bytes:
    """The text of the seed that ``seed`` names after the program ``data``."""
    program = Program(data)
    tree = json.loads(texts[seed % len(texts)])
    for _ in range(MOST_CHANGES):
        if not program:
            break
        places = list(_places(tree))
        if not places:
            break
        _CHANGES[program.byte() % CHANGES](program, places)
    style = program.byte()
    text = json.dumps(tree, ensure_ascii=bool(style & _ESCAPED), indent=1 if style & _INDENTED else None)
    return _spliced(text.encode("utf-8", "replace"), program)


def _places(tree: Any) -> Iterator[Place]:
    """Every member and item: what holds it, and its name or index."""
    waiting = [tree]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            yield holder, key
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])


def _spliced(text: bytes, program: Program) -> bytes:
    """Bytes put in, or taken out, at one place of the text itself; nothing where the program has ended."""
    if not program:
        return text
    at = (program.byte() << 8 | program.byte()) % (len(text) + 1)
    out = program.byte() % 8
    return text[:at] + program.text().encode() + text[at + out :]


def _delete(program: Program, places: list[Place]) -> None:
    holder, key = program.choice(places)
    del holder[key]


def _replace(program: Program, places: list[Place]) -> None:
    holder, key = program.choice(places)
    holder[key] = copy.deepcopy(program.choice(VALUES))


def _add(program: Program, places: list[Place]) -> None:
    holder, key = program.choice(places)
    target = holder[key] if isinstance(holder[key], dict | list) else holder
    value = copy.deepcopy(program.choice(VALUES))
    if isinstance(target, dict):
        target[program.choice(NAMES)] = value
    else:
        target.insert(program.byte() % (len(target) + 1), value)


def _rename(program: Program, places: list[Place]) -> None:
    holder, key = program.choice(places)
    if isinstance(holder, dict):
        holder[program.choice(NAMES)] = holder.pop(key)


def _wrap(program: Program, places: list[Place]) -> None:
    holder, key = program.choice(places)
    name = program.choice(("", "@value", "@id", "id", "@list", "@set", "@graph", "@included", "@nest"))
    holder[key] = {name: holder[key]} if name else [holder[key]]


def _unwrap(program: Program, places: list[Place]) -> None:
    holder, key = program.choice(places)
    value = holder[key]
    if isinstance(value, list) and value:
        holder[key] = value[0]
    elif isinstance(value, dict) and value:
        holder[key] = value[program.choice(list(value))]


def _move(program: Program, places: list[Place]) -> None:
    _put(program, places, take=True)


def _copy(program: Program, places: list[Place]) -> None:
    _put(program, places, take=False)


def _put(program: Program, places: list[Place], *, take: bool) -> None:
    """A member goes, or is repeated, elsewhere: under its own name or another."""
    holder, key = program.choice(places)
    to, at = program.choice(places)
    value = copy.deepcopy(holder[key])
    target = to[at] if isinstance(to[at], dict | list) else to
    if take:
        del holder[key]
    if isinstance(target, list):
        target.append(value)
    else:
        target[key if isinstance(key, str) and program.byte() % 4 else program.choice(NAMES)] = value


def _swap(program: Program, places: list[Place]) -> None:
    one, a = program.choice(places)
    two, b = program.choice(places)
    one[a], two[b] = copy.deepcopy(two[b]), copy.deepcopy(one[a])


def _reorder(program: Program, places: list[Place]) -> None:
    holder, key = program.choice(places)
    value = holder[key]
    if isinstance(value, list):
        value.reverse()
    elif isinstance(value, dict):
        items = list(value.items())[::-1]
        value.clear()
        value.update(items)


def _edit(program: Program, places: list[Place]) -> None:
    holder, key = program.choice(places)
    value = holder[key]
    if isinstance(value, str):
        at = program.byte() % (len(value) + 1)
        holder[key] = value[:at] + program.text() + value[at + program.byte() % 4 :]
    elif isinstance(value, int | float):
        holder[key] = program.choice((value + 1, -value, float(value), str(value), value * 10))


def _embed(program: Program, places: list[Place]) -> None:
    """A node is described where it is only named, or only named where it was described."""
    holder, key = program.choice(places)
    value = holder[key]
    if isinstance(value, str):
        holder[key] = {"id": value, program.choice(NAMES): copy.deepcopy(program.choice(VALUES))}
    elif isinstance(value, dict) and isinstance(value.get("id"), str):
        holder[key] = value["id"]


def _repeat(program: Program, places: list[Place]) -> None:
    holder, key = program.choice(places)
    holder[key] = [copy.deepcopy(holder[key]) for _ in range(1 + program.byte() % 40)]


_CHANGES: Final[tuple[Callable[[Program, list[Place]], None], ...]] = (
    _delete, _replace, _add, _rename, _wrap, _unwrap, _move, _copy, _swap, _reorder, _edit, _embed, _repeat,
)  # fmt: skip
CHANGES: Final = len(_CHANGES)
