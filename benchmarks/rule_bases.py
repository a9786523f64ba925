"""Rule bases with the shape of a real one, and learners for them: invented, the same for the same seed.

CUNY published 1,629,385 transfer rules in November 2022: 99.5 % one to one, more than 10,000 of them ambiguous
(recognition, section 16). Here 200 universities conclude agreements in both directions; each agreement comes alone, as
the bytes of its text, so that a large base never stands in memory as trees.

    python rule_bases.py --size M > /dev/null        counts what was made
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

INSTITUTIONS: Final = 200
ECTS: Final = "http://data.europa.eu/snb/education-credit/6fcec5c5af"
ISCED: Final = "http://data.europa.eu/snb/isced-f/"
GRADES: Final = ["F", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A", "A+"]
#: One rule in so many says something else about the achievement of another one.
AMBIGUOUS: Final = 160
#: One rule in so many is not one to one.
COMPLEX: Final = 200
Tree = dict[str, Any]


@dataclass(frozen=True)
class Size:
    """How many agreements, of how many rules each, for how many learners."""

    agreements: int
    rules: int
    learners: int
    credentials: int = 40


SIZES: Final = {"S": Size(10, 60, 1, 10), "M": Size(2_000, 10, 10_000), "L": Size(160, 10_000, 10_000)}


def party(number: int) -> str:
    """The id of a university."""
    return f"did:web:u{number:03}.example"


def parties(number: int) -> tuple[int, int]:
    """The two universities of an agreement; no pair twice."""
    first = number % INSTITUTIONS
    return first, (first + 1 + number // INSTITUTIONS) % INSTITUTIONS


def agreements(size: Size, seed: int = 1) -> Iterator[bytes]:
    """The texts, one at a time."""
    for number in range(size.agreements):
        yield json.dumps(agreement(size, number, seed), separators=(",", ":"), ensure_ascii=False).encode()


def agreement(size: Size, number: int, seed: int = 1) -> Tree:
    """One text. Even rules lead from the first party to the second, odd ones back."""
    pair = parties(number)
    chance = random.Random(f"{seed} {number}")
    rules: list[Tree] = []
    for index in range(size.rules):
        ways = pair if index % 2 == 0 else pair[::-1]
        total = number * size.rules + index
        if total % AMBIGUOUS == AMBIGUOUS - 1 and index >= 2:
            rules.append(_another(rules[index - 2], index, ways[1], chance))
        elif total % COMPLEX == COMPLEX - 2:
            rules.append(_complex(number, index, ways, chance))
        else:
            rules.append(_plain(number, index, ways, chance))
    return _frame(number, pair) | {"rule": rules}


def _frame(number: int, pair: tuple[int, int]) -> Tree:
    return {
        "id": f"urn:example:agreement:{number}",
        "type": "RecognitionAgreement",
        "version": "1.0.0",
        "title": {"en": f"INVENTED: agreement {number} between universities {pair[0]} and {pair[1]}"},
        "objective": ["creditRecognition"],
        "recognitionBasis": "recognition",
        "scope": {"kind": "bilateral", "reciprocal": True, "transitive": False},
        "party": [
            {"id": party(one), "legalName": f"University {one}", "role": ["awardingBody", "recognisingBody"],
             "alias": [f"https://u{one:03}.example/issuers/1"]}
            for one in pair
        ],
        "period": {"startDate": "2020-09-01", "endDate": "2028-08-31", "claimPeriod": "P2Y"},
        "termination": {"noticePeriod": "P6M", "vestedRights": "completedBeforeEffect"},
        "creditFramework": {"id": ECTS, "notation": "ECTS"},
        "gradeScale": [{"key": "letters", "kind": "ordinal", "label": GRADES, "pass": "D"}],
        "process": {"request": "learner", "decision": party(pair[1]), "appeal": "https://u000.example/appeals"},
    }  # fmt: skip


def _name(index: int, way: tuple[int, int]) -> Tree:
    return {"ruleId": f"{'ab'[index % 2]}{index}", "from": [party(way[0])], "to": [party(way[1])]}


def _leaf(number: int, index: int, giver: int) -> Tree:
    """Mostly an achievement by its id; some catalogues have only identifiers, some badges only alignments."""
    kind = (number * 31 + index) % 50
    if kind == 7:
        return {"identifier": {"scheme": "ext:courseCode", "value": f"U{giver:03}-{number}-{index}"}}
    if kind == 8:
        return {"alignment": f"https://u{giver:03}.example/outcomes/{number}-{index}"}
    return {"achievement": f"https://u{giver:03}.example/achievements/{number}-{index}"}


def _course(taker: int, chance: random.Random) -> Tree:
    course = f"https://u{taker:03}.example/courses/{chance.randrange(100_000)}"
    return {"kind": "course", "course": course, "credit": {"fixed": str(chance.randint(1, 10))}}


def _plain(number: int, index: int, ways: tuple[int, int], chance: random.Random) -> Tree:
    rule: Tree = {**_name(index, ways), "outcome": "full", "source": _leaf(number, index, ways[0])}
    kind = chance.random()
    if kind < 0.02:
        rule["target"] = [{"kind": "exemption", "course": f"https://u{ways[1]:03}.example/courses/E{index}"}]
    elif kind < 0.03:
        rule |= {"outcome": "refused", "ground": ["level"], "target": [{"kind": "none"}]}
        rule["note"] = {"en": "Below the level of the first year."}
    elif kind < 0.15:
        rule["target"] = [{"kind": "elective", "bucket": "free", "credit": {"fixed": str(chance.randint(1, 6))}}]
    elif kind < 0.2:
        rule["target"] = [{"kind": "unassigned", "bucket": "first-year", "credit": {"ratio": "2/3", "max": "6"}}]
    else:
        rule["target"] = [_course(ways[1], chance)]
    if chance.random() < 0.3 and rule["outcome"] != "refused":
        low = chance.randrange(1, 8)
        grade = {"scale": "letters", "atLeast": GRADES[low]}
        rule["condition"] = {"grade": grade if low % 3 else grade | {"below": GRADES[low + 3]}}
    if chance.random() < 0.25:
        rule["title"] = {"en": f"Course {index} of {ways[0]} for {ways[1]}"}
    return rule


def _another(before: Tree, index: int, taker: int, chance: random.Random) -> Tree:
    """The same learning again, for something else: what a lint of the base must find."""
    rule = {**before, "ruleId": f"{before['ruleId']}x{index}", "outcome": "full", "target": [_course(taker, chance)]}
    return {name: value for name, value in rule.items() if name not in ("ground", "note")}


def _complex(number: int, index: int, ways: tuple[int, int], chance: random.Random) -> Tree:
    giver, taker = ways
    leaves = [_leaf(number, index * 10 + part, giver) for part in range(4)]
    rule: Tree = {**_name(index, ways), "outcome": "full", "target": [_course(taker, chance)]}
    kind = (index // COMPLEX + number) % 6
    rule["source"] = [
        {"allOf": leaves[:3]},
        {"anyOf": leaves},
        {"kOf": "2", "of": leaves},
        {"of": leaves, "minCredit": "6"},
        leaves[0],
        {"anyFrom": party(giver), "thematicArea": {"under": [f"{ISCED}0231"]}},
    ][kind]
    if kind == 4:
        rule["target"] = [_course(taker, chance), {"kind": "elective", "bucket": "free", "credit": {"fixed": "1"}}]
    if kind == 5:
        rule |= {"priority": "900", "target": [{"kind": "elective", "bucket": "free", "credit": {"fixed": "1"}}]}
    return rule


# ---- learners --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Holder:
    """A learner, the university that is asked, and the credentials as trees."""

    id: str
    host: str
    credentials: tuple[Tree, ...]


def learner(size: Size, number: int, seed: int = 1) -> Holder:
    """A learner who holds credentials of the partners of one university, a few of them under no rule."""
    chance = random.Random(f"{seed} learner {number}")
    first = chance.randrange(size.agreements)
    host = parties(first)[chance.randrange(2)]
    step = [(host - 1 - offset) % INSTITUTIONS + offset * INSTITUTIONS for offset in range(INSTITUTIONS)]
    back = [host + offset * INSTITUTIONS for offset in range(INSTITUTIONS)]
    partners = [one for one in (*step, *back) if one < size.agreements]
    made = []
    for index in range(size.credentials):
        one = partners[chance.randrange(len(partners))]
        pair = parties(one)
        even = pair[1] == host
        rule = chance.randrange(size.rules) // 2 * 2 + (0 if even else 1)
        giver = pair[0] if even else pair[1]
        made.append(_badge(f"urn:example:learner:{number}", one, min(rule, size.rules - 1), index, giver, chance))
    return Holder(f"urn:example:learner:{number}", party(host), tuple(made))


def _badge(owner: str, number: int, rule: int, index: int, giver: int, chance: random.Random) -> Tree:
    leaf = _leaf(number, rule, giver)
    name = leaf.get("achievement", f"https://u{giver:03}.example/achievements/other-{number}-{rule}")
    achievement: Tree = {
        "id": name,
        "type": ["Achievement"],
        "name": f"Course {rule}",
        "criteria": {"narrative": "Invented."},
        "creditPoint": [{"type": ["CreditPoint"], "framework": ECTS, "point": str(chance.randint(2, 10))}],
        "resultDescription": [
            {"id": f"{name}#grade", "type": ["ResultDescription"], "name": "Grade", "resultType": "LetterGrade"}
        ],
    }
    if "identifier" in leaf:
        code = leaf["identifier"]
        entry = {"type": "IdentifierEntry", "identifierType": code["scheme"], "identifier": code["value"]}
        achievement["otherIdentifier"] = [entry]
    if "alignment" in leaf:
        entry = {"type": ["Alignment"], "targetName": "An outcome", "targetUrl": leaf["alignment"]}
        achievement["alignment"] = [entry]
    day = f"202{chance.randrange(1, 5)}-0{chance.randrange(1, 10)}-1{chance.randrange(10)}"
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": f"{owner}:credential:{index}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": party(giver), "type": ["Profile"], "name": f"University {giver}"},
        "validFrom": f"{day}T12:00:00Z",
        "awardedDate": f"{day}T12:00:00Z",
        "name": f"Course {rule}",
        "credentialSubject": {
            "id": owner,
            "type": ["AchievementSubject"],
            "activityEndDate": f"{day}T12:00:00Z",
            "result": [{"type": ["Result"], "resultDescription": f"{name}#grade", "value": chance.choice(GRADES[1:])}],
            "achievement": achievement,
        },
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="S")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    count: Counter[str] = Counter()
    for text in agreements(SIZES[options.size], options.seed):
        sys.stdout.buffer.write(text + b"\n")
        count["agreements"] += 1
        count["bytes"] += len(text)
    print(dict(count), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
