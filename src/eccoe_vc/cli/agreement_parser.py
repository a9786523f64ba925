"""What may be typed about agreements: agreement, decide, recognise, ledger. Described in ``docs/reference/cli.md``."""

from __future__ import annotations

from argparse import ArgumentTypeError

from eccoe_vc.cli.options import (
    Commands,
    Parser,
    command,
    day,
    filled,
    identifier,
    knows,
    moment,
    narrow,
    pair,
    signs,
    writes,
)
from eccoe_vc.cli.output import safe

_TEXT = "agreement in YAML or JSON, or a signed counterpart"


def add(commands: Commands) -> None:
    """The commands about agreements."""
    _agreement(commands)
    _decide(commands)
    _recognise(commands)
    _ledger(commands)


def _agreement(commands: Commands) -> None:
    group = commands.add_parser(
        "agreement",
        help="write, check, sign and compare agreements",
        description="Write, check, sign and compare agreements.",
        allow_abbrev=False,
        formatter_class=narrow,
    )
    inner = group.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    made = command(inner, "new", "agreements:new", "write a first draft, with an explanation of every member")
    writes(made, "the draft in YAML")
    made = command(inner, "schema", "agreements:schema", "write the JSON Schema of agreements, for editors")
    writes(made, "the JSON Schema")
    made = command(inner, "lint", "agreements:lint", "say what is wrong with an agreement, and what cannot be meant")
    made.add_argument("files", nargs="+", metavar="FILE", help=_TEXT)
    made = command(inner, "show", "agreements:show", "tell what an agreement says, in words")
    made.add_argument("file", metavar="FILE", help=_TEXT)
    made = command(inner, "diff", "agreements:diff", "tell what changes for whom between two texts")
    made.add_argument("old", metavar="OLD", help=_TEXT)
    made.add_argument("new", metavar="NEW", help=_TEXT)
    made = command(inner, "sign", "agreements:sign", "sign an agreement as one of its parties")
    made.add_argument("file", metavar="FILE", help="agreement in YAML or JSON")
    signs(made, "the party's")
    made.add_argument("--created", type=moment, metavar="TIME", help="time of signing, such as 2026-01-31T09:00:00Z")
    writes(made, "the signed counterpart")
    made = command(inner, "state", "agreements:state", "say whether an agreement is in force, and who is missing")
    made.add_argument("files", nargs="+", metavar="FILE", help="signed counterparts and termination notices")
    made.add_argument("--on", type=day, metavar="DAY", help="the day, such as 2026-01-31; today if absent")
    _signatories(made)
    knows(made)
    made = command(inner, "simulate", "simulate:run", "tell what a draft would have meant for past learners")
    made.add_argument("draft", metavar="DRAFT", help=_TEXT)
    made.add_argument("cases", nargs="+", metavar="FOLDER", help="the credentials of one past learner; one folder each")
    made.add_argument("--current", metavar="FILE", help="the text that holds now; without it everything is new")
    made.add_argument("--host", required=True, type=identifier, metavar="ID", help="the recognising party")
    made.add_argument("--on", type=day, metavar="DAY", help="day of the requests; today if absent")
    made.add_argument(
        "--mode", choices=("priority", "maximise"), default="priority",
        help="as a registrar does by hand, or best for the learner (priority)",
    )  # fmt: skip
    _for_programme(made)
    made.add_argument("--same-period", action="store_true", help="judge both texts by the period of the current one")
    made.add_argument("--any-credential", action="store_true", help="also take credentials that are no Open Badges")
    knows(made)


def _ledger(commands: Commands) -> None:
    group = commands.add_parser(
        "ledger",
        help="keep and check the record of what was recognised",
        description="Keep and check the record of what was recognised.",
        allow_abbrev=False,
        formatter_class=narrow,
    )
    inner = group.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    for name, summary in (
        ("new", "begin a ledger"),
        ("check", "verify the chain of entries, and name what was changed"),
        ("show", "list what was recognised for a learner"),
    ):
        made = command(inner, name, f"ledger:{name}", summary)
        made.add_argument("ledger", metavar="LEDGER", help="SQLite file, or address of a PostgreSQL database")
        made.add_argument("--body", required=True, type=identifier, metavar="ID", help="the recognising body")
        made.add_argument("--secret-file", required=True, metavar="FILE", help="file with the secret of the ledger")
        if name == "show":
            made.add_argument("--learner", required=True, type=identifier, metavar="ID", help="id of the learner")
        if name == "check":
            made.add_argument(
                "--head", action="append", type=pair("NUMBER=DIGEST"), default=[], metavar="NUMBER=DIGEST",
                help="an entry that was published; the ledger must still have it",
            )  # fmt: skip


def _decide(commands: Commands) -> None:
    made = command(commands, "decide", "decide:decide", "decide what a university recognises of what a learner holds")
    _asked(made)
    made.add_argument("--explain", action="store_true", help="also tell every condition that was asked")


def _recognise(commands: Commands) -> None:
    made = command(commands, "recognise", "decide:recognise", "decide, and sign the decision as a credential")
    _asked(made)
    signs(made, "the deciding party's")
    made.add_argument("--reference", type=filled, metavar="TEXT", help="file number of the decision")
    made.add_argument("--capacity", type=filled, metavar="TEXT", help="who decides, such as 'recognition committee'")
    made.add_argument("--confirmed", action="store_true", help="a person confirmed what was computed")
    made.add_argument("--appeal-until", type=day, metavar="DAY", help="last day for an appeal")
    writes(made, "the signed decision")


def _asked(made: Parser) -> None:
    """Who asks whom for what."""
    made.add_argument("files", nargs="+", metavar="FILE", help="the learner's credentials: JSON, PNG or SVG")
    made.add_argument(
        "--agreement", action="append", required=True, metavar="FILE",
        help="signed counterpart or termination notice; once for each",
    )  # fmt: skip
    made.add_argument(
        "--learner", action="append", required=True, type=identifier, metavar="ID",
        help="id of the learner; once for each that she has proved to hold",
    )  # fmt: skip
    made.add_argument(
        "--identity", action="append", type=pair("TYPE=VALUE"), default=[], metavar="TYPE=VALUE",
        help="what else is known of the learner, such as emailAddress=ada@example.org",
    )  # fmt: skip
    made.add_argument("--host", required=True, type=identifier, metavar="ID", help="the recognising party: you")
    made.add_argument("--on", type=day, metavar="DAY", help="day of the request; today if absent")
    made.add_argument(
        "--mode", choices=("priority", "maximise"), default="priority",
        help="as a registrar does by hand, or best for the learner (priority)",
    )  # fmt: skip
    _for_programme(made)
    made.add_argument("--enrolled", type=day, metavar="DAY", help="day on which the learner enrolled")
    made.add_argument(
        "--on-record", action="append", type=identifier, default=[], metavar="ID",
        help="course that the learner has already; may be repeated",
    )  # fmt: skip
    made.add_argument(
        "--table", action="append", default=[], metavar="FILE",
        help="grade table that the agreement names; may be repeated",
    )  # fmt: skip
    made.add_argument("--ledger", metavar="LEDGER", help="what was recognised before; SQLite file or database")
    made.add_argument("--secret-file", metavar="FILE", help="file with the secret of the ledger")
    made.add_argument("--bearer-ok", action="store_true", help="also take credentials that name nobody")
    made.add_argument("--any-credential", action="store_true", help="also take credentials that are no Open Badges")
    _signatories(made)
    knows(made)


def _for_programme(made: Parser) -> None:
    made.add_argument("--programme", type=identifier, metavar="ID", help="for which programme")
    made.add_argument("--programme-credits", type=_credits, metavar="N", help="the size of the programme")


def _signatories(made: Parser) -> None:
    made.add_argument(
        "--signatory", action="append", type=pair("PARTY=ID"), default=[], metavar="PARTY=ID",
        help="an issuer that you let sign for a party; may be repeated",
    )  # fmt: skip


def _credits(text: str) -> str:
    from eccoe_vc.encoding import DecodeError
    from eccoe_vc.encoding.quantities import decimal

    try:
        decimal(text)
    except DecodeError:
        raise ArgumentTypeError(f"'{safe(text, 40)}' is no amount of credit, such as 60 or 7.5") from None
    return text


__all__ = ["add"]
