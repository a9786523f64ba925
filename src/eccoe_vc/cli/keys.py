"""``keygen``, and the keys of ``issue``: private keys in PEM files, behind a :class:`~eccoe_vc.keys.Signer`."""

from __future__ import annotations

from argparse import Namespace

from eccoe_vc.cli import files
from eccoe_vc.cli.exits import ACCEPTED, CommandError
from eccoe_vc.cli.output import Output, safe
from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.errors import StoreError
from eccoe_vc.keys import LocalSigner
from eccoe_vc.limits import DEFAULT

_PASSPHRASE_BYTES = 1024


def keygen(options: Namespace, output: Output) -> int:
    """Make a key, write its private half to a new file of mode 0600, and tell its public half."""
    if options.out == files.STDIN:
        raise CommandError("cli.usage", "A private key is written to a file, never to a pipe or a terminal.")
    if options.controller is not None:
        _check_controller(options.controller)
    secret = passphrase(options.passphrase_file)
    signer = LocalSigner.generate(options.alg, controller=options.controller)
    save(signer, options.out, secret)
    found = {
        "file": options.out,
        "alg": options.alg,
        "controller": signer.controller,
        "verificationMethod": signer.verification_method,
        "publicKeyMultibase": signer.public_key.to_multikey(),
    }
    output.record(found)
    output.say(f"The private key is in {files.named(options.out)}. Keep it to yourself; nobody can make it again.")
    output.say(f"  controller           {safe(signer.controller)}")
    output.say(f"  verification method  {safe(signer.verification_method)}")
    output.say(f"  public key           {found['publicKeyMultibase']}")
    if options.alg.startswith("RSA"):
        output.say("Such a key signs tokens only: `issue --securing`, not `issue --suite`.", "unsure")
    if options.controller is not None:
        output.say("List the public key under that name in the controller's document before you issue")
        output.say("(`issuer document` writes one),")
        output.say(f"and issue with --controller {safe(options.controller)}: the key file does not name it.")
    return ACCEPTED


def _check_controller(name: str, *, new: bool = True) -> None:
    if not is_iri(name):
        raise CommandError(
            "cli.usage", f"The controller is '{safe(name, 80)}', which is no DID and no other absolute URL."
        )
    if new and name.startswith(("did:key:", "did:jwk:")):
        raise CommandError(
            "cli.usage",
            "An identifier of this kind is made from its own key, so no new key can have it.",
            hint="Leave out --controller: the new key makes a did:key for itself.",
        )


def save(signer: LocalSigner, name: str, secret: bytes | None) -> None:
    """Write a private key to the new file ``name``, which only its owner can read.

    :raises CommandError: ``cli.exists``, ``cli.cannot_create``, ``cli.write_failed``.
    """
    files.check_new(name, "Name another file; a key is never replaced.")
    try:
        signer.save(name, secret)
    except StoreError as error:
        code = "cli.cannot_create" if isinstance(error.__cause__, PermissionError) else "cli.write_failed"
        raise CommandError(code, error.message) from error


def load(options: Namespace) -> LocalSigner:
    """The signer whose key is in the file of ``--key``.

    :raises CommandError: ``cli.unreadable``.
    :raises KeyLoadError: ``key.*``.
    """
    if options.controller is not None:
        _check_controller(options.controller, new=False)
    method = options.verification_method
    if method is not None and not (is_iri(method) and "#" in method):
        raise CommandError(
            "cli.usage",
            f"The verification method is '{safe(method, 80)}', which is no absolute URL with a fragment.",
            hint="Write it whole, as the controller's document does, such as did:web:north.example#key-1.",
        )
    secret = passphrase(options.passphrase_file)
    with files.about(options.key):
        return LocalSigner.from_pem(
            files.read(options.key, DEFAULT.key_file_bytes),
            secret,
            controller=options.controller,
            verification_method=options.verification_method,
        )


def passphrase(name: str | None) -> bytes | None:
    """The first line of the file ``name``, without its end; None without a file.

    :raises CommandError: ``cli.unreadable``, also for an empty line: no protection must not pass for some.
    """
    if name is None:
        return None
    line = files.read(name, _PASSPHRASE_BYTES).split(b"\n", 1)[0].removesuffix(b"\r")
    if not line:
        raise CommandError(
            "cli.unreadable", f"The first line of {files.named(name)} is empty, so it is no passphrase.",
            hint="Write the passphrase into the first line, or leave the option out.",
        )  # fmt: skip
    if len(line) > _PASSPHRASE_BYTES:
        raise CommandError("cli.unreadable", f"The passphrase in {files.named(name)} is too long.")
    return line
