"""``bundle``: keep what verifies a credential; and ``--bundle``: look into what was kept."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace

from eccoe_vc.cli import asking, exits, files
from eccoe_vc.cli.asking import Question
from eccoe_vc.cli.hints import for_terminal
from eccoe_vc.cli.output import Output, safe
from eccoe_vc.encoding import strict_json


def bundle(options: Namespace, output: Output) -> int:
    """Write the bundle whatever the verdict is, and say it: a bundle of a refusal is evidence as well."""
    from eccoe_vc.bundling import make_bundle

    (name,) = options.files
    asked = asking.question(options)
    data = files.read(name, asked.policy.budget.image_bytes)
    made = make_bundle(data, policy=asked.policy, sources=asked.sources, at=asked.at)
    where = files.hand_over(made.to_bytes(), options, output)
    documents = [{"url": kept.url, "purpose": kept.purpose} for kept in made.documents]
    output.record({"file": name, "digest": made.digest, "verdict": made.verdict, "documents": documents})
    many = "one document" if len(documents) == 1 else f"{len(documents)} documents"
    output.say(f"Kept{where}, with {many}: {safe(name, 160)}, which is {made.verdict}.")
    _tell_why(made.report, output)
    output.say(f"Note the digest in your record; the bundle is opened with it: {made.digest}")
    return exits.of_verdict(made.verdict)


def _tell_why(report: bytes, output: Output) -> None:
    """What made the verdict, where it is not accepted: a failure before what could not be found out."""
    rows = {row["outcome"]: row for row in reversed(strict_json.parse(report)["checks"]) if row.get("code")}
    if (row := rows.get("FAILED") or rows.get("INDETERMINATE")) is None:
        return
    output.say(f"  {safe(row['message'])} [{row['code']}]", "unsure")
    if hint := for_terminal(row["code"], row.get("hint", "")):
        output.say(f"  What to do: {safe(hint)}")


def opened(name: str, asked: Question, options: Namespace) -> tuple[Question, bytes]:
    """The content of a file, and what is asked about it: of a bundle the credential, with the sources in it.

    :raises CommandError: ``cli.unreadable``.
    :raises RefusedError: ``bundle.*``.
    """
    budget = asked.policy.budget
    if options.bundle is None and options.unsafe_any_bundle is None:
        return asked, files.read(name, budget.image_bytes)
    from eccoe_vc.bundling import UnsafeUnknownBundle, open_bundle

    digest = options.bundle or UnsafeUnknownBundle(options.unsafe_any_bundle)
    found = open_bundle(files.read(name, budget.bundle_bytes), digest=digest, budget=budget)
    sources = found.sources(asked.sources)
    return replace(asked, sources=sources, at=asked.at or found.at), found.credential


__all__ = ["bundle", "opened"]
