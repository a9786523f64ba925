"""What may be typed about status lists of one's own: ``status``. Described in ``docs/reference/cli.md``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from eccoe_vc.cli.options import Commands, Parser, command, narrow, signs
from eccoe_vc.cli.values import count, credential_id, filled, form, identifier

PURPOSES: Final = ("revocation", "suspension")
FORMS: Final = ("vc-jwt-ob3", "vc-jose", "sd-jwt-vcdm", "vc-cose")  # in which a list of VC Data Model 2.0 travels


def add(commands: Commands) -> None:
    """The commands of issuers about badges that can be withdrawn."""
    group = commands.add_parser(
        "status",
        help="give badges places in status lists, withdraw badges, publish the lists",
        description="Give badges places in status lists, withdraw badges, publish the lists.",
        allow_abbrev=False,
        formatter_class=narrow,
    )
    inner = group.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    _create(inner)
    made = _about(inner, "allocate", "give badges their places, before they are signed", credential_id)
    _purpose(made)
    _which(made)
    _words(_about(inner, "revoke", "withdraw badges for good"))
    _words(_about(inner, "suspend", "withdraw badges until they are restored"))
    _words(_about(inner, "restore", "take a suspension back"))
    _publish(inner)
    _about(inner, "show", "tell what a badge's places say, and what was done about it")
    _registry(inner, "list", "tell which lists there are, and how full they are", "listed")
    _registry(inner, "check", "compare lists and places with the journal")


def placing(made: Parser) -> None:
    """The options of ``issue`` that give a credential its place."""
    made.add_argument(
        "--status-registry", metavar="REGISTRY",
        help="give the credential its place in a status list of this registry, so that it can be revoked",
    )  # fmt: skip
    made.add_argument(
        "--status-purpose", action="append", choices=PURPOSES,
        help="what the place is for (revocation); given twice, one place each",
    )  # fmt: skip
    made.add_argument(
        "--status-url",
        type=filled,
        metavar="URL",
        help="which lists, as `status create` was told, if there are several",
    )


def _registry(commands: Commands, name: str, summary: str, function: str = "") -> Parser:
    made = command(commands, name, f"statuses:{function or name}", summary)
    made.add_argument("registry", metavar="REGISTRY", help="SQLite file, or address of a PostgreSQL database")
    return made


def _about(commands: Commands, name: str, summary: str, kind: Callable[[str], str] = filled) -> Parser:
    made = _registry(commands, name, summary)
    made.add_argument("ids", nargs="+", type=kind, metavar="ID", help="id of a credential, such as urn:uuid:...")
    return made


def _create(commands: Commands) -> None:
    made = _registry(commands, "create", "open a status list; the registry is begun if it is not there")
    made.add_argument(
        "--url", required=True, type=filled, metavar="URL",
        help="where it will be published; {number} in it is counted up when a list is full",
    )  # fmt: skip
    _purpose(made)
    made.add_argument(
        "--issuer", type=identifier, metavar="ID", help="whose badges get places; whoever signs the first one if absent"
    )
    made.add_argument("--entries", type=count, default=131_072, metavar="N", help="places of a list (131072)")
    made.add_argument("--capacity", type=count, metavar="N", help="places given before the next list (15 of 16)")


def _publish(commands: Commands) -> None:
    made = _registry(commands, "publish", "sign all lists and write them into the folder of a web server")
    made.add_argument(
        "--folder", required=True, metavar="DIR", help="the root of the web server; files get the paths of their URLs"
    )
    made.add_argument("--valid-for", type=count, default=7, metavar="DAYS", help="how long they may be believed (7)")
    signs(made, "the issuer's")
    made.add_argument(
        "--delegated", action="store_true", help="the badges are another issuer's, whose verifiers name you"
    )
    made.add_argument("--securing", type=form, choices=FORMS, help="make tokens of this form")


def _purpose(made: Parser) -> None:
    made.add_argument("--purpose", choices=PURPOSES, default="revocation", help="what for (revocation)")


def _which(made: Parser) -> None:
    made.add_argument("--url", type=filled, metavar="URL", help="which lists, as create was told, if there are several")


def _words(made: Parser) -> None:
    for name, metavar, what in (
        ("--reason", "TEXT", "why, in words; kept in the registry and not published"),
        ("--code", "WORD", "why, in a short word of yours"),
        ("--actor", "WHO", "who decided it"),
    ):
        made.add_argument(name, type=filled, metavar=metavar, help=what)


__all__ = ["PURPOSES", "add", "placing"]
