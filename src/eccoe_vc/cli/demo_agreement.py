"""The second half of ``demo``: two universities sign an agreement, a learner asks, and the decision is a credential."""

from __future__ import annotations

import json
import shlex
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import eccoe_vc
from eccoe_vc import agreements
from eccoe_vc.agreements.writing import agree, course, ects, process, rule, termination, university, worth
from eccoe_vc.cli import files, keys
from eccoe_vc.cli.output import Output
from eccoe_vc.encoding import timestamps
from eccoe_vc.verification.trust import TrustedIssuers, UnsafeAnyIssuer

_KEY: Final = "south-university.pem"
#: The files that this half of the story leaves.
MADE: Final = (
    _KEY, "agreement.json", "agreement-north.json", "agreement-south.json", "badge-mapping.json", "decision.json",
)  # fmt: skip
_BADGES: Final = "https://north.example/achievements/"
_COURSES: Final = "https://south.example/courses/"
_CREDITS: Final = Decimal(3)
_BY_TEXT: Final = UnsafeAnyIssuer(reason="The agreement says who its parties are.")


def tell(folder: Path, north: eccoe_vc.LocalSigner, learner: str, at: datetime, output: Output) -> dict[str, Any]:
    """Tell it; what was decided, and the command that decides the same again."""
    south = make_key(folder, _KEY, output, "7. South University makes a key too, and signs an agreement with North "
                     "University.")  # fmt: skip
    counterparts = _agree(folder, north, south, at, output)
    evidence, taken = _evidence(folder, north, learner, at)
    output.say()
    output.say("8. The student asks South University. Of her three badges one is the forged copy.", "strong")
    decision = eccoe_vc.decide(counterparts, evidence, learner=learner, host=south.controller, on=at.date())
    for line in str(decision).splitlines():
        output.say(f"   {line}")
    output.say(f"     not taken     {folder / 'badge-forged.png'} is {taken}")
    record = _recognise(folder, decision, south, at, output)
    command = ["eccoe-vc", "decide", *(str(folder / name) for name in ("badge.png", "badge-mapping.json")),
               "--agreement", str(folder / "agreement-north.json"), "--agreement", str(folder / "agreement-south.json"),
               "--learner", learner, "--host", south.controller]  # fmt: skip
    return {"decision": {**record, "outcome": decision.outcome, "expected": "accepted"}, "command": shlex.join(command)}


def make_key(folder: Path, name: str, output: Output, story: str) -> eccoe_vc.LocalSigner:
    """Make a key and leave it in a file."""
    signer = eccoe_vc.LocalSigner.generate("Ed25519")
    keys.save(signer.save, str(folder / name), None)
    output.say()
    output.say(story, "strong")
    output.say(f"   identifier  {signer.controller}")
    output.say(f"   private key {folder / name}")
    return signer


def credential(issuer: str, learner: str, name: str, title: str, at: datetime) -> Any:
    """A badge of three credits."""
    models = eccoe_vc.models
    return models.OpenBadgeCredential(
        id=f"urn:uuid:{uuid4()}",
        name=title,
        issuer=models.Profile(id=issuer, name="North University", url="https://north.example"),
        valid_from=timestamps.format(at),
        credential_subject=models.AchievementSubject(
            id=learner,
            achievement=models.Achievement(
                id=_BADGES + name,
                achievement_type="MicroCredential",
                name=title,
                description="Reads a soil profile and says what will grow on it.",
                criteria=models.Criteria(narrative="Three field days and a written report on one profile."),
                credits_available=_CREDITS,
            ),
        ),
    )


def _agree(
    folder: Path, north: eccoe_vc.LocalSigner, south: eccoe_vc.LocalSigner, at: datetime, output: Output
) -> list[eccoe_vc.Verified]:
    """The agreement of two rules, signed by both, and what it says of itself."""
    text = _text(north.controller, south.controller, at.date())
    files.write(str(folder / "agreement.json"), json.dumps(text.to_json(), indent=2).encode() + b"\n")
    signed = []
    for name, signer in (("north", north), ("south", south)):
        document = agreements.counterpart(text, issuer=signer.controller, valid_from=at)
        secured = eccoe_vc.issue(document, signer=signer, created=at)
        files.write(str(folder / f"agreement-{name}.json"), secured.text.encode())
        signed.append(eccoe_vc.verify(secured.text, policy=eccoe_vc.policies.credential(trust=_BY_TEXT), at=at))
    [one] = eccoe_vc.agreement_state(signed[:1], at=at.date())
    [both] = eccoe_vc.agreement_state(signed, at=at.date())
    output.say(f"   agreement   {folder / 'agreement.json'}")
    output.say(f"   with one signature it is {one.state}, with both it is {both.state}")
    return signed


def _text(north: str, south: str, today: date) -> eccoe_vc.Agreement:
    first = university(north, "North University", awards=True)
    second = university(south, "South University", recognises=True)
    return agree(
        id=f"urn:uuid:{uuid4()}",
        version="1.0.0",
        title={"en": "Soil science of North University, recognised by South University"},
        between=[first, second],
        begins=today - timedelta(days=1),
        objective="creditRecognition",
        recognition_basis="recognition",
        credit_framework=ects(unitless="framework"),
        termination=termination(notice_period="P6M", vested_rights="completedBeforeEffect"),
        process=process(request="learner", decision=second, appeal="https://south.example/appeals"),
        rules=[
            rule("soil", has=_BADGES + "soil-science", gives=course(_COURSES + "SOIL101", credit=3), outcome="full"),
            rule("field", has=worth(5, _BADGES + "mapping", _BADGES + "drilling"),
                 gives=course(_COURSES + "FIELD200", credit=5), outcome="full"),
        ],
    )  # fmt: skip


def _evidence(
    folder: Path, north: eccoe_vc.LocalSigner, learner: str, at: datetime
) -> tuple[list[eccoe_vc.Verified], str]:
    """The badges that verify, and what was said of the forged one."""
    mapping = credential(north.controller, learner, "mapping", "Soil Mapping", at)
    files.write(str(folder / "badge-mapping.json"), eccoe_vc.issue(mapping, signer=north, created=at).text.encode())
    policy = eccoe_vc.policies.open_badge(trust=TrustedIssuers({north.controller}))
    taken, refused = [], ""
    for name in ("badge.png", "badge-mapping.json", "badge-forged.png"):
        try:
            data = files.read(str(folder / name), policy.budget.image_bytes)
            taken.append(eccoe_vc.verify(data, policy=policy, at=at))
        except eccoe_vc.VerificationError as error:
            problem = next(error.report.problems())
            refused = f"{error.report.verdict} [{problem.code}]"
    return taken, refused


def _recognise(
    folder: Path, decision: eccoe_vc.Decision, south: eccoe_vc.LocalSigner, at: datetime, output: Output
) -> dict[str, Any]:
    document = eccoe_vc.recognise(decision, valid_from=at, reference="S-2026-017")
    secured = eccoe_vc.issue(document, signer=south, created=at)
    files.write(str(folder / "decision.json"), secured.text.encode())
    policy = eccoe_vc.policies.credential(trust=TrustedIssuers({south.controller}))
    report = eccoe_vc.inspect(secured.text, policy=policy, at=at)
    output.say()
    output.say("9. South University signs the decision. The student keeps it, as she keeps her badges.", "strong")
    output.say(f"   decision    {folder / 'decision.json'}")
    output.say(f"   decision.json: {report.verdict}", "good")
    return report.to_dict()


__all__ = ["MADE", "credential", "make_key", "tell"]
