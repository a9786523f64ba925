"""What may be typed about agreements. Every command and option is described in ``docs/reference/cli.md``."""

from __future__ import annotations

from typing import Final

from eccoe_vc.cli.agreement_options import (
    of_day,
    of_form,
    of_language,
    of_mode,
    of_programme,
    of_signatories,
    words,
)
from eccoe_vc.cli.options import Commands, Parser, command, knows, narrow, signs, writes
from eccoe_vc.cli.values import day, filled, identifier, moment

_TEXT: Final = "agreement in YAML or JSON, or a signed counterpart"


def add(commands: Commands) -> None:
    """The commands about agreements."""
    group = commands.add_parser(
        "agreement",
        help="write, check, sign and compare agreements",
        description="Write, check, sign and compare agreements.",
        allow_abbrev=False,
        formatter_class=narrow,
    )
    inner = group.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    _texts(inner)
    _exchange(inner)
    _signing(inner)
    _questions(inner)


def _texts(inner: Commands) -> None:
    made = command(inner, "new", "agreements:new", "write a first draft, with an explanation of every member")
    writes(made, "the draft in YAML")
    made = command(inner, "schema", "agreements:schema", "write the JSON Schema of agreements, for editors")
    writes(made, "the JSON Schema")
    made = command(inner, "lint", "agreements:lint", "say what is wrong with an agreement, and what cannot be meant")
    made.add_argument("files", nargs="+", metavar="FILE", help=_TEXT)
    made.add_argument("--together", action="store_true", help="also say where agreements contradict each other")
    made = command(inner, "show", "agreements:show", "tell what an agreement says, in words")
    made.add_argument("file", metavar="FILE", help=_TEXT)
    of_language(made, "that the parties wrote")
    made = command(inner, "diff", "agreements:diff", "tell what changes for whom between two texts")
    made.add_argument("old", metavar="OLD", help=_TEXT)
    made.add_argument("new", metavar="NEW", help=_TEXT)


def _exchange(inner: Commands) -> None:
    made = command(inner, "import", "exchange:bring", "write a draft with the rules of a table or of a CTDL document")
    made.add_argument("file", metavar="FILE", help="table (CSV), or CTDL document (JSON)")
    made.add_argument("--into", required=True, metavar="TEXT", help="the text whose rules they replace in the draft")
    made.add_argument("--format", choices=("csv", "ctdl"), help="what FILE is; found out from the file if absent")
    of_language(made, "in the table")
    of_form(made)
    writes(made, "the draft")
    made = command(inner, "export", "exchange:export", "write the rules as a table or as a CTDL document")
    made.add_argument("file", metavar="FILE", help=_TEXT)
    made.add_argument("--format", required=True, choices=("csv", "ctdl"), help="what is written")
    of_language(made, "in the table")
    made.add_argument(
        "--separator", choices=("comma", "semicolon", "tab"), default="comma", help="between the cells (comma)"
    )
    writes(made, "the table or document")


def _signing(inner: Commands) -> None:
    made = command(inner, "sign", "counterparts:sign", "sign an agreement as one of its parties")
    made.add_argument("file", metavar="FILE", help="agreement in YAML or JSON")
    signs(made, "the party's")
    made.add_argument(
        "--as-signatory", action="store_true", help="sign although the key is no party's: parties let it sign for them"
    )
    made.add_argument("--created", type=moment, metavar="TIME", help="time of signing, such as 2026-01-31T09:00:00Z")
    writes(made, "the signed counterpart")
    made = command(inner, "state", "counterparts:state", "say whether an agreement is in force, and who is missing")
    made.add_argument("files", nargs="+", metavar="FILE", help="signed counterparts and termination notices")
    of_day(made, "the day, such as 2026-01-31")
    of_signatories(made)
    knows(made)
    made = command(inner, "supersede", "counterparts:supersede", "write the text of a version that replaces another")
    made.add_argument("old", metavar="OLD", help=_TEXT)
    made.add_argument(
        "new", nargs="?", metavar="NEW", help="what the new version says; what the old one says if absent"
    )
    made.add_argument("--version", type=filled, metavar="VERSION", help="of the new text; the next one if absent")
    made.add_argument("--starts", type=day, metavar="DAY", help="the first day of the new version")
    of_form(made)
    writes(made, "the new text")
    made = command(inner, "notice", "counterparts:notice", "give notice, so that an agreement ends")
    made.add_argument("file", metavar="FILE", help=_TEXT)
    made.add_argument(
        "--reason", action="append", required=True, type=words, metavar="LANGUAGE=TEXT",
        help="why, such as en=...; once for each language",
    )  # fmt: skip
    made.add_argument(
        "--effective", type=day, metavar="DAY", help="first day without effect; the earliest for one party if absent"
    )
    made.add_argument("--given", type=day, metavar="DAY", help="day of the notice; today if absent")
    made.add_argument("--ground", type=filled, metavar="TEXT", help="clause or law on which it rests")
    made.add_argument("--draft", type=identifier, metavar="ID", help="do not sign: write the notice of this party")
    signs(made, "the party's", required=False)
    made.add_argument("--created", type=moment, metavar="TIME", help="time of signing, such as 2026-01-31T09:00:00Z")
    writes(made, "the notice")


def _questions(inner: Commands) -> None:
    made = command(inner, "lookup", "questions:lookup", "tell what would give a course, free credit or an exemption")
    made.add_argument("files", nargs="+", metavar="FILE", help=_TEXT)
    made.add_argument(
        "--target", required=True, type=filled, metavar="NAME", help="id of the course, or key of a bucket"
    )
    made.add_argument("--programme", type=identifier, metavar="ID", help="for which programme")
    of_day(made, "day of the request")
    made = command(inner, "coverage", "questions:coverage", "tell what an agreement recognises of a catalogue")
    made.add_argument("file", metavar="FILE", help=_TEXT)
    made.add_argument("catalogue", nargs="+", metavar="CATALOGUE", help="JSON list of Open Badges achievements")
    made.add_argument(
        "--issuer", type=identifier, metavar="ID", help="whose catalogue; the party that awards if absent"
    )
    made.add_argument("--host", type=identifier, metavar="ID", help="the recognising party; any if absent")
    made.add_argument("--programme", type=identifier, metavar="ID", help="for which programme")
    of_day(made, "day of completion and request")
    made = command(inner, "simulate", "simulate:run", "tell what a draft would have meant for past learners")
    made.add_argument("draft", metavar="DRAFT", help=_TEXT)
    made.add_argument("cases", nargs="+", metavar="FOLDER", help="the credentials of one past learner; one folder each")
    made.add_argument("--current", metavar="FILE", help="the text that holds now; without it everything is new")
    made.add_argument("--host", required=True, type=identifier, metavar="ID", help="the recognising party")
    of_day(made, "day of the requests")
    of_mode(made)
    of_programme(made)
    made.add_argument("--same-period", action="store_true", help="judge both texts by the period of the current one")
    made.add_argument("--any-credential", action="store_true", help="also take credentials that are no Open Badges")
    knows(made)


__all__ = ["add"]
