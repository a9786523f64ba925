"""``agreement simulate``: what a draft would have meant for past learners, one folder of credentials for each."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from eccoe_vc import Learner
from eccoe_vc import agreements as texts
from eccoe_vc.cli import agreements, asking, decide, exits, files, verifying
from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.output import Output
from eccoe_vc.verification.trust import TrustedIssuers


def run(options: Namespace, output: Output) -> int:
    """Tell who would have gained and lost, and why; learners are known by the names of their folders."""
    draft = agreements.read(options.draft)
    current = agreements.read(options.current) if options.current is not None else None
    known = {name for text in (draft, current) if text is not None for party in text.party for name in party.names}
    policy = asking.trusting(options, TrustedIssuers(known), badges=not options.any_credential)
    cases = []
    for folder in options.cases:
        read = [
            verifying.verified_file(str(name), options, policy, policy.budget.image_bytes) for name in _files(folder)
        ]
        for one in read:
            if one.verified is None:
                verifying.tell_unread(one, output)
        taken = [one.verified for one in read if one.verified is not None]
        cases.append(texts.Case(Path(folder).name, taken, Learner(_subjects(folder, taken)),
                                programme=decide.programme(options)))  # fmt: skip
    found = texts.simulate(
        draft, cases, current=current, host=options.host, on=verifying.today(options.on), mode=options.mode,
        same_period=options.same_period,
    )  # fmt: skip
    output.record(found.to_json())
    for line in str(found).splitlines():
        output.say(line)
    return exits.ACCEPTED


def _files(folder: str) -> list[Path]:
    try:
        found = sorted(path for path in Path(folder).iterdir() if path.is_file())
    except OSError as error:
        raise CommandError("cli.unreadable", f"The folder {files.named(folder)} cannot be read.") from error
    if not found:
        raise CommandError("cli.unreadable", f"There is no file in the folder {files.named(folder)}.")
    return found


def _subjects(folder: str, taken: list[verifying.Verified]) -> tuple[str, ...]:
    """The ids of the learner, as her credentials name her."""
    found = set()
    for one in taken:
        subject = one.document.get("credentialSubject")
        if isinstance(subject, dict) and isinstance(subject.get("id"), str):
            found.add(subject["id"])
    if len(found) > 1:
        message = f"The credentials in the folder {files.named(folder)} are about several learners."
        raise CommandError("cli.usage", message, hint="Make a folder for each learner.")
    return tuple(found) or ("urn:uuid:00000000-0000-0000-0000-000000000000",)


__all__ = ["run"]
