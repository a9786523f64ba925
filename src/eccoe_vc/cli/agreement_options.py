"""Options that several commands about agreements have in common, and what their values must be."""

from __future__ import annotations

from argparse import ArgumentTypeError

from eccoe_vc.cli.options import Parser
from eccoe_vc.cli.output import safe
from eccoe_vc.cli.values import day, identifier, pair


def of_programme(made: Parser) -> None:
    """For which programme something is asked."""
    made.add_argument("--programme", type=identifier, metavar="ID", help="for which programme")
    made.add_argument("--programme-credits", type=_credits, metavar="N", help="the size of the programme")


def of_mode(made: Parser) -> None:
    """How a choice is made."""
    made.add_argument(
        "--mode", choices=("priority", "maximise"), default="priority",
        help="as a registrar does by hand, or best for the learner (priority)",
    )  # fmt: skip


def of_day(made: Parser, what: str) -> None:
    """On which day something is asked."""
    made.add_argument("--on", type=day, metavar="DAY", help=f"{what}; today if absent")


def of_form(made: Parser) -> None:
    """In which form the text of an agreement is written."""
    made.add_argument("--form", choices=("yaml", "json"), default="yaml", help="form of the text (yaml)")


def of_language(made: Parser, what: str) -> None:
    """The one language of a table."""
    made.add_argument("--language", default="en", metavar="TAG", help=f"language of the texts {what} (en)")


def of_signatories(made: Parser) -> None:
    """Whom the caller lets sign."""
    made.add_argument(
        "--signatory", action="append", type=pair("PARTY=ID"), default=[], metavar="PARTY=ID",
        help="an issuer that you let sign for a party; may be repeated",
    )  # fmt: skip


def words(text: str) -> tuple[str, str]:
    """A text for people with its language, around the first sign of equality: texts may hold one of their own."""
    language, sign, said = text.partition("=")
    if not (sign and language and said.strip()):
        raise ArgumentTypeError(f"'{safe(text, 40)}' has not the form LANGUAGE=TEXT, such as en=...")
    return language, said


def _credits(text: str) -> str:
    from eccoe_vc.encoding import DecodeError
    from eccoe_vc.encoding.quantities import decimal

    try:
        decimal(text)
    except DecodeError:
        raise ArgumentTypeError(f"'{safe(text, 40)}' is no amount of credit, such as 60 or 7.5") from None
    return text


__all__ = ["of_day", "of_form", "of_language", "of_mode", "of_programme", "of_signatories", "words"]
