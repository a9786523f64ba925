"""The command line ``eccoe-vc``: from making a key to what a registrar does with agreements and decisions.

================  ====================================================================================
``parser``        what may be typed; ``agreement_parser``, ``decision_parser``: about these; ``options``
``exits``         exit codes
``output``        the two streams; nothing that could drive a terminal gets through
``hints``         what to do, in options instead of Python
``files``         reading within a bound, writing without overwriting
``asking``        from options to policy, sources and moment
``check``         inspect, verify
``report_text``   a report in words
``keys``          keygen, commit
``signers``       with which key is signed: files, tokens (``pkcs11_uri``), AWS KMS; ``signing``: what they sign with
``issuers``       issuer document, issuer rotate
``issue``         issue
``statuses``      status create, allocate, revoke, suspend, restore, publish, show, list, check; ``status_parser``
``derive``        derive; ``present``: present
``images``        bake, unbake
``demo``          the story of one badge; ``pictures`` draws it; ``demo_agreement`` goes on
``agreements``    agreement new, schema, lint, show, diff: the text
``exchange``      agreement import, export: tables and catalogues
``counterparts``  agreement sign, state, supersede, notice: what holds
``questions``     agreement lookup, coverage; ``simulate``
``decide``        decide, recognise; ``verifying``: the files that they take
``afterwards``    recheck, transcript
``ledger``        ledger
================  ====================================================================================

JSON goes to stdout with ``--json``, words go to stderr, and the exit code says the verdict (:mod:`.exits`).
``docs/reference/cli.md`` describes every command and option; a test compares it with the parser.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import PurePath

from eccoe_vc.cli import exits, parser
from eccoe_vc.cli.output import Output
from eccoe_vc.errors import EccoeError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in ``argv`` (without the program name; None: that of the process) and give its exit code.

    Errors are told in words and never raised; the codes are those of :mod:`eccoe_vc.cli.exits`.

    >>> main(["verify"])
    64
    """
    arguments = sys.argv[1:] if argv is None else list(argv)
    output = Output(as_json="--json" in arguments)
    try:
        code = _told(arguments, output)
        output.flush()
    except BrokenPipeError:
        output.abandon()
        return exits.BROKEN_PIPE
    except KeyboardInterrupt:
        return exits.INTERRUPTED
    except OSError:  # not even the words can be written; an uncaught error would end in 1, which means "rejected"
        output.abandon()
        return exits.WRITE_FAILED
    return code


def _told(arguments: list[str], output: Output) -> int:
    """The exit code of the command; whatever goes wrong is told."""
    try:
        return _run(arguments, output)
    except BrokenPipeError:
        raise
    except EccoeError as error:
        output.error(error, *getattr(error, "__notes__", ())[:1])  # the file, where `files.about` knows it
        return exits.of_error(error)
    except Exception as error:  # noqa: BLE001 - the last door: a person is told in one sentence, never by a traceback
        output.error(_unexpected(error))
        return exits.UNEXPECTED


def _run(arguments: list[str], output: Output) -> int:
    try:
        options = parser.parse(arguments)
    except SystemExit as done:  # argparse, after --help and --version
        return int(done.code or 0)
    module, _, function = options.run.partition(":")
    # Each command loads only what it needs: verifying loads nothing of what issuing takes.
    command = getattr(import_module(f"{__name__}.{module}"), function)
    code = int(command(options, output))
    if any(isinstance(getattr(options, name, None), list) for name in ("document", "pin")):
        from eccoe_vc.cli import known

        known.tell_unasked(options, output)
    return code


def _unexpected(error: Exception) -> exits.CommandError:
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = f", line {where.tb_lineno} of {PurePath(where.tb_frame.f_code.co_filename).name}" if where else ""
    return exits.CommandError("cli.unexpected", f"The program made a mistake ({type(error).__name__}{place}).")


__all__ = ["main"]
