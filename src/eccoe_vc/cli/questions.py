"""``agreement lookup`` and ``coverage``: what would give a course, and what is recognised of a catalogue."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from eccoe_vc import agreements as texts
from eccoe_vc.agreements import phrases
from eccoe_vc.agreements.questions.lookup import Lookup, Way
from eccoe_vc.cli import agreements, exits, files, verifying
from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.output import Output, Style, safe
from eccoe_vc.encoding import strict_json
from eccoe_vc.limits import AGREEMENT

_STYLES: dict[str, Style] = {"recognised": "good", "notMet": "bad", "refused": "bad", "notMentioned": "quiet"}


def lookup(options: Namespace, output: Output) -> int:
    """Tell every rule that gives a target, with what it asks for; 0 where there is one, else 1."""
    files.once(*options.files)
    on = verifying.today(options.on)
    index = Lookup([agreements.read(name) for name in options.files])
    ways = index.ways(options.target, programme=options.programme, on=on)
    output.record({"target": options.target, "on": str(on), "ways": [way.to_json() for way in ways]})
    for way in ways:
        output.say(f"{safe(way.agreement.id)} {way.agreement.version}")
        for line in _told(way):
            output.say(f"  {line}")
    if ways:
        return exits.ACCEPTED
    programme = f" in the programme {safe(options.programme)}" if options.programme is not None else ""
    output.say(f"On {on} no rule of these texts gives {safe(options.target)}{programme}.", "unsure")
    for name in get_close_matches(options.target, index.targets(), 3, 0.8):
        if name != options.target:
            output.say(f"  Some rule gives {safe(name)}.")
    return exits.REJECTED


def coverage(options: Namespace, output: Output) -> int:
    """Tell what an agreement recognises of a catalogue, entry by entry."""
    files.once(options.file, *options.catalogue)
    agreement = agreements.read(options.file)
    entries = [entry for name in options.catalogue for entry in _entries(name)]
    found = texts.coverage(
        agreement, entries, on=verifying.today(options.on), issuer=_issuer(options, agreement.party),
        host=options.host, programme=options.programme,
    )  # fmt: skip
    output.record(found.to_json())
    for line in str(found).splitlines():
        output.say(line, _STYLES.get(line.split(maxsplit=1)[0], ""))
    return exits.ACCEPTED


def _told(way: Way) -> Iterator[str]:
    """A way in short, then the rule and what is asked of every award in the sentences of `agreement show`."""
    unit = safe(way.agreement.credit_framework.notation)
    yield str(way)
    yield from (f"  {sentence}" for sentence in phrases.rule(way.rule, unit, "en"))
    if way.agreement.requirement is not None:
        yield f"  Every award with {phrases.joined(phrases.conditions(way.agreement.requirement, unit))}."


def _issuer(options: Namespace, parties: Any) -> str | None:
    """The party whose catalogue it is; named by the command line where several award."""
    awarding = [party.id for party in parties if "awardingBody" in party.role]
    if options.issuer is None and len(awarding) > 1:
        hint = f"Add --issuer with one of: {', '.join(safe(name, 100) for name in awarding[:5])}."
        raise CommandError("cli.usage", "More than one party of this agreement awards.", hint=hint)
    issuer: str | None = options.issuer
    return issuer


def _entries(name: str) -> list[dict[str, Any]]:
    """The achievements in a file: a list of them, or one."""
    data = files.read(name, AGREEMENT.credential_bytes)
    with files.about(name):
        tree = strict_json.parse_value(data, AGREEMENT)
        rows = tree if isinstance(tree, list) else [tree]
        for number, entry in enumerate(rows):
            if not isinstance(entry, dict) or not isinstance(entry.get("id"), str) or "credentialSubject" in entry:
                place = f"/{number}" if isinstance(tree, list) else ""
                message = "An achievement with an id was expected in the catalogue, and here is something else."
                hint = "A catalogue is a JSON list of Open Badges achievements, not of credentials."
                raise CommandError("cli.unreadable", message, pointer=place, hint=hint)
    return rows


__all__ = ["coverage", "lookup"]
