"""Exit codes: what a shell script is told.

=====  ==============================================================================================================
code   meaning
=====  ==============================================================================================================
0      accepted; or the command did what it was asked
1      rejected; or refused, because a verifier would reject what was to be made
2      indeterminate: it could not be found out
64     usage: the command line itself is wrong
65     unreadable input: a file cannot be read, or nothing in it can be read as a credential, an image or a key
70     a mistake in the program or in its installation
73     an output file cannot be made: it exists already, or the folder does not
74     writing failed half way
130    interrupted with Ctrl-C
141    whoever read our output stopped reading
=====  ==============================================================================================================

64 to 74 are those of BSD's ``sysexits.h``; 130 and 141 are what a shell gives for the signals.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from eccoe_vc.errors import (
    AlreadyBakedError,
    ContextIntegrityError,
    EccoeError,
    GuardUnavailableError,
    InputTypeError,
    PathError,
    RefusedError,
    StoreError,
)
from eccoe_vc.report import Outcome, Report, Verdict

ACCEPTED: Final = 0
REJECTED: Final = 1
INDETERMINATE: Final = 2
USAGE: Final = 64
UNREADABLE: Final = 65
UNEXPECTED: Final = 70
CANNOT_CREATE: Final = 73
WRITE_FAILED: Final = 74
INTERRUPTED: Final = 130
BROKEN_PIPE: Final = 141

#: Verdicts from good to bad, for one exit code over many files.
_ORDER: Final = (ACCEPTED, INDETERMINATE, REJECTED, UNREADABLE)
_VERDICTS: Final = MappingProxyType({"accepted": ACCEPTED, "indeterminate": INDETERMINATE, "rejected": REJECTED})
_CODES: Final = MappingProxyType(
    {
        "cli.usage": USAGE,
        "cli.unreadable": UNREADABLE,
        "cli.exists": CANNOT_CREATE,
        "cli.cannot_create": CANNOT_CREATE,
        "cli.write_failed": WRITE_FAILED,
        "cli.unexpected": UNEXPECTED,
        "image.unsafe_svg": REJECTED,
        "store.corrupt": UNREADABLE,
        "store.format": UNREADABLE,
        "store.index_exhausted": REJECTED,
        "store.no_place": REJECTED,
        "store.revoked": REJECTED,
    }
)
_CLASSES: Final = (
    (InputTypeError, USAGE),
    (AlreadyBakedError, REJECTED),
    (RefusedError, UNREADABLE),
    (ContextIntegrityError, UNREADABLE),
    (PathError, CANNOT_CREATE),
    (StoreError, WRITE_FAILED),
    (GuardUnavailableError, UNEXPECTED),
)


class CommandError(EccoeError):
    """The command line cannot go on: ``cli.*``."""


def of_report(report: Report) -> int:
    """The exit code for the verdict on one file.

    >>> of_report(Report(()))
    2
    """
    last = report.checks[-1] if report.checks else None
    if last is not None and last.name in ("carrier", "json") and last.outcome is Outcome.FAILED:
        return UNREADABLE  # the first doors did not open: there was no credential to judge
    return of_verdict(report.verdict)


def of_verdict(verdict: Verdict) -> int:
    """The exit code for a verdict.

    >>> of_verdict("accepted"), of_verdict("indeterminate")
    (0, 2)
    """
    return _VERDICTS[verdict]


def of_error(error: EccoeError) -> int:
    """The exit code for an error that ended a command; 1 for everything that was refused for what it says.

    >>> of_error(CommandError("cli.usage", "There is no command 'veryfy'."))
    64
    """
    if error.code in _CODES:
        return _CODES[error.code]
    return next((code for kind, code in _CLASSES if isinstance(error, kind)), REJECTED)


def worst(codes: Iterable[int]) -> int:
    """The one exit code for several files: unreadable before rejected before indeterminate before accepted.

    >>> worst([0, 2, 1, 0]), worst([0, 0])
    (1, 0)
    """
    return max(codes, key=_ORDER.index, default=INDETERMINATE)
