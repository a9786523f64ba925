"""What may be typed: commands and options. Every one of them is described in ``docs/reference/cli.md``."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, HelpFormatter, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NoReturn

from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.output import safe
from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.encoding.iri import is_iri

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Commands = _SubParsersAction["Parser"]

ALGS: Final = ("Ed25519", "P-256", "P-384", "RSA-2048")
SUITES: Final = ("eddsa-rdfc-2022", "eddsa-jcs-2022", "Ed25519Signature2020")
_DESCRIPTION: Final = "Issue, bake and verify Open Badges 3.0 and W3C Verifiable Credentials, offline."
_EPILOG: Final = """\
With --json the result goes to standard output, one JSON object a line; words always go to standard error.
A file name of - is standard input, or standard output after -o.

exit codes:
  0 accepted   1 rejected   2 indeterminate: it could not be found out
  64 wrong command line   65 unreadable input   73, 74 the output could not be written

eccoe-vc demo shows all of it in a second; eccoe-vc COMMAND --help explains one command.
"""


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, known, 1)
    return f"; did you mean {close[0]}?" if close else ""


class Parser(ArgumentParser):
    """argparse that raises :class:`CommandError` where it would end the process with its own exit code 2."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As the original, but what is misspelt is named before what is missing because of it."""
        given = [*args] if args is not None else []
        for word in given[: given.index("--")] if "--" in given else given:
            name = word.partition("=")[0]
            if name.startswith("--") and self._subparsers is None and name not in self._option_string_actions:
                self.error(f"there is no option {name}{_did_you_mean(name, self._option_string_actions)}")
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Refuse the command line: ``cli.usage``."""
        sentence = safe(message[:1].upper() + message[1:], 250).rstrip(".")
        raise CommandError(
            "cli.usage",
            sentence if sentence[-1:] == "?" else f"{sentence}.",
            hint=f"{self.prog} --help shows what there is.",
        )


def parse(arguments: Sequence[str]) -> Namespace:
    """The options of one command line.

    :raises CommandError: ``cli.usage``.
    :raises SystemExit: after ``--help`` and ``--version``, which write to stdout.

    >>> parse(["inspect", "badge.png", "--json"]).files
    ['badge.png']
    """
    return build().parse_args(list(arguments))


def build() -> Parser:
    """The parser with all commands."""
    parser = Parser(
        prog="eccoe-vc",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=_narrow_raw,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_version(), nargs=0, help="show the version and stop")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    _demo(commands)
    _keygen(commands)
    _issue(commands)
    _bake(commands)
    _unbake(commands)
    _inspect(commands)
    _verify(commands)
    return parser


def _command(commands: Commands, name: str, run: str, summary: str) -> Parser:
    made = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[:1].upper()}{summary[1:]}.",
        allow_abbrev=False,
        formatter_class=_narrow,
    )
    made.set_defaults(run=run)
    made.add_argument("--json", action="store_true", help="write the result to standard output as JSON")
    return made


# With a width of its own the formatter does not ask for that of the terminal, which would load half of shutil.
def _narrow(prog: str) -> HelpFormatter:
    return HelpFormatter(prog, max_help_position=32, width=110)


def _narrow_raw(prog: str) -> HelpFormatter:
    return RawDescriptionHelpFormatter(prog, width=110)


def _demo(commands: Commands) -> None:
    made = _command(commands, "demo", "demo:run", "watch a university issue a badge and a stranger verify it")
    made.add_argument("--directory", metavar="DIR", help="put the files here instead of into a new temporary folder")


def _keygen(commands: Commands) -> None:
    made = _command(commands, "keygen", "keys:keygen", "make a key to sign with")
    made.add_argument("--alg", choices=ALGS, default="Ed25519", help="kind of key (Ed25519)")
    made.add_argument(
        "--out", "-o", required=True, metavar="KEYFILE", help="new PEM file for the private key; mode 0600"
    )
    made.add_argument("--passphrase-file", metavar="FILE", help="encrypt the key with the first line of FILE")
    made.add_argument("--controller", metavar="ID", help="whose key it is, such as did:web:...; a did:key if absent")


def _issue(commands: Commands) -> None:
    made = _command(commands, "issue", "issue:run", "sign a credential")
    made.add_argument("credential", metavar="CREDENTIAL", help="JSON file without a proof")
    made.add_argument("--key", required=True, metavar="KEYFILE", help="PEM file of the issuer's private key")
    made.add_argument("--passphrase-file", metavar="FILE", help="the key is encrypted with the first line of FILE")
    made.add_argument("--controller", metavar="ID", help="whose key it is; the did:key of the key if absent")
    made.add_argument(
        "--verification-method", metavar="URL", help="under which name the controller's document lists the key"
    )
    made.add_argument(
        "--suite",
        action="append",
        choices=SUITES,
        help="how to sign (eddsa-rdfc-2022); given several times, one proof each",
    )
    made.add_argument("--presentation", action="store_true", help="it is a presentation, which its holder signs")
    _asked_of_holders(made)
    made.add_argument("--created", type=moment, metavar="TIME", help="date of the proof, such as 2026-01-31T09:00:00Z")
    made.add_argument("--expires", type=moment, metavar="TIME", help="end of the proof")
    _contexts(made)
    _writes(made, "the signed credential")


def _bake(commands: Commands) -> None:
    made = _command(commands, "bake", "images:bake", "put a credential into a PNG or SVG image")
    made.add_argument("credential", metavar="CREDENTIAL", help="signed credential: JSON or compact token")
    made.add_argument("image", metavar="IMAGE", help="PNG or SVG file, which is not changed")
    made.add_argument("--replace", action="store_true", help="take out the badge that the image holds already")
    _writes(made, "the baked image", required=True)


def _unbake(commands: Commands) -> None:
    made = _command(commands, "unbake", "images:unbake", "take the credential out of an image, without judging it")
    made.add_argument("image", metavar="IMAGE", help="baked PNG or SVG file")
    _writes(made, "the credential, byte for byte")


def _inspect(commands: Commands) -> None:
    made = _command(commands, "inspect", "check:inspect", "explain what holds and what does not hold in a credential")
    _asks(made, required=False)
    made.add_argument("--verbose", "-v", action="store_true", help="also show what was not asked, and the contexts")


def _verify(commands: Commands) -> None:
    made = _command(commands, "verify", "check:verify", "accept or do not accept a credential, in one line")
    _asks(made, required=True)


def _asks(made: Parser, *, required: bool) -> None:
    """The options of inspect and verify: whom to trust, and what is known."""
    made.add_argument("files", nargs="+", metavar="FILE", help="JSON, PNG, SVG or token")
    trust = made.add_mutually_exclusive_group(required=required)
    trust.add_argument(
        "--trust", action="append", type=_identifier, metavar="ID", help="trust this issuer; may be repeated"
    )
    trust.add_argument(
        "--unsafe-any-issuer", type=_filled, metavar="REASON", help="accept whoever signed, for this reason"
    )
    trust.add_argument("--proof-only", action="store_true", help="ask for nothing but the signature")
    made.add_argument("--any-credential", action="store_true", help="also take credentials that are no Open Badges")
    made.add_argument("--presentation", action="store_true", help="take what a wallet presents, proved by its holder")
    _asked_of_holders(made)
    made.add_argument(
        "--any-holder", action="store_true", help="also take presentations of credentials about somebody else"
    )
    made.add_argument("--legacy", action="store_true", help="also take the suites and contexts of older badges")
    made.add_argument("--at", type=moment, metavar="TIME", help="judge for this moment instead of now")
    _contexts(made)
    for option, form, text in (
        ("--pin", "ISSUER=KEYFILE", "the only public key (PEM, JWK or Multikey) accepted for an issuer"),
        ("--document", "URL=FILE", "a document that would be on the web, such as did.json; may be repeated"),
    ):
        made.add_argument(option, action="append", type=_pair(form), default=[], metavar=form, help=text)
    made.add_argument(
        "--status", choices=("check", "required", "skip"), default="check", help="whether it was revoked (check)"
    )
    made.add_argument(
        "--endorsements", choices=("check", "report", "skip"), default="check", help="what endorsements count (check)"
    )
    made.add_argument("--clr", action="store_true", help="take larger files: learner records of many credentials")


def _asked_of_holders(made: Parser) -> None:
    made.add_argument("--challenge", type=_filled, metavar="TEXT", help="what the verifier gave to the holder to sign")
    made.add_argument("--domain", type=_filled, metavar="NAME", help="for whom the presentation is made")


def _contexts(made: Parser) -> None:
    made.add_argument(
        "--context",
        action="append",
        type=_pair("URL=FILE"),
        default=[],
        metavar="URL=FILE",
        help="a JSON-LD context that this package does not ship",
    )


def _writes(made: Parser, what: str, *, required: bool = False) -> None:
    where = "" if required else "; standard output if absent"
    made.add_argument("-o", "--out", required=required, metavar="FILE", help=f"new file for {what}{where}")
    made.add_argument("--overwrite", action="store_true", help="replace the file if it exists")


def moment(text: str) -> datetime:
    """A date on the command line, in the one grammar of all dates."""
    try:
        return timestamps.parse(text)
    except DecodeError as error:
        raise ArgumentTypeError(f"'{safe(text, 40)}' cannot be used. {error}") from None


def _filled(text: str) -> str:
    # An unset variable of a script must not pass for an answer.
    if not text.strip():
        raise ArgumentTypeError("it is empty")
    return text


def _identifier(text: str) -> str:
    # An identifier is compared code point for code point: with a space behind it, it would be nobody's.
    if not is_iri(_filled(text)):
        raise ArgumentTypeError(f"'{safe(text, 80)}' is no DID and no other absolute URL, so no issuer has this name")
    return text


def _pair(form: str) -> Callable[[str], tuple[str, str]]:
    def pair(text: str) -> tuple[str, str]:
        # The last sign parts the two: addresses may hold one of their own, file names hardly ever do.
        name, sign, file = text.rpartition("=")
        if not (sign and name and file):
            raise ArgumentTypeError(f"'{safe(text, 40)}' has not the form {form}")
        return name, file

    return pair


def _version() -> Any:
    from argparse import Action

    class Version(Action):
        """Shows the version of the installed package, which is looked up only then."""

        def __call__(self, parser: ArgumentParser, *_: Any) -> None:
            from importlib.metadata import version

            print(f"eccoe-vc {version('eccoe-vc')}")
            parser.exit(0)

    return Version
