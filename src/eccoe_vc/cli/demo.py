"""``demo``: a university issues a badge, strangers check it, and another university decides what it counts for.

Everything goes through the front door of the library, offline, and every file is left for the reader to try. What the
badge counts for is told in :mod:`.demo_agreement`.
"""

from __future__ import annotations

import json
import shlex
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import eccoe_vc
from eccoe_vc import clock
from eccoe_vc.cli import demo_agreement, files, pictures, report_text
from eccoe_vc.cli.asking import Nobody
from eccoe_vc.cli.demo_agreement import make_key
from eccoe_vc.cli.exits import ACCEPTED, UNEXPECTED, CommandError
from eccoe_vc.cli.output import Output
from eccoe_vc.verification.trust import TrustedIssuers, TrustRule

_KEY: Final = "north-university.pem"
_MADE: Final = (
    _KEY, "badge-unsigned.json", "badge.json", "picture.png", "badge.png", "badge-forged.png", *demo_agreement.MADE,
)  # fmt: skip
_FORGED_CREDITS: Final = 30


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who opens a picture: what the story says, which file, whom they trust, and what must come out."""

    story: str
    file: Path
    trust: TrustRule
    expected: str


def run(options: Namespace, output: Output) -> int:
    """Tell the story; 0 if it ended as it must."""
    folder = _folder(options.directory)
    at = clock.now()
    output.say("A university issues a badge, and strangers check it. Nothing here uses the network.", "strong")
    signer = make_key(folder, _KEY, output, "1. North University makes a key. Whoever knows its identifier can check "
                      "what the key signs.")  # fmt: skip
    learner = f"urn:uuid:{uuid4()}"
    _badge(folder, signer, learner, at, output)
    _forge(folder)
    told: list[dict[str, Any]] = []
    for number, stranger in enumerate(_strangers(folder, signer.controller), start=4):
        output.say()
        output.say(f"{number}. {stranger.story}", "strong")
        told.append(_ask(stranger, at, output))
    decided = demo_agreement.tell(folder, signer, learner, at, output)
    output.say()
    output.say("Try it yourself:", "strong")
    output.say(f"  {decided.pop('command')}")
    output.say(f"  eccoe-vc inspect {shlex.quote(str(folder / 'badge.png'))} --trust {signer.controller}")
    output.record({"directory": str(folder), "issuer": signer.controller, "inspections": told, **decided})
    ended = all(one["verdict"] == one["expected"] for one in (*told, decided["decision"]))
    return ACCEPTED if ended else UNEXPECTED


def _folder(name: str | None) -> Path:
    if name is None:
        return Path(tempfile.mkdtemp(prefix="eccoe-vc-demo-"))
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise CommandError("cli.cannot_create", f"The folder {files.named(name)} cannot be made.") from error
    for file in _MADE:  # all or none: half a story would stand in the way of the next one
        files.check_new(str(folder / file), "Name another folder.")
    return folder


def _badge(folder: Path, signer: eccoe_vc.LocalSigner, learner: str, at: datetime, output: Output) -> None:
    badge = demo_agreement.credential(signer.controller, learner, "soil-science", "Soil Science in the Field", at)
    files.write(str(folder / "badge-unsigned.json"), json.dumps(badge.to_json(), indent=2).encode() + b"\n")
    secured = eccoe_vc.issue(badge, signer=signer, created=at)
    files.write(str(folder / "badge.json"), secured.text.encode())
    output.say()
    output.say("2. It issues an Open Badge 3.0, 'Soil Science in the Field', 3 credits, and signs it.", "strong")
    output.say(f"   badge       {folder / 'badge.json'}")
    picture = pictures.badge()
    files.write(str(folder / "picture.png"), picture)
    files.write(str(folder / "badge.png"), eccoe_vc.bake(secured, picture))
    output.say()
    output.say("3. It bakes the badge into a picture, which the student can keep, send and show.", "strong")
    output.say(f"   picture     {folder / 'badge.png'}")


def _forge(folder: Path) -> None:
    """The same picture with ten times the credits, as a forger would make it."""
    baked = files.read(str(folder / "badge.png"), 1 << 20)
    document = dict(eccoe_vc.unbake(baked).document or {})
    subject = dict(document["credentialSubject"])
    subject["achievement"] = {**subject["achievement"], "creditsAvailable": _FORGED_CREDITS}
    document["credentialSubject"] = subject
    files.write(str(folder / "badge-forged.png"), eccoe_vc.bake(document, baked, replace=True))


def _strangers(folder: Path, issuer: str) -> Iterator[Stranger]:
    yield Stranger(
        "A registrar at South University opens the picture. She knows and trusts North University.",
        folder / "badge.png",
        TrustedIssuers({issuer}),
        "accepted",
    )
    yield Stranger(
        "An employer opens it too. He has never heard of North University.",
        folder / "badge.png",
        Nobody(),
        "indeterminate",
    )
    yield Stranger(
        "Somebody has turned 3 credits into 30 in a copy. The registrar opens that one.",
        folder / "badge-forged.png",
        TrustedIssuers({issuer}),
        "rejected",
    )


def _ask(stranger: Stranger, at: datetime, output: Output) -> dict[str, Any]:
    policy = eccoe_vc.policies.open_badge(trust=stranger.trust)
    baked = files.read(str(stranger.file), policy.budget.image_bytes)
    document = None
    try:
        verified = eccoe_vc.verify(baked, policy=policy, at=at)
    except eccoe_vc.VerificationError as error:
        report = error.report
    else:
        report, document = verified.report, verified.document
    for text, style in report_text.full(report, stranger.file.name, document):
        output.say(f"   {text}" if text else "", style)
    return {"file": str(stranger.file), "expected": stranger.expected, **report.to_dict()}
