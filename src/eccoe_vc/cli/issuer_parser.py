"""What may be typed about an issuer's own key documents: ``issuer``. Described in ``docs/reference/cli.md``."""

from __future__ import annotations

from typing import Final

from eccoe_vc.cli.options import Commands, Parser, command, narrow, writes
from eccoe_vc.cli.values import filled, identifier, moment, pair

FORMS: Final = ("Multikey", "JsonWebKey")
PURPOSES: Final = ("assertionMethod", "authentication", "capabilityDelegation", "capabilityInvocation")


def add(commands: Commands) -> None:
    """The commands of issuers about what they publish."""
    group = commands.add_parser(
        "issuer",
        help="write the documents in which an issuer publishes its keys",
        description="Write the documents in which an issuer publishes its keys.",
        allow_abbrev=False,
        formatter_class=narrow,
    )
    inner = group.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    _document(inner)
    _rotate(inner)
    _retire(inner)
    _doctor(inner)


def _document(commands: Commands) -> None:
    made = command(commands, "document", "issuers:document", "write a did.json, a controller document or a key set")
    made.add_argument(
        "--controller", required=True, type=identifier, metavar="ID", help="did:web, or the https URL of the document"
    )
    made.add_argument(
        "--key", action="append", required=True, type=filled, metavar="KEY",
        help="private key as for issue, or file of a public key (PEM, JWK or Multikey); may be repeated",
    )  # fmt: skip
    _named(made, "under which name to list the key; once for each --key, in their order, or not at all", several=True)
    made.add_argument("--form", choices=FORMS, default="Multikey", help="how keys are written (Multikey)")
    made.add_argument("--jwks", action="store_true", help="write a JWK Set in place of a document")
    made.add_argument(
        "--also-known-as", action="append", type=identifier, default=[], metavar="ID",
        help="another identifier of the same party; may be repeated",
    )  # fmt: skip
    writes(made, "the document")


def _rotate(commands: Commands) -> None:
    made = command(commands, "rotate", "issuers:rotated", "put a new key first, and keep the old ones for verification")
    made.add_argument("document", metavar="DOCUMENT", help="did.json, controller document or key set, as published now")
    made.add_argument("--key", required=True, type=filled, metavar="KEY", help="the new key, private or public")
    _named(made, "under which name to list the new key", several=False)
    made.add_argument("--at", type=moment, metavar="TIME", help="the moment of the change; now if absent")
    end = made.add_mutually_exclusive_group()
    end.add_argument("--expires", type=moment, metavar="TIME", help="the planned end of the old keys")
    end.add_argument("--revoked", type=moment, metavar="TIME", help="from when on the old keys must not be believed")
    writes(made, "the document")


def _retire(commands: Commands) -> None:
    made = command(commands, "retire", "issuers:retired", "say when one key ends, and leave the others as they are")
    made.add_argument("document", metavar="DOCUMENT", help="did.json or controller document, as published now")
    made.add_argument("--verification-method", required=True, metavar="URL", help="the key, as the document lists it")
    end = made.add_mutually_exclusive_group(required=True)
    end.add_argument("--expires", type=moment, metavar="TIME", help="its planned end")
    end.add_argument("--revoked", type=moment, metavar="TIME", help="from when on it must not be believed")
    writes(made, "the document")


def _doctor(commands: Commands) -> None:
    made = command(commands, "doctor", "doctor:run", "say what is broken in what an issuer publishes")
    made.add_argument(
        "issuer", type=identifier, metavar="ISSUER",
        help="did:web (or the address of its did.json), address of a controller document or key set, or did:key",
    )  # fmt: skip
    made.add_argument(
        "--sample", action="append", default=[], metavar="FILE",
        help="a credential of this issuer: what it names is looked at as well; may be repeated",
    )  # fmt: skip
    made.add_argument(
        "--document", action="append", type=pair("URL=FILE"), default=[], metavar="URL=FILE",
        help="a document that is not published yet; may be repeated",
    )  # fmt: skip
    made.add_argument("--offline", action="store_true", help="ask nobody: look at --document alone")
    made.add_argument("--at", type=moment, metavar="TIME", help="judge for this moment instead of now")


def _named(made: Parser, what: str, *, several: bool) -> None:
    made.add_argument("--passphrase-file", metavar="FILE", help="passphrase of keys, or PIN: the first line of FILE")
    made.add_argument("--verification-method", action="append" if several else "store", metavar="URL", help=what)
    made.add_argument(
        "--purpose", action="append", choices=PURPOSES, help="what the key may be used for (assertionMethod)"
    )


__all__ = ["FORMS", "PURPOSES", "add"]
