"""Whom a verifier trusts, as values with one method. Rules compose; an empty rule trusts nobody.

Knowing who an issuer is (this module) and knowing that a key is the issuer's
(:mod:`eccoe_vc.verification.binding`) are two questions, and both are asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.errors import Finding, InputTypeError, shown


class TrustRule(Protocol):
    """A rule that knows issuers."""

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """Whether ``issuer`` (its id, compared code point for code point) is accepted, and what is to be said.

        Findings beside a yes are notes; findings beside a no say why not.
        """
        ...


@dataclass(frozen=True, slots=True, init=False)
class TrustedIssuers:
    """The issuers that the verifier names, by id.

    >>> TrustedIssuers({"did:web:north.example"}).judge("did:web:north.example")
    (True, ())
    """

    ids: frozenset[str]

    def __init__(self, ids: Iterable[str]) -> None:
        if isinstance(ids, str):
            raise InputTypeError(
                "input.type", "TrustedIssuers takes a set of ids, not one text.", hint="Write TrustedIssuers({...})."
            )
        named = frozenset(ids)
        for name in named:
            if not is_iri(name):
                raise InputTypeError(
                    "input.type", f"{shown(name)} is no id of an issuer, so it would trust nobody.",
                    hint="Name issuers by their ids, such as did:web:north.example, not by what they are called.",
                )  # fmt: skip
        object.__setattr__(self, "ids", named)

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`TrustRule`."""
        if issuer in self.ids:
            return True, ()
        if not self.ids:
            return False, (Finding("trust.no_anchor", "The policy names no issuer to trust.", "/issuer"),)
        findings = [
            Finding("trust.unknown_issuer", f"The issuer {shown(issuer)} is not one of those you trust.", "/issuer")
        ]
        if look_alike := _look_alike(issuer, self.ids):
            findings.append(
                Finding("id.confusable", f"The issuer's id looks like {shown(look_alike)}, but is another.", "/issuer")
            )
        return False, tuple(findings)


@dataclass(frozen=True, slots=True)
class UnsafeAnyIssuer:
    """Accepts whoever signed. Says so in every report; :attr:`Report.trusted` stays False.

    :param reason: why, in words, for whoever reads the code later.
    """

    reason: str

    def __post_init__(self) -> None:
        if not isinstance(self.reason, str) or not self.reason.strip():
            raise InputTypeError("input.type", "UnsafeAnyIssuer needs a reason in words.")

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`TrustRule`."""
        return True, (
            Finding("trust.unsafe_any", "The policy accepts any issuer; nobody vouched for this one.", "/issuer"),
        )


@dataclass(frozen=True, slots=True, init=False)
class AnyOf:
    """Accepts whom one of its rules accepts; with no rules, nobody."""

    rules: tuple[TrustRule, ...]

    def __init__(self, *rules: TrustRule) -> None:
        object.__setattr__(self, "rules", rules)

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`TrustRule`."""
        refusals: list[Finding] = []
        for rule in self.rules:
            accepted, findings = rule.judge(issuer)
            if accepted:
                return True, findings
            refusals += findings
        return False, tuple(refusals) or (_nobody(),)


@dataclass(frozen=True, slots=True, init=False)
class AllOf:
    """Accepts whom all of its rules accept; with no rules, nobody."""

    rules: tuple[TrustRule, ...]

    def __init__(self, *rules: TrustRule) -> None:
        object.__setattr__(self, "rules", rules)

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`TrustRule`."""
        said: list[Finding] = []
        for rule in self.rules:
            accepted, findings = rule.judge(issuer)
            if not accepted:
                return False, findings
            said += findings
        return (True, tuple(said)) if self.rules else (False, (_nobody(),))


def _nobody() -> Finding:
    # Empty is never success: a list that was meant to be filled must not let everybody in.
    return Finding("trust.no_anchor", "The policy holds an empty trust rule.", "/issuer")


_LONGEST_NAME = 2_000


def _look_alike(issuer: str, ids: frozenset[str]) -> str:
    """An id of ``ids`` that a person could take for ``issuer``: other case, punycode, percent signs."""
    if len(issuer) > _LONGEST_NAME:  # nobody takes that for anything
        return ""
    return _skeletons(ids).get(_skeleton(issuer), "")


@lru_cache(maxsize=8)
def _skeletons(ids: frozenset[str]) -> dict[str, str]:
    # A national register has tens of thousands of issuers: they are drawn once, not for each stranger.
    return {_skeleton(known): known for known in sorted(ids, reverse=True)}


def _skeleton(text: str) -> str:
    from urllib.parse import unquote

    parts = []
    for label in unquote(text).casefold().replace(":", ".").split("."):
        if label.startswith("xn--") and len(label) <= 63:  # RFC 1035: longer ones are no labels
            with suppress(UnicodeError):
                label = label.encode("ascii").decode("idna")
        parts.append("".join(_FOLDS.get(char, char) for char in label).replace("rn", "m"))
    return ".".join(parts)


# Letters of other scripts that are drawn like Latin ones; the few that matter in host names.
_FOLDS = dict(zip("аеорсухіјѕԁɡһνοıɑ0", "aeopcyxijsdghvoiao", strict=True)) | {"1": "l"}
