"""The options that commands share; a command's own are in :mod:`.parser`, what values must be in :mod:`.values`."""

from __future__ import annotations

import re
from argparse import ArgumentParser, HelpFormatter, RawDescriptionHelpFormatter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, NoReturn

from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.output import safe
from eccoe_vc.cli.values import (
    SUITES,
    count,
    filled,
    identifier,
    moment,
    origin,
    pair,
    suite,
)

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Commands = _SubParsersAction["Parser"]
else:
    Commands = Any  # argparse has no public name for it


_CHOICE: Final = re.compile(r"argument ([^:]+): invalid choice: ['\"](.*)['\"] \(choose from (.+)\)\Z", re.DOTALL).match


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The second half of a sentence about a misspelt ``name``; empty where none of ``known`` is like it.

    >>> did_you_mean("ed25519", ["Ed25519", "P-256"])
    '; did you mean Ed25519?'
    >>> did_you_mean("RSA", ["P-256", "RSA-2048"]), did_you_mean("RS256", ["P-256", "RSA-2048"])
    ('; did you mean RSA-2048?', '')
    """
    from difflib import get_close_matches

    by_fold = {one.casefold(): one for one in known}
    begun = [one for one in by_fold if len(name) > 1 and one.startswith(name.casefold())]
    close = begun if len(begun) == 1 else get_close_matches(name.casefold(), by_fold, 1, 0.61)
    return f"; did you mean {by_fold[close[0]]}?" if close else ""


class Parser(ArgumentParser):
    """argparse that raises :class:`CommandError` where it would end the process with its own exit code 2."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As the original, but what is misspelt is named before what is missing because of it."""
        given = [*args] if args is not None else []
        for word in given[: given.index("--")] if "--" in given else given:
            name = word.partition("=")[0]
            if name.startswith("--") and self._subparsers is None and name not in self._option_string_actions:
                self.error(f"there is no option {name}{did_you_mean(name, self._option_string_actions)}")
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Refuse the command line: ``cli.usage``."""
        wrong = _CHOICE(message)
        if wrong is not None:  # argparse lists everything and leaves the reader to look for it
            name, value, choices = wrong.groups()
            known = [choice.strip("'\"") for choice in choices.split(", ")]
            option = "" if name == "COMMAND" else f" of {name}"
            what = "command" if name == "COMMAND" else "value"
            near = did_you_mean(value, known)
            message = f"there is no {what} {value}{option}{near}"
            if not near:
                message += f"; there are {', '.join(known)}"
        sentence = safe(message[:1].upper() + message[1:], 250).rstrip(".")
        raise CommandError(
            "cli.usage",
            sentence if sentence[-1:] == "?" else f"{sentence}.",
            hint=f"{self.prog} --help shows what there is.",
        )


def command(commands: Commands, name: str, run: str, summary: str) -> Parser:
    """A command with what all of them have; ``run`` names module and function."""
    made = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[:1].upper()}{summary[1:]}.",
        allow_abbrev=False,
        formatter_class=narrow,
    )
    made.set_defaults(run=run)
    made.add_argument("--json", action="store_true", help="write the result to standard output as JSON")
    return made


# With a width of its own the formatter does not ask for that of the terminal, which would load half of shutil.
def narrow(prog: str) -> HelpFormatter:
    """The formatter of commands."""
    return HelpFormatter(prog, max_help_position=32, width=110)


def narrow_raw(prog: str) -> HelpFormatter:
    """The formatter of a text that is laid out already."""
    return RawDescriptionHelpFormatter(prog, width=110)


def asks(made: Parser, *, required: bool, many: bool = True) -> None:
    """The options of inspect, verify and bundle: whom to trust, and what is known."""
    made.add_argument("files", nargs="+" if many else 1, metavar="FILE", help="JSON, PNG, SVG or token")
    trust = made.add_mutually_exclusive_group()
    made.set_defaults(trust_required=required)  # a --registry or a --linked-domain is an answer, too
    trust.add_argument(
        "--trust", action="append", type=identifier, metavar="ID", help="trust this issuer; may be repeated"
    )
    trust.add_argument(
        "--unsafe-any-issuer", type=filled, metavar="REASON", help="accept whoever signed, for this reason"
    )
    trust.add_argument("--proof-only", action="store_true", help="ask for nothing but the signature")
    made.add_argument(
        "--registry", action="append", type=pair("URL=FILE"), default=[], metavar="URL=FILE",
        help="also trust the issuers in this list, which stands at URL; may be repeated",
    )  # fmt: skip
    made.add_argument(
        "--linked-domain", action="append", type=origin, default=[], metavar="ORIGIN",
        help="also trust the DIDs that this domain calls its own; may be repeated",
    )  # fmt: skip
    made.add_argument(
        "--recipient", action="append", type=filled, default=[], metavar="WHO",
        help="whom it must be about: a DID, a mail address, or TYPE=VALUE; may be repeated",
    )  # fmt: skip
    made.add_argument("--any-credential", action="store_true", help="also take credentials that are no Open Badges")
    presents(made)
    made.add_argument(
        "--any-holder", action="store_true", help="also take presentations of credentials about somebody else"
    )
    made.add_argument(
        "--key-binding", choices=("report", "required"), default="report",
        help="of an SD-JWT: whether its holder must have signed --challenge (report)",
    )  # fmt: skip
    knows(made)


def presents(made: Parser) -> None:
    """What counts where a learner shows credentials with a wallet, or parts of them."""
    made.add_argument("--presentation", action="store_true", help="take what a wallet presents, proved by its holder")
    asked_of_holders(made)
    made.add_argument(
        "--withheld", choices=("refuse", "report"), default="refuse",
        help="where only a part is shown: what it counts that an end or a status could be hidden (refuse)",
    )  # fmt: skip


def opens(made: Parser) -> None:
    """What files that are evidence bundles are opened with."""
    bundled = made.add_mutually_exclusive_group()
    bundled.add_argument("--bundle", type=filled, metavar="DIGEST", help="FILE is the evidence bundle of this digest")
    bundled.add_argument(
        "--unsafe-any-bundle", type=filled, metavar="REASON", help="FILE is an evidence bundle; take what is in it"
    )


def knows(made: Parser) -> None:
    """What is known and what is asked when credentials are verified, whoever is trusted."""
    made.add_argument("--legacy", action="store_true", help="also take the suites and contexts of older badges")
    made.add_argument("--at", type=moment, metavar="TIME", help="judge for this moment instead of now")
    contexts(made)
    made.add_argument(
        "--pin", action="append", type=pair("ISSUER=KEYFILE", identifier), default=[], metavar="ISSUER=KEYFILE",
        help="the only public key (PEM, JWK or Multikey) accepted for an issuer",
    )  # fmt: skip
    made.add_argument(
        "--document", action="append", type=pair("URL=FILE"), default=[], metavar="URL=FILE",
        help="a document of the web, such as did.json or a status list; may be repeated",
    )  # fmt: skip
    made.add_argument("--online", action="store_true", help="get the documents that are not named, over https")
    made.set_defaults(fetcher=None)
    made.add_argument(
        "--signed-before", type=moment, metavar="TIME",
        help="you know from elsewhere that it existed at this moment, though its key ended later",
    )  # fmt: skip
    made.add_argument(
        "--signing-time", choices=("proved", "stated"), default="proved",
        help="what dates a signature whose key ended later: evidence, or the signer's word (proved)",
    )  # fmt: skip
    made.add_argument(
        "--status",
        choices=("check", "required", "optional", "skip"),
        default="check",
        help="whether it was revoked (check)",
    )
    made.add_argument(
        "--status-issuer",
        action="append",
        type=pair("ISSUER=ID", identifier, identifier),
        default=[],
        metavar="ISSUER=ID",
        help="who else may publish status lists for an issuer; may be repeated",
    )
    made.add_argument("--status-max-age", type=count, metavar="DAYS", help="take no status list that is older")
    made.add_argument("--short-status-lists", action="store_true", help="also take lists below 131,072 entries")
    made.add_argument(
        "--refresh", choices=("skip", "try", "required"), default="skip",
        help="whether to ask for a newer copy and judge that one (skip)",
    )  # fmt: skip
    made.add_argument(
        "--schema-check",
        choices=("check", "required", "optional", "skip"),
        default="check",
        help="whether it meets the schemas that it names (check)",
    )
    made.add_argument(
        "--endorsements", choices=("check", "report", "skip"), default="check", help="what endorsements count (check)"
    )
    made.add_argument("--clr", action="store_true", help="take larger files: learner records of many credentials")


def signs(made: Parser, whose: str, suites: tuple[str, ...] = SUITES, *, required: bool = True) -> None:
    """With which key is signed, and as whose."""
    of_key(made, f"{whose} private key", required=required)
    made.add_argument("--controller", metavar="ID", help="whose key it is; the did:key of the key if absent")
    made.add_argument(
        "--verification-method", metavar="URL", help="under which name the controller's document lists the key"
    )
    made.add_argument(
        "--suite",
        action="append",
        type=suite,
        choices=suites,
        help="how to sign (the rdfc suite of the key); given several times, one proof each",
    )


def of_key(made: Parser, what: str, *, required: bool) -> None:
    """Where a private key is, and what opens it."""
    made.add_argument(
        "--key", required=required, type=filled, metavar="KEY",
        help=f"{what}: its file, pkcs11:... for a key in a token, awskms:ID for one in AWS KMS",
    )  # fmt: skip
    made.add_argument(
        "--passphrase-file", metavar="FILE", help="passphrase of the key, or PIN of its token: the first line of FILE"
    )


def asked_of_holders(made: Parser) -> None:
    """What a verifier gave to the holder of a presentation."""
    made.add_argument("--challenge", type=filled, metavar="TEXT", help="what the verifier gave to the holder to sign")
    made.add_argument("--domain", type=filled, metavar="NAME", help="for whom the presentation is made")


def contexts(made: Parser) -> None:
    """Contexts of the caller's own."""
    made.add_argument(
        "--context",
        action="append",
        type=pair("URL=FILE"),
        default=[],
        metavar="URL=FILE",
        help="a JSON-LD context that this package does not ship",
    )


def writes(made: Parser, what: str, *, required: bool = False) -> None:
    """Where the result goes."""
    where = "" if required else "; standard output if absent"
    made.add_argument("-o", "--out", required=required, metavar="FILE", help=f"new file for {what}{where}")
    made.add_argument("--overwrite", action="store_true", help="replace the file if it exists")
