"""What the library raises. Every exception carries a stable ``code``, a JSON ``pointer`` and a ``hint``.

::

    EccoeError
    ├── InputTypeError (also a TypeError)   the caller passed something of a wrong Python type
    ├── VerificationError                   verify() did not accept; carries the report
    ├── IssueError                          issue() would have signed something wrong, or the signer misbehaved
    ├── ContextIntegrityError               a context file or document has not its digest
    ├── GuardUnavailableError               an engine below us fails its canary
    ├── PathError                           an output path is unsafe
    ├── StoreError                          a store could not be read or written
    │   └── StoreVersionError               written by a newer release; untouched
    └── RefusedError                        a parser refused untrusted input
        ├── CanonicalizationError           contexts, JSON-LD, RDF
        ├── CarrierError                    images and files around a credential
        │   └── AlreadyBakedError           the image holds a payload and replace=True was not given
        ├── AgreementError                  agreements and what stands in them
        ├── BundleError                     the file of an evidence bundle
        ├── JoseError                       tokens
        ├── KeyLoadError                    keys and the documents that hold them
        └── ModelError                      a credential or a part of one has not the shape of its class

``inspect()`` never raises on untrusted input: it turns each :class:`RefusedError` into a check of its report.
Called directly, parsers raise. Texts may change from release to release; codes may not (:mod:`eccoe_vc.codes`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from eccoe_vc.report import Report


class Finding(NamedTuple):
    """One thing that was found: what (``code``), where (``pointer``), in words (``message``), what to do (``hint``).

    ``pointer`` is a JSON Pointer (RFC 6901) into the document as received; the empty string is the whole document.
    ``outcome`` is only set where the circumstances choose among the classes of a code: ``"F"``, ``"I"`` or ``"W"``.
    """

    code: str
    message: str
    pointer: str = ""
    hint: str = ""
    outcome: str = ""


_TOLD = 5  # findings behind the first one that an error tells in its text


class EccoeError(Exception):
    """Root of the tree. ``findings`` holds everything that was found; the first one gives the sentence.

    >>> try:
    ...     raise EccoeError("time.format", "validFrom is not a date with a time zone.", pointer="/validFrom")
    ... except EccoeError as error:
    ...     error.code, error.pointer, error.message
    ('time.format', '/validFrom', 'validFrom is not a date with a time zone.')
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        pointer: str = "",
        hint: str = "",
        findings: tuple[Finding, ...] = (),
    ) -> None:
        self._findings = findings or (Finding(code, message, pointer, hint),)
        super().__init__(code, message)

    @classmethod
    def of(cls, findings: tuple[Finding, ...]) -> EccoeError:
        """An error of this class for findings that were collected; there must be at least one."""
        first = findings[0]
        return cls(first.code, first.message, pointer=first.pointer, hint=first.hint, findings=findings)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found; the registry's hint where the place that raised gave none."""
        return tuple(
            [found if found.hint else found._replace(hint=_registered_hint(found.code)) for found in self._findings]
        )

    @property
    def code(self) -> str:
        """The stable code of the first finding."""
        return self._findings[0].code

    @property
    def message(self) -> str:
        """The sentence of the first finding."""
        return self._findings[0].message

    @property
    def pointer(self) -> str:
        """Where: a JSON Pointer into the document as received."""
        return self._findings[0].pointer

    @property
    def hint(self) -> str:
        """What to do; the registry's hint where the place that raised gave none."""
        return self._findings[0].hint or _registered_hint(self.code)

    def __str__(self) -> str:
        where = at(self.pointer)
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.message}{hint} [{self.code}{where}]{self._others()}"

    def _others(self) -> str:
        """The findings behind the first one, shortly: a log keeps nothing else of them."""
        others = self._findings[1:]
        if not others:
            return ""
        told = [f"{found.message} [{found.code}{at(found.pointer)}]" for found in others[:_TOLD]]
        left = f" and {len(others) - _TOLD} more" if len(others) > _TOLD else ""
        return f" Also: {' '.join(told)}{left}"

    def __reduce__(self) -> tuple[Any, ...]:
        return _revive, (type(self), self._findings)


class InputTypeError(EccoeError, TypeError):
    """The caller passed something of a wrong type: ``input.type``, ``.not_verified``, ``.challenge_required``."""


class VerificationError(EccoeError):
    """``verify()`` did not accept. ``report`` says why; its first finding gives code and sentence."""

    def __init__(self, report: Report) -> None:
        # What made the verdict goes first: a failure before something that merely could not be found out.
        problems = sorted(report.problems(), key=lambda check: check.outcome != "FAILED")
        found = tuple(Finding(c.code, c.message, c.pointer, c.hint) for c in problems)
        self.report = report
        super().__init__(
            "",
            "",
            findings=found or (Finding("proof.missing", "Nothing was found that proves this credential."),),
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.report,)


class IssueError(EccoeError):
    """``issue()`` refused: a member would be lost, the model is not valid, or the signer misbehaved (``signer.*``).

    ``derive()`` refuses with it as well, and both where a JSON Pointer names no part of the credential: ``sd.pointer``.
    """


class ContextIntegrityError(EccoeError):
    """A bundled or supplied context has not its SHA-256: ``ctx.integrity``."""


class GuardUnavailableError(EccoeError):
    """An engine gives other bytes or signatures than it must: ``guard.unavailable``."""


class PathError(EccoeError):
    """An output path outside the given folder, or through a link: ``path.unsafe``."""


class StoreError(EccoeError):
    """A store could not be read or written: ``store.*``."""


class StoreVersionError(StoreError):
    """A store written by a newer release; it is left untouched: ``store.version``."""


class RefusedError(EccoeError):
    """Untrusted input was refused by a parser; the code says why."""


class CanonicalizationError(RefusedError):
    """Contexts, JSON-LD or RDF: ``ctx.*``, ``jsonld.*``, ``rdf.*``, ``struct.limit``."""


class CarrierError(RefusedError):
    """The file or image around a credential: ``image.*``, ``input.unknown_format``."""


class AlreadyBakedError(CarrierError):
    """The image holds a payload already: ``image.already_baked``."""


class JoseError(RefusedError):
    """A token: ``jose.*``, ``jwt.*``, ``sdjwt.*``, ``cose.*``."""


class KeyLoadError(RefusedError):
    """A key or a document that holds keys: ``key.*``, ``did.*``, ``jwks.*``. Never with key material in its text."""


class AgreementError(RefusedError):
    """An agreement or something in it is outside the closed grammar: ``rule.*``, ``agreement.*``, ``grade.*``."""


class BundleError(RefusedError):
    """The file of an evidence bundle: ``bundle.*``."""


class ModelError(RefusedError):
    """A credential or a part of one has not the shape of its class: ``model.*`` and the codes beside it."""


def shown(value: object, limit: int = 80) -> str:
    r"""An identifier from a document, made safe for a message: one line, printable, escaped, cut.

    >>> shown("urn:a" + chr(10) + "b")
    "'urn:a\\nb'"
    >>> shown(5), shown(["x"]), shown(None)
    ('the number 5', 'an array', 'null')
    """
    if isinstance(value, str):
        return "".join(_escaped(value, limit))
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return (
            f"the number {str(value)[:limit]}"
            if not isinstance(value, int) or abs(value) < 10**limit
            else "a huge number"
        )
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "an array"
    return f"a value of type {type(value).__name__}"


def at(pointer: str) -> str:
    """Where something is, for a sentence; empty for the whole document.

    A pointer is made of member names that a stranger chose: attributes keep them, texts make them safe.
    """
    escaped, dots = _escaped(pointer, 200)
    return f" at {escaped[1:-1]}{dots}" if pointer else ""


def _escaped(text: str, limit: int) -> tuple[str, str]:
    """The quoted and escaped beginning of ``text``, and dots where something was cut."""
    kept = text[:limit]
    while len(quoted := ascii(kept)) > limit + 2:  # an escape takes up to ten characters
        kept = kept[:-1]
    return quoted, "" if len(kept) == len(text) else "..."


def _registered_hint(code: str) -> str:
    from eccoe_vc.codes import codes

    row = codes().get(code)
    return row.hint if row is not None else ""


def _revive(cls: type[EccoeError], findings: tuple[Finding, ...]) -> EccoeError:
    return cls.of(findings)
