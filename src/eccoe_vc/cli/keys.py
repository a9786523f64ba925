"""``keygen`` and ``commit``: new private keys, and the secret of a holder, in files that only their owner can read."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from eccoe_vc.cli import files, signers
from eccoe_vc.cli.exits import ACCEPTED, CommandError
from eccoe_vc.cli.output import Output, safe
from eccoe_vc.encoding import multibase
from eccoe_vc.errors import StoreError
from eccoe_vc.keys import LocalSigner

if TYPE_CHECKING:
    from eccoe_vc.proofs.bbs.signer import BbsSigner

BBS: Final = "BLS12-381-G2"
#: What a key signs, where that is not everything.
_ONLY: Final = {
    "RSA-2048": "Such a key signs tokens only: `issue --securing`, not `issue --suite`.",
    BBS: "Such a key signs with bbs-2023 only: credentials of which the learner shows parts.",
}


def keygen(options: Namespace, output: Output) -> int:
    """Make a key, write its private half to a new file of mode 0600, and tell its public half."""
    _check_files(options)
    if options.controller is not None:
        signers.check_controller(options.controller, new=True)
    secret = signers.passphrase(options.passphrase_file)
    signer = _generated(options.alg, options.controller)
    save(signer.save, options.out, secret)
    public = signer.public_key.to_multikey()
    if options.public_out is not None:
        files.deliver(options.public_out, f"{public}\n".encode("ascii"), output)
    found = {
        "file": options.out,
        "publicFile": options.public_out,
        "alg": options.alg,
        "controller": signer.controller,
        "verificationMethod": signer.verification_method,
        "publicKeyMultibase": public,
    }
    output.record(found)
    output.say(f"The private key is in {files.named(options.out)}. Keep it to yourself; nobody can make it again.")
    output.say(f"  controller           {safe(signer.controller)}")
    output.say(f"  verification method  {safe(signer.verification_method)}")
    output.say(f"  public key           {public}")
    if options.alg in _ONLY:
        output.say(_ONLY[options.alg], "unsure")
    if options.controller is not None:
        output.say("List the public key under that name in the controller's document before you issue")
        output.say("(`issuer document` writes one),")
        output.say(f"and issue with --controller {safe(options.controller)}: the key file does not name it.")
    return ACCEPTED


def commit(options: Namespace, output: Output) -> int:
    """Make a secret of a holder, write it to a new file of mode 0600, and write her commitment for the issuer."""
    from eccoe_vc.proofs.bbs.holder import HolderSecret

    _check_files(options)
    secret = signers.passphrase(options.passphrase_file)
    kept = HolderSecret.generate()
    save(kept.save, options.out, secret)
    text = multibase.encode(kept.commitment, "u")
    if options.public_out is not None:
        files.deliver(options.public_out, f"{text}\n".encode("ascii"), output)
    output.record({"file": options.out, "publicFile": options.public_out, "commitment": text})
    output.say(f"Your secret is in {files.named(options.out)}. Keep it to yourself; nobody can make it again.")
    if options.public_out is None:
        output.say(f"  commitment  {text}")
    output.say(
        "Give the commitment to the issuer, who binds one credential to it: `eccoe-vc issue --holder-commitment`."
    )
    return ACCEPTED


def save(write: Callable[[str, bytes | None], None], name: str, secret: bytes | None) -> None:
    """Let ``write`` make the new file ``name``, which only its owner can read.

    :raises CommandError: ``cli.exists``, ``cli.cannot_create``, ``cli.write_failed``.
    """
    files.check_new(name, "Name another file; a key is never replaced.")
    try:
        write(name, secret)
    except StoreError as error:
        code = "cli.cannot_create" if isinstance(error.__cause__, PermissionError) else "cli.write_failed"
        raise CommandError(code, error.message) from error


def _generated(alg: str, controller: str | None) -> LocalSigner | BbsSigner:
    if alg != BBS:
        return LocalSigner.generate(alg, controller=controller)
    from eccoe_vc.proofs.bbs.signer import BbsSigner

    return BbsSigner.generate(controller)


def _check_files(options: Namespace) -> None:
    if options.out == files.STDIN:
        raise CommandError("cli.usage", "A private key is written to a file, never to a pipe or a terminal.")
    if options.public_out is None:
        return
    if options.public_out == options.out:
        raise CommandError("cli.usage", "--out and --public-out name the same file.", hint="Name two files.")
    if options.public_out == files.STDIN and options.json:
        raise CommandError("cli.usage", "With --json the public half stands in the result.", hint="Leave --public-out.")
    if options.public_out != files.STDIN:
        files.check_new(options.public_out, "Name another file.")  # before the private one is made


__all__ = ["BBS", "commit", "keygen", "save"]
