"""What may be typed about decisions: decide, recognise, recheck, transcript, ledger. See ``docs/reference/cli.md``."""

from __future__ import annotations

from eccoe_vc.cli.agreement_options import of_day, of_mode, of_programme, of_signatories
from eccoe_vc.cli.options import Commands, Parser, command, knows, narrow, presents, signs, writes
from eccoe_vc.cli.values import day, filled, identifier, pair


def add(commands: Commands) -> None:
    """The commands about decisions."""
    _decide(commands)
    _recognise(commands)
    _recheck(commands)
    _transcript(commands)
    _ledger(commands)


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
    made.add_argument("--pending", action="store_true", help="also sign where all is left to a person: what is open")
    made.add_argument("--appeal-until", type=day, metavar="DAY", help="last day for an appeal")
    writes(made, "the signed decision")


def _asked(made: Parser) -> None:
    """Who asks whom for what."""
    made.add_argument("files", nargs="+", metavar="FILE", help="the learner's credentials: JSON, PNG, SVG or token")
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
    of_day(made, "day of the request")
    of_mode(made)
    of_programme(made)
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
    made.add_argument(
        "--body-document", action="append", default=[], metavar="FILE",
        help="controller document of a body that merged or was renamed, old and new; once for each",
    )  # fmt: skip
    made.add_argument("--bearer-ok", action="store_true", help="also take credentials that name nobody")
    made.add_argument("--any-credential", action="store_true", help="also take credentials that are no Open Badges")
    presents(made)
    of_signatories(made)
    knows(made)


def _recheck(commands: Commands) -> None:
    made = command(commands, "recheck", "afterwards:recheck", "verify again what a decision rests on")
    made.add_argument("decision", metavar="DECISION", help="the signed decision")
    made.add_argument("files", nargs="+", metavar="FILE", help="the credentials behind it: JSON, PNG, SVG or token")
    made.add_argument("--body", required=True, type=identifier, metavar="ID", help="the body that decided")
    made.add_argument(
        "--agreement", action="append", default=[], metavar="FILE",
        help="signed counterpart or notice; the parties of what the body signed are trusted",
    )  # fmt: skip
    made.add_argument(
        "--trust", action="append", default=[], type=identifier, metavar="ID",
        help="also trust this issuer; may be repeated",
    )  # fmt: skip
    made.add_argument("--any-credential", action="store_true", help="also take credentials that are no Open Badges")
    made.add_argument("--reference", type=filled, metavar="TEXT", help="file number of the new record, for --key")
    signs(made, "the deciding body's", required=False)
    writes(made, "the new record, where one is signed")
    of_signatories(made)
    knows(made)


def _transcript(commands: Commands) -> None:
    made = command(commands, "transcript", "afterwards:transcript", "tell what a body recognised for one learner")
    made.add_argument("files", nargs="+", metavar="FILE", help="signed decisions")
    made.add_argument("--body", required=True, type=identifier, metavar="ID", help="the body that decided")
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
        ("withdraw", "enter that a decision stands no longer, because of a new record"),
        ("reservations", "list the awards that are held for decisions which were never entered"),
        ("release", "give back the awards of a reservation that no decision followed"),
    ):
        made = command(inner, name, f"ledger:{name}", summary)
        made.add_argument("ledger", metavar="LEDGER", help="SQLite file, or address of a PostgreSQL database")
        made.add_argument("--body", required=True, type=identifier, metavar="ID", help="the recognising body")
        made.add_argument("--secret-file", required=True, metavar="FILE", help="file with the secret of the ledger")
        if name == "show":
            made.add_argument("--learner", required=True, type=identifier, metavar="ID", help="id of the learner")
        if name == "withdraw":
            made.add_argument("--record", required=True, metavar="FILE", help="the signed record that replaces it")
            made.add_argument("--code", required=True, type=filled, metavar="CODE", help="why, such as status.revoked")
            knows(made)
        if name == "release":
            made.add_argument(
                "--reservation", action="append", required=True, type=pair("NUMBER=DIGEST"), metavar="NUMBER=DIGEST",
                help="as `ledger reservations` prints it; may be repeated",
            )  # fmt: skip
        if name == "check":
            made.add_argument(
                "--head", action="append", type=pair("NUMBER=DIGEST"), default=[], metavar="NUMBER=DIGEST",
                help="an entry that was published; the ledger must still have it",
            )  # fmt: skip


__all__ = ["add"]
