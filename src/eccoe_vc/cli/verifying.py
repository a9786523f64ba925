"""Files that the commands about agreements take: verified, told where they are not, and whom that lets them trust.

Whom to trust follows from the agreements: a university trusts the parties of the texts that it signed itself.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import eccoe_vc
from eccoe_vc import clock
from eccoe_vc.agreements.states import standings_on
from eccoe_vc.cli import asking, files, known
from eccoe_vc.cli.hints import for_terminal
from eccoe_vc.cli.output import Output, safe
from eccoe_vc.errors import VerificationError
from eccoe_vc.limits import AGREEMENT
from eccoe_vc.report import Report
from eccoe_vc.verification.trust import TrustedIssuers, TrustRule, UnsafeAnyIssuer
from eccoe_vc.verification.verified import Verified

_BY_TEXT: Final = UnsafeAnyIssuer(reason="Who may sign an agreement is asked by the agreement.")
_SIGN: Final = (
    "The text of an agreement binds nobody before it is signed: `eccoe-vc agreement sign` makes a counterpart."
)
_UNSIGNED: Final = MappingProxyType({"input.unknown_format": _SIGN, "proof.missing": _SIGN})


class File(NamedTuple):
    """One file of a command line: what verification said of it, and the credential if it was accepted."""

    name: str
    report: Report
    verified: Verified | None

    def to_json(self) -> dict[str, Any]:
        """The file, its verdict, and the first problem."""
        problem = next(self.report.problems(), None)
        why = {} if problem is None else {"code": problem.code, "pointer": problem.pointer, "message": problem.message}
        return {"file": self.name, "verdict": self.report.verdict, **why}


def verified_agreements(options: Namespace, names: Iterable[str], output: Output) -> list[Verified]:
    """The counterparts and notices that verify; the others are told, and count as if they were not there."""
    policy = asking.trusting(options, _BY_TEXT, badges=False).with_(budget=AGREEMENT)
    found = [verified_file(name, options, policy, AGREEMENT.credential_bytes) for name in names]
    for one in found:
        if one.verified is None:
            tell_unread(one, output, _UNSIGNED)
    return [one.verified for one in found if one.verified is not None]


def signatories(options: Namespace) -> dict[str, list[str]]:
    """Party to the issuers that the command line lets sign for it."""
    made: dict[str, list[str]] = {}
    for party, issuer in options.signatory:
        made.setdefault(party, []).append(issuer)
    return made


def today(given: date | None) -> date:
    """The day that was named, or today, UTC."""
    return given if given is not None else clock.now().astimezone(UTC).date()


def partners(agreements: Iterable[Verified], host: str, on: date, signers: dict[str, list[str]]) -> set[str]:
    """The parties, by all their names, of the texts that bind and that the host signed itself."""
    standings, _ = standings_on(agreements, on, signers)
    return {name for one in standings if one.binds and host in one.signed_by
            for party in one.agreement.party for name in party.names}  # fmt: skip


def trusting(names: Collection[str]) -> TrustRule:
    """Trust in these, and in nobody where there are none."""
    return TrustedIssuers(names) if names else asking.Nobody()


def verified_file(name: str, options: Namespace, policy: eccoe_vc.Policy, limit: int) -> File:
    """One file, verified."""
    data = files.read(name, limit)
    with files.about(name):
        try:
            verified = eccoe_vc.verify(data, policy=policy, sources=known.sources_of(options), at=options.at)
        except VerificationError as error:
            return File(name, error.report, None)
    return File(name, verified.report, verified)


def tell_unread(one: File, output: Output, advice: Mapping[str, str] = MappingProxyType({})) -> None:
    """Say why a file is not taken; ``advice`` says by code what to do where this command knows it better."""
    problem = next(one.report.problems(), None)
    why = "" if problem is None else f": {problem.message} [{problem.code}]"
    output.say(f"  not taken     {safe(one.name, 160)} is {one.report.verdict}{why}", "bad")
    hint = "" if problem is None else advice.get(problem.code) or for_terminal(problem.code, problem.hint)
    if hint:
        output.say(f"                {hint}")


__all__ = [
    "File", "Verified", "partners", "signatories", "tell_unread", "today", "trusting", "verified_agreements",
    "verified_file",
]  # fmt: skip
