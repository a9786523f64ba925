"""``issuer``: the documents in which an issuer publishes its keys, from key files."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from typing import Any

from eccoe_vc.cli import files, signers
from eccoe_vc.cli.exits import ACCEPTED, CommandError
from eccoe_vc.cli.output import Output, safe
from eccoe_vc.keys import PublishedKey, controller_document, key_set, publishing, retire, rotate
from eccoe_vc.limits import DEFAULT


def document(options: Namespace, output: Output) -> int:
    """Write the document of ``--controller`` that lists the keys of ``--key``."""
    names = options.verification_method or [""] * len(options.key)
    if len(names) != len(options.key):
        raise CommandError(
            "cli.usage", f"There are {len(options.key)} keys and {len(names)} names for them.",
            hint="Write --verification-method once for each --key, in the same order, or not at all.",
        )  # fmt: skip
    files.once(*options.key, options.passphrase_file)
    secret = signers.passphrase(options.passphrase_file)
    listed = [_key(key, name, options, secret) for key, name in zip(options.key, names, strict=True)]
    if options.jwks:
        if options.also_known_as or options.form != "Multikey":
            raise CommandError("cli.usage", "A key set has no --form and no --also-known-as.")
        made = key_set(options.controller, listed)
    else:
        made = controller_document(options.controller, listed, form=options.form, also_known_as=options.also_known_as)
    where = options.controller if options.jwks else publishing.address(options.controller)
    _deliver(made, where, options, output)
    return ACCEPTED


def rotated(options: Namespace, output: Output) -> int:
    """Put the key of ``--key`` first in a document, and end the old ones where a date says so."""
    files.once(options.document, options.key, options.passphrase_file)
    secret = signers.passphrase(options.passphrase_file)
    key = _key(options.key, options.verification_method or "", options, secret)
    with files.about(options.document):
        made = rotate(
            files.read(options.document, DEFAULT.did_document_bytes), key,
            at=options.at, expires=options.expires, revoked=options.revoked,
        )  # fmt: skip
    _deliver(made, _address(made), options, output)
    if options.expires is None and options.revoked is None:
        output.say("The old keys are still believed: destroy their private halves, or say when they end.", "unsure")
    else:
        output.say("What the old keys signed is not accepted from then on without evidence of its time.", "unsure")
        output.say("All of them have that end; `issuer retire` sets that of one key.")
    return ACCEPTED


def retired(options: Namespace, output: Output) -> int:
    """Set the end of one key in a document."""
    with files.about(options.document):
        made = retire(
            files.read(options.document, DEFAULT.did_document_bytes), options.verification_method,
            expires=options.expires, revoked=options.revoked,
        )  # fmt: skip
    _deliver(made, _address(made), options, output)
    output.say("What that key signed is not accepted from then on without evidence of its time.", "unsure")
    return ACCEPTED


def _address(made: dict[str, Any]) -> str:
    """Where the document stands; a key set does not say it."""
    controller = made.get("id")
    return publishing.address(controller) if isinstance(controller, str) else ""


def _key(key: str, name: str, options: Namespace, secret: bytes | None) -> PublishedKey:
    signers.check_method(name or None)
    made = PublishedKey(public_key=signers.public_key(key, secret), id=name)
    return replace(made, purposes=tuple(dict.fromkeys(options.purpose))) if options.purpose else made


def _deliver(made: dict[str, Any], where: str, options: Namespace, output: Output) -> None:
    text = publishing.text(made)
    to_file = options.out is not None and options.out != files.STDIN
    if to_file:
        files.write(options.out, text.encode("ascii"), overwrite=options.overwrite)
    elif not options.json:
        output.data(text.encode("ascii"))
    listed = made.get("verificationMethod", made.get("keys", ()))
    output.record({"file": options.out, "address": where, "keys": [_row(item) for item in listed], "document": made})
    count = "1 key" if len(listed) == 1 else f"{len(listed)} keys"
    output.say(f"Wrote{f' {files.named(options.out)}' if to_file else ''} with {count}:")
    for item in listed:
        row = _row(item)
        ended = "".join(f", {name} {safe(row[name])}" for name in ("revoked", "expires") if name in row)
        output.say(f"  {safe(row['id'])}{ended}")
    if where:
        output.say(f"Publish it at {safe(where)}")


def _row(item: dict[str, Any]) -> dict[str, str]:
    """A key of the document: its name, and its end."""
    row = {"id": str(item.get("id", item.get("kid", "")))}
    return row | {name: str(item[name]) for name in ("revoked", "expires") if name in item}


__all__ = ["document", "retired", "rotated"]
