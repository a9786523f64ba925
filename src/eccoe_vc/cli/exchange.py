"""``agreement import`` and ``export``: rules from and for spreadsheets and catalogues, with what is lost."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from typing import Final, Literal

from eccoe_vc import agreements as texts
from eccoe_vc.agreements.exchange import Loss
from eccoe_vc.carriers import sniff
from eccoe_vc.cli import agreements, exits, files
from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.output import Output, safe, safe_json
from eccoe_vc.encoding import strict_json
from eccoe_vc.limits import AGREEMENT, MIB

_SEPARATORS: Final = {"comma": ",", "semicolon": ";", "tab": "\t"}
_MOST: Final = 64 * MIB  # bytes of a table; a CTDL document has its own limit


def bring(options: Namespace, output: Output) -> int:
    """Write a draft with the rules of a table or of a CTDL document in place of those of another text."""
    files.once(options.file, options.into)
    base = agreements.read(options.into)
    data = files.read(options.file, _MOST)
    with files.about(options.file):
        if (options.format or _format(data)) == "csv":
            imported = texts.rules_from_csv(data, language=options.language)
            draft = texts.with_rules(base, imported)
        else:
            imported = texts.from_ctdl(data, base=base, budget=AGREEMENT)
            draft = imported.agreement or texts.with_rules(base, imported)
    text = texts.to_text(draft, options.form)
    where = files.hand_over(text.encode(), options, output)
    form = f" ({imported.form})" if imported.form else ""
    output.say(f"{len(imported.rules)} rules of {files.named(options.file)}{form} were written{where}. The draft binds "
               "nobody before all parties have signed it.")  # fmt: skip
    _tell(imported.losses, output)
    output.record({"file": options.out, "rules": [one.rule_id for one in imported.rules],
                   "places": list(imported.places), "form": imported.form, "losses": _rows(imported.losses),
                   "text": text})  # fmt: skip
    return exits.ACCEPTED


def export(options: Namespace, output: Output) -> int:
    """Write the rules of an agreement as a table or as a CTDL document; what that cannot say is told."""
    agreement = agreements.read(options.file)
    losses: tuple[Loss, ...]
    if options.format == "csv":
        to_stdout = options.out is None or options.out == files.STDIN
        if to_stdout and not options.json and output.is_terminal():
            raise CommandError("cli.usage", "A table is written to a file or a pipe.", hint="Add -o FILE.")
        text, losses = texts.rules_to_csv(
            agreement, language=options.language, separator=_SEPARATORS[options.separator]
        )
        data = text.encode("utf-8-sig")  # by which spreadsheets know the encoding
    else:
        document, losses = texts.to_ctdl(agreement)
        text = strict_json.pretty(document)
        data = safe_json(text).encode()
    where = files.hand_over(data, options, output)
    output.say(f"The rules were written{where}, as far as the format can say them.")
    _tell(losses, output)
    output.record({"file": options.out, "losses": _rows(losses), "text": text})
    return exits.ACCEPTED


def _format(data: bytes) -> Literal["csv", "ctdl"]:
    """CTDL is JSON, and a table is not."""
    return "ctdl" if sniff.kind(data) == "json" or data.lstrip()[:1] == b"[" else "csv"


def _tell(losses: Iterable[Loss], output: Output) -> None:
    rows = list(losses)
    for loss in rows:
        kept = f" It is kept in {safe(loss.kept_in, 200)}." if loss.kept_in else ""
        code = f"{loss.code} at " if loss.code else ""
        output.say(
            f"  lost          {safe(loss.what)}{kept} [{code}{safe(loss.pointer or 'the whole', 200)}]", "unsure"
        )
    if not rows:
        output.say("Nothing was lost.", "good")


def _rows(losses: Iterable[Loss]) -> list[dict[str, str]]:
    return [loss._asdict() for loss in losses]


__all__ = ["bring", "export"]
