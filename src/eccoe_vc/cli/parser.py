"""What may be typed: commands and options. Every one of them is described in ``docs/reference/cli.md``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Any, Final

from eccoe_vc.cli import agreement_parser, decision_parser, issuer_parser, status_parser
from eccoe_vc.cli.options import (
    Commands,
    Parser,
    asked_of_holders,
    asks,
    command,
    contexts,
    narrow_raw,
    of_key,
    opens,
    signs,
    writes,
)
from eccoe_vc.cli.values import FORMS, SELECTIVE, SUITES, count, filled, form, moment, pointer

ALGS: Final = ("Ed25519", "P-256", "P-384", "RSA-2048", "BLS12-381-G2")
_DESCRIPTION: Final = (
    "Issue, bake and verify Open Badges 3.0 and W3C credentials, and decide under agreements, offline."
)
_EPILOG: Final = """\
With --json the result goes to standard output, one JSON object a line; words always go to standard error.
A file name of - is standard input, or standard output after -o.

exit codes:
  0 accepted   1 rejected   2 indeterminate: it could not be found out
  64 wrong command line   65 unreadable input   73, 74 the output could not be written

eccoe-vc demo shows all of it in a second; eccoe-vc COMMAND --help explains one command.
"""


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
        formatter_class=narrow_raw,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_version(), nargs=0, help="show the version and stop")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    _demo(commands)
    _keygen(commands)
    _commit(commands)
    _issue(commands)
    _derive(commands)
    _present(commands)
    _bake(commands)
    _unbake(commands)
    _inspect(commands)
    _verify(commands)
    _bundle(commands)
    issuer_parser.add(commands)
    status_parser.add(commands)
    agreement_parser.add(commands)
    decision_parser.add(commands)
    return parser


def _demo(commands: Commands) -> None:
    made = command(commands, "demo", "demo:run", "watch a university issue a badge and a stranger verify it")
    made.add_argument("--directory", metavar="DIR", help="put the files here instead of into a new temporary folder")


def _keygen(commands: Commands) -> None:
    made = command(commands, "keygen", "keys:keygen", "make a key to sign with")
    made.add_argument("--alg", choices=ALGS, default="Ed25519", help="kind of key (Ed25519)")
    _keeps(made, "private key", "public key as Multikey text")
    made.add_argument("--controller", metavar="ID", help="whose key it is, such as did:web:...; a did:key if absent")


def _commit(commands: Commands) -> None:
    made = command(commands, "commit", "keys:commit", "make a secret, so that a credential can be bound to you")
    _keeps(made, "secret", "commitment, for the issuer")


def _keeps(made: Parser, private: str, public: str) -> None:
    made.add_argument("--out", "-o", required=True, metavar="KEYFILE", help=f"new file for the {private}; mode 0600")
    made.add_argument("--public-out", metavar="FILE", help=f"new file for the {public}; - for standard output")
    made.add_argument("--passphrase-file", metavar="FILE", help=f"encrypt the {private} with the first line of FILE")


def _issue(commands: Commands) -> None:
    made = command(commands, "issue", "issue:run", "sign a credential")
    made.add_argument("credential", metavar="CREDENTIAL", help="JSON file without a proof")
    signs(made, "the issuer's", (*SUITES, *SELECTIVE))
    made.add_argument(
        "--mandatory",
        action="append",
        type=pointer,
        metavar="POINTER",
        help="with ecdsa-sd-2023 or bbs-2023: what the learner cannot leave out, such as /issuer; may be repeated",
    )
    made.add_argument(
        "--securing",
        type=form,
        choices=FORMS,
        help="make a token of this form; with --suite, of what it signs",
    )
    made.add_argument(
        "--disclosable",
        action="append",
        type=pointer,
        default=[],
        metavar="POINTER",
        help="of an SD-JWT: what its holder may withhold, such as /credentialSubject/result; may be repeated",
    )
    made.add_argument("--decoys", type=count, default=0, metavar="N", help="of an SD-JWT: digests that hide nothing")
    made.add_argument(
        "--holder-key",
        metavar="KEYFILE",
        help="of an SD-JWT: public key of its holder (PEM, JWK or Multikey), who can bind it to a verifier",
    )
    made.add_argument(
        "--holder-commitment",
        metavar="FILE",
        help="with bbs-2023: what `commit` made for the learner, who alone can show it",
    )
    made.add_argument("--presentation", action="store_true", help="it is a presentation, which its holder signs")
    asked_of_holders(made)
    made.add_argument("--created", type=moment, metavar="TIME", help="date of the proof, such as 2026-01-31T09:00:00Z")
    made.add_argument("--expires", type=moment, metavar="TIME", help="end of the proof")
    status_parser.placing(made)
    contexts(made)
    writes(made, "the signed credential")


def _derive(commands: Commands) -> None:
    made = command(commands, "derive", "derive:run", "show a part of a credential")
    made.add_argument("credential", metavar="CREDENTIAL", help="SD-JWT or base proof, as the issuer gave it")
    made.add_argument(
        "--reveal",
        action="append",
        type=pointer,
        default=[],
        metavar="POINTER",
        help="a member to show besides the mandatory ones, such as /credentialSubject/result; may be repeated",
    )
    of_key(made, "of an SD-JWT: its holder's private key", required=False)
    made.add_argument("--holder-secret", metavar="KEYFILE", help="with bbs-2023: what you kept of `commit`")
    made.add_argument("--challenge", type=filled, metavar="TEXT", help="what the verifier gave to sign, with --key")
    made.add_argument("--domain", type=filled, metavar="NAME", help="who the verifier is, with --key")
    made.set_defaults(controller=None, verification_method=None)
    contexts(made)
    writes(made, "the credential to show")


def _present(commands: Commands) -> None:
    made = command(commands, "present", "present:run", "show credentials to one verifier, signed by their holder")
    made.add_argument("files", nargs="+", metavar="CREDENTIAL", help="JSON, PNG, SVG or token; or what derive made")
    signs(made, "your")
    asked_of_holders(made)
    made.add_argument("--created", type=moment, metavar="TIME", help="date of the proof, such as 2026-01-31T09:00:00Z")
    contexts(made)
    writes(made, "the presentation")


def _bake(commands: Commands) -> None:
    made = command(commands, "bake", "images:bake", "put a credential into a PNG or SVG image")
    made.add_argument("credential", metavar="CREDENTIAL", help="signed credential: JSON or compact token")
    made.add_argument("image", metavar="IMAGE", help="PNG or SVG file, which is not changed")
    made.add_argument("--replace", action="store_true", help="take out the badge that the image holds already")
    writes(made, "the baked image", required=True)


def _unbake(commands: Commands) -> None:
    made = command(commands, "unbake", "images:unbake", "take the credential out of an image, without judging it")
    made.add_argument("image", metavar="IMAGE", help="baked PNG or SVG file")
    writes(made, "the credential, byte for byte")


def _inspect(commands: Commands) -> None:
    made = command(commands, "inspect", "check:inspect", "explain what holds and what does not hold in a credential")
    asks(made, required=False)
    opens(made)
    made.add_argument("--verbose", "-v", action="store_true", help="also show what was not asked, and the contexts")


def _verify(commands: Commands) -> None:
    made = command(commands, "verify", "check:verify", "accept or do not accept a credential, in one line")
    asks(made, required=True)
    opens(made)


def _bundle(commands: Commands) -> None:
    made = command(commands, "bundle", "bundles:bundle", "keep a credential with everything that verifies it")
    asks(made, required=True, many=False)
    writes(made, "the bundle, a ZIP", required=True)


def _version() -> Any:
    from argparse import Action

    class Version(Action):
        """Shows the version of the installed package, which is looked up only then."""

        def __call__(self, parser: ArgumentParser, *_: Any) -> None:
            from importlib.metadata import version

            print(f"eccoe-vc {version('eccoe-vc')}")
            parser.exit(0)

    return Version


__all__ = ["ALGS", "FORMS", "SELECTIVE", "SUITES", "build", "parse"]
