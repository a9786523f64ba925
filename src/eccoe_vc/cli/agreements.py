"""``agreement``: write, check, show and compare the text of an agreement."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from dataclasses import asdict
from typing import Final, NamedTuple

from eccoe_vc import agreements as texts
from eccoe_vc.agreements import text_places
from eccoe_vc.agreements.digests import of_json
from eccoe_vc.carriers import sniff
from eccoe_vc.cli import exits, files
from eccoe_vc.cli.output import Output, Style, safe
from eccoe_vc.encoding import strict_json
from eccoe_vc.encoding.json_lines import Place
from eccoe_vc.errors import AgreementError, EccoeError
from eccoe_vc.limits import AGREEMENT
from eccoe_vc.models.agreement import RecognitionAgreement

_STYLES: Final[dict[str, Style]] = {"warning": "unsure", "note": "quiet"}


def new(options: Namespace, output: Output) -> int:
    """Write a draft that is an agreement as it stands, with an explanation of every member."""
    data = texts.new_agreement_template().encode()
    if files.hand_over(data, options, output):
        output.say(f"A draft is in {files.named(options.out)}. Change it, and ask `eccoe-vc agreement lint` about it.")
    output.record({"file": options.out, "text": data.decode()})
    return exits.ACCEPTED


def schema(options: Namespace, output: Output) -> int:
    """Write the JSON Schema of agreements, for editors: the text is that of the file in the package."""
    schema = RecognitionAgreement.json_schema()
    if files.hand_over(strict_json.pretty(schema).encode(), options, output):
        output.say(f"The JSON Schema is in {files.named(options.out)}; name it to your editor.")
    output.record({"file": options.out, "schema": schema})
    return exits.ACCEPTED


def lint(options: Namespace, output: Output) -> int:
    """Tell every finding; 1 where a text is no agreement or has errors, 0 where there are at most warnings."""
    codes = []
    read: list[RecognitionAgreement] = []
    for name in options.files:
        try:
            text = opened(name, output)
            found = texts.lint(text.agreement)
        except EccoeError as error:  # the other files are still looked at
            output.error(error, file=name)
            codes.append(exits.REJECTED if isinstance(error, AgreementError) else exits.UNREADABLE)
            continue
        places = [place for one in found for place in (one.pointer, one.beside) if place]
        where = text_places.lines(text.data, places, below=text.below)
        rows = [asdict(one) | (where[one.pointer]._asdict() if one.pointer in where else {}) for one in found]
        output.record({"file": name, "findings": rows})
        _tell(found, where, output)
        if not found:
            output.say(f"{files.named(name)} is an agreement, and there is nothing to say about it.", "good")
        read.append(text.agreement)
        codes.append(exits.ACCEPTED)
    if options.together and len(read) > 1:
        between = [one for one in texts.lint(*read) if one.other]  # what is about one text was told above
        output.record({"file": None, "findings": [asdict(one) for one in between]})
        _tell(between, {}, output)
        if not between:
            output.say("No two of these agreements say different things about the same learning.", "good")
    return exits.worst(codes)


def _tell(found: Iterable[texts.Lint], where: dict[str, Place], output: Output) -> None:
    for one in found:
        place, message = safe(one.pointer, 200), safe(text_places.told(where, one.pointer, one.message))
        output.say(f"{one.severity}: {message} [{one.code} at {place}]", _STYLES.get(one.severity, ""))
        if one.beside:
            output.say(f"  The other place: {text_places.told(where, one.beside, safe(one.beside, 200))}")
        if one.proposal:
            output.say(f"  What to do: {safe(one.proposal)}")


def show(options: Namespace, output: Output) -> int:
    """Tell what an agreement says."""
    agreement = read(options.file, output)
    text = texts.describe(agreement, options.language)
    output.record({"file": options.file, "agreement": agreement.to_json(), "text": text})
    if not options.json:
        output.data(text.encode() + b"\n")
    return exits.ACCEPTED


def diff(options: Namespace, output: Output) -> int:
    """Tell what changes between two texts; 0 where nothing does, 1 where something does."""
    old, new = read(options.old), read(options.new)
    changes = texts.diff(old, new)
    output.record({"old": options.old, "new": options.new, "changes": [change.to_json() for change in changes]})
    units = (old.credit_framework.notation, new.credit_framework.notation)
    for line in texts.lines_of_changes(changes, units=units):
        output.say(line)
    named = new.supersedes.agreement_digest if new.supersedes is not None else ""
    if changes and new.id == old.id and named != of_json(old.to_json()):
        output.say("The new text does not name this one as the version that it replaces: `agreement supersede` writes "
                   "one that does.", "unsure")  # fmt: skip
    if not changes:
        output.say("The two texts mean the same.", "good")
    return exits.REJECTED if changes else exits.ACCEPTED


class Text(NamedTuple):
    """An agreement with the text that it was read from, and where in that it stands."""

    agreement: RecognitionAgreement
    data: bytes
    below: str = ""


def opened(name: str, output: Output | None = None) -> Text:
    """The agreement in a file: its text in YAML or JSON, or a counterpart, whose signature is not asked for here."""
    data = files.read(name, AGREEMENT.credential_bytes)
    with files.about(name):
        if sniff.kind(data) != "json":
            return Text(texts.read_text(data, budget=AGREEMENT), data)
        tree = strict_json.parse(data, AGREEMENT)
        below, subject = "", tree.get("credentialSubject")
        if isinstance(subject, dict):
            below, tree = "/credentialSubject", subject
            if output is not None:
                output.say("This is a counterpart. Its signature is not asked for here, but by `agreement state`.",
                           "unsure")  # fmt: skip
        try:
            return Text(texts.read(tree, budget=AGREEMENT), data, below)
        except AgreementError as error:
            raise text_places.placed(error, data, below=below) from None


def read(name: str, output: Output | None = None) -> RecognitionAgreement:
    """The agreement in a file, as :func:`opened`."""
    return opened(name, output).agreement


__all__ = ["Text", "diff", "lint", "new", "opened", "read", "schema", "show"]
