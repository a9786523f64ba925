"""``inspect`` and ``verify``: the verdict on each file, in words or as JSON, and the worst one as exit code."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from eccoe_vc.cli import asking, bundles, exits, files, report_text
from eccoe_vc.cli.output import Output
from eccoe_vc.encoding import timestamps
from eccoe_vc.errors import EccoeError
from eccoe_vc.report import Report
from eccoe_vc.verification.drivers import inspected
from eccoe_vc.verification.inspected import Documents


class Judged(NamedTuple):
    """The report on one file, the document if it was accepted, and the form of the token that the file is."""

    report: Report
    document: Mapping[str, Any] | None
    form: str = ""
    #: The same for words about it.
    opened: Mapping[str, Any] | None = None
    #: The moment that was named, on the command line or by a bundle.
    dated: datetime | None = None


def inspect(options: Namespace, output: Output) -> int:
    """Explain everything that was found in each file."""
    codes = []
    asked = asking.question(options)
    for index, name in enumerate(options.files):
        if index:
            output.say()
        judged = _judged(name, asked, options, output)
        if judged is None:
            codes.append(exits.UNREADABLE)
            continue
        codes.append(exits.of_report(judged.report))
        output.record({"file": name, **judged.report.to_dict()})
        for text, style in report_text.full(
            judged.report, _title(name), judged.opened, verbose=options.verbose, form=judged.form
        ):
            output.say(text, style)
    return exits.worst(codes)


def verify(options: Namespace, output: Output) -> int:
    """Say in a line whether each file is accepted; as JSON, with the credential if it is."""
    codes = []
    asked = asking.question(options)
    for name in options.files:
        judged = _judged(name, asked, options, output)
        if judged is None:
            codes.append(exits.UNREADABLE)
            continue
        codes.append(exits.of_report(judged.report))
        accepted = {} if judged.document is None else {"credential": judged.document}
        output.record({"file": name, **judged.report.to_dict(), **accepted})
        for text, style in report_text.brief(judged.report, _title(name), judged.opened):
            output.say(text, style)
        if judged.dated is not None:
            output.say(f"  Judged for {timestamps.format(judged.dated)}, not for now.", "quiet")
    return exits.worst(codes)


def _judged(name: str, asked: asking.Question, options: Namespace, output: Output) -> Judged | None:
    """The judgement on one file; None where it cannot be read, which is told. The other files are still looked at."""
    try:
        asked, data = bundles.opened(name, asked, options)
    except EccoeError as error:
        output.error(error, file=name)
        return None
    found = inspected(data, policy=asked.policy, sources=asked.sources, at=asked.at)
    documents = found.documents
    document = documents.document if found.report else None
    told = _opened(documents) if document is not None else None
    return Judged(found.report, document, documents.form, told, asked.at)


def _opened(documents: Documents) -> Mapping[str, Any]:
    """The document for words about it: in a presentation each token is the credential that stood in it."""
    document = documents.document or {}
    carried = document.get("verifiableCredential")
    if carried is None:
        return document
    if isinstance(carried, list):
        place = "/verifiableCredential/{}".format
        return {**document, "verifiableCredential": [
            documents.opened.get(place(index), one) for index, one in enumerate(carried)
        ]}  # fmt: skip
    return {**document, "verifiableCredential": documents.opened.get("/verifiableCredential", carried)}


def _title(name: str) -> str:
    return "standard input" if name == files.STDIN else name
