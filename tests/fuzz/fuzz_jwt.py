"""Tokens: ``inspect`` on any text, and on genuine tokens whose header or payload a grammar changes under the signature.

The first byte chooses: below 64 the rest is the text of a token as it is; below 128 the rest is spliced into a seed at
a place that the next two bytes name; else a program of changes to the header or the payload of a seed.

Laws: nothing but a report comes out; it can be written as JSON, with registered codes and short sentences; *accepted*
means that the text is that of a seed, but for white space around it. The keys are fixed, and nobody can sign.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.attacks import bases
from tests.fuzz import grammar

from eccoe_vc import EDDSA_RDFC_2022, VC_JOSE, VC_JWT_1_1, VC_JWT_OB3, inspect, issue
from eccoe_vc.codes import code
from eccoe_vc.encoding import base64url

AS_IT_IS = 64
SPLICED = 128


@cache
def _policies() -> tuple[Any, Any]:
    lenient = bases.policy(legacy=True, status="skip", schema="skip", proofs="any", allow_unknown_contexts=True)
    return bases.policy(), lenient


@cache
def tokens() -> tuple[str, ...]:
    """The seeds: each dialect, and a token of a credential with a proof."""
    made = []
    for form in (VC_JWT_OB3, VC_JOSE, VC_JWT_1_1, (EDDSA_RDFC_2022, VC_JWT_OB3)):
        tree = bases.unsigned_v1() if form is VC_JWT_1_1 else bases.unsigned()
        made.append(issue(tree, signer=bases.signer(), securing=form, created=bases.AT).text)
    return tuple(made)


def run_once(data: bytes) -> None:
    """One input; raises ``AssertionError``, or what escaped, where a law does not hold."""
    if not data:
        return
    text = _text(data)
    for policy in _policies():
        report = inspect(text, policy=policy, at=bases.AT)
        json.dumps(report.to_dict()).encode()
        for check in report.checks:
            assert len(check.message) <= 300, check
            assert not check.code or code(check.code), check
        if report.verdict == "accepted":
            assert text.strip(b" \t\r\n").decode() in tokens(), "accepted, but nobody signed this text"


def _text(data: bytes) -> bytes:
    if data[0] < AS_IT_IS:
        return data[1:]
    seed = tokens()[data[0] % len(tokens())]
    if data[0] < SPLICED:
        at = int.from_bytes(data[1:3], "big") % (len(seed) + 1)
        return seed[:at].encode() + data[3:] + seed[at + len(data[3:]) :].encode()
    parts = seed.split(".")
    which = data[1] % 2 if len(data) > 1 else 0
    parts[which] = base64url.encode(grammar.changed([base64url.decode(parts[which])], 0, data[2:]))
    return ".".join(parts).encode()


def seeds() -> dict[str, bytes]:
    """The tokens as they are, spliced, and after short programs of changes."""
    made = {}
    for number, text in enumerate(tokens()):
        made[f"{number}-as-it-is"] = b"\0" + text.encode()
        made[f"{number}-spliced"] = bytes((AS_IT_IS + number, 0, 40)) + b"AA"
        for change in range(0, grammar.CHANGES, 3):
            for part in (0, 1):
                made[f"{number}-{part}-change-{change}"] = bytes((SPLICED + number, part, change, 7, 3, 11, 1, 0))
    return made


def main() -> None:
    """Run under atheris; arguments are libFuzzer's, such as ``-max_total_time=3600``."""
    from tests.fuzz.running import fuzz

    fuzz("fuzz_jwt")


if __name__ == "__main__":
    main()
