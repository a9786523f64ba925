"""One inspection under way: what came in, what is asked for, and what was found so far. Lives for one call."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from eccoe_vc.carriers import Envelope
from eccoe_vc.codes import CHECKS
from eccoe_vc.codes import code as registered
from eccoe_vc.errors import Finding, RefusedError
from eccoe_vc.jsonld import Compiled, Quads, compiled
from eccoe_vc.limits import Meter
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.token_forms import SD_JWT_VC, Token
from eccoe_vc.report import Check, DocumentUsed, Note, Outcome, Report, Trust, conclude
from eccoe_vc.status.lists import StatusList
from eccoe_vc.status.token_list import TokenStatusList
from eccoe_vc.verification.inspected import Documents
from eccoe_vc.verification.policies import Policy
from eccoe_vc.verification.world import Sources

V1: Final = "https://www.w3.org/2018/credentials/v1"
V2: Final = "https://www.w3.org/ns/credentials/v2"
#: What tells status lists apart: the kind of the entry, the exact address, whose lists count, and of a token list that
#: does not say by whom it is the issuer of the credential, who must own its key.
ListKey = tuple[str, str, frozenset[str], str]
#: What stands at the address of each status list, and whether it could be believed.
Lists = dict[ListKey, StatusList | TokenStatusList | Finding | RefusedError]


class Case:
    """The running state of one inspection. Checks read it and add to it; nothing outside the call sees it."""

    def __init__(
        self,
        envelope: Envelope,
        document: dict[str, Any],
        policy: Policy,
        sources: Sources,
        at: datetime,
        meter: Meter,
        depth: int = 0,
        token: Token | None = None,
        lists: Lists | None = None,
        *,
        may_ask: bool = True,
    ) -> None:
        self.envelope, self.document, self.policy, self.sources = envelope, document, policy, sources
        #: The token that the document stood in, if it did.
        self.token = token
        #: The credentials that stood in tokens, by the pointer of the token; the empty one is the document itself.
        self.opened: dict[str, dict[str, Any]] = {} if token is None else {"": document}
        #: The credentials of which only a part may be shown, by their pointers as in ``opened``.
        self.partial: set[str] = set()
        self.at, self.meter, self.depth = at, meter, depth
        self.checks: list[Check] = []
        #: Whether a check failed already: then nothing is asked of the outside world any more.
        self.refused = False
        #: Whether addresses that the credential itself names may be asked for. Proof before network: nothing failed,
        #: and everything that comes before the network passed. With an issuer whom nobody trusts, or a key that could
        #: not be had, whoever wrote the address would choose whom we talk to. What the policy does not ask for, such
        #: as more than the signer's word for when it signed, is in order as it is.
        self.may_ask = may_ask
        self.notes: list[Note] = []
        self.nested: dict[str, Report] = {}
        #: How well the issuer is known; said with the check `issuer`.
        self.trust: Trust | None = None
        #: Status lists by address, or why there is none; shared with the credentials inside: each is verified once.
        self.lists: Lists = {} if lists is None else lists
        self.quads: Quads | None = None
        self.meaning_known = True  # False once a context is unknown or refused: then no RDF proof can be judged
        #: The pinned contexts as tables, shared between calls.
        self.compiled: Compiled = compiled(sources.documents)
        #: The context URLs of the document, in order; the values of its ``type``.
        self.urls, self.types = tuple(listed(document.get("@context"))), frozenset(listed(document.get("type")))
        #: The id of the issuer; empty where there is none that could be read.
        self.issuer_id = _issuer_of(document, token)
        self._unsigned: dict[str, Any] | None = None
        self._hasher: Hasher | None = None
        #: From when on an equal inspection could give another answer; see :meth:`ends`.
        self.until: datetime | None = None
        #: The newer copy that is judged in place of this one, once there is one.
        self.newer: Case | None = None
        self.foreign_model = False  # True where the contexts name a data model that is not ours

    @property
    def judged(self) -> Case:
        """What the report is about: the newer copy, where there is one."""
        return self if self.newer is None else self.newer

    @property
    def text(self) -> str:
        """The JSON that the document stands in, as received: of a token its payload."""
        return self.envelope.text if self.token is None else self.token.text

    @property
    def documents(self) -> Documents:
        """The document and the credentials in tokens that stand in it."""
        root = self.envelope.document if self.envelope else None
        return Documents(
            root, self.opened, self.token.form.name if self.token is not None else "", frozenset(self.partial)
        )

    @property
    def unsigned(self) -> dict[str, Any]:
        """The document without its proofs: what a proof is over."""
        if self._unsigned is None:
            self._unsigned = {**self.document}
            self._unsigned.pop("proof", None)
        return self._unsigned

    @property
    def hasher(self) -> Hasher:
        """The hashes of the document, each made once."""
        if self._hasher is None:
            self._hasher = Hasher(self.unsigned, self.compiled, self.meter, quads=self.quads)
        return self._hasher

    @property
    def is_v1(self) -> bool:
        """Whether the document is of the VC 1.1 data model."""
        return self.urls[:1] == (V1,)

    def conclude(self, name: str, findings: Iterable[Finding], *, required: bool = True) -> Check:
        """Add the check that follows from ``findings``, and the notes among them."""
        found = findings if findings.__class__ is list else [*findings]
        if not found and required:
            check = _passed(name)
        else:
            check, notes = conclude(name, found, required=required)
            self.notes += notes
            if required and check.outcome is not Outcome.PASSED:
                failed = check.outcome is Outcome.FAILED
                self.refused = self.refused or failed
                self.may_ask = self.may_ask and not failed and name not in _FIRST
        self.checks.append(check)
        return check

    def conclude_each(self, name: str, answers: list[tuple[str, list[Finding]]], *, required: bool = True) -> None:
        """Add the check ``name`` over several entries, and ``name[i]`` for each.

        :param answers: the pointer of each entry, and what was found; a finding that says no place stands there.
        """
        for _, found in answers:
            if found or not required or len(answers) > _FEW:
                break
        else:
            self.checks += _all_passed(name, len(answers))
            return
        placed = [[one if one.pointer else one._replace(pointer=where) for one in found] for where, found in answers]
        heavy = [one for found in placed for one in found if (one.outcome or registered(one.code).classes[0]) != "W"]
        self.conclude(name, heavy, required=required)
        for index, found in enumerate(placed):
            self.conclude(f"{name}[{index}]", found, required=required)

    def ends(self, *moments: datetime | None) -> None:
        """Something that was looked at ends at each of ``moments``: from then on what was found must be found anew.

        Within the allowed difference of clocks after such a moment nothing that was found lasts.
        """
        for moment in moments:
            if moment is None or self.at - moment > self.policy.skew:
                continue
            moment = max(moment, self.at)
            self.until = moment if self.until is None else min(self.until, moment)

    def not_applicable(self, name: str, notes: Iterable[Finding] = ()) -> None:
        """Add a check that does not concern this document, or that nobody asked for; ``notes`` say why."""
        self.checks.append(_NOT_APPLICABLE.get(name) or Check(name, Outcome.NOT_APPLICABLE))
        self.notes += conclude(name, notes)[1] if notes else ()

    def report(self) -> Report:
        """The report on what was found so far."""
        digest = self._hasher.digest_made() if self._hasher is not None and self.meaning_known else ""
        if self.token is not None and any(check.name == "proof" for check in self.checks):
            digest = sha256(self.token.signed).hexdigest()
        return Report(
            tuple(self.checks),
            tuple(self.notes),
            self.documents_used(),
            self.at,
            digest,
            self.nested or None,
            self.trust,
        )

    def documents_used(self) -> tuple[DocumentUsed, ...]:
        """The contexts of the document that are pinned, once each, in document order."""
        pinned = self.sources.documents.documents
        used = [pinned[url] for url in dict.fromkeys(self.urls) if url in pinned]
        return tuple([DocumentUsed(d.url, d.edition, d.sha256, d.supplied_by) for d in used])


def _issuer_of(document: dict[str, Any], token: Token | None) -> str:
    plain = token is not None and token.form is SD_JWT_VC
    issuer = document.get("iss" if plain else "issuer")
    name = issuer.get("id") if isinstance(issuer, dict) else issuer
    return name if isinstance(name, str) else ""


def listed(value: Any) -> list[str]:
    """The texts of a member that may be one text or a list of them."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


# Reports of credentials in order hold the same few checks again and again: made once, they are free.
_NAMES: Final = (*CHECKS, "proof[0]")
_FEW: Final = 64  # entries for which what is said of all is kept
#: The checks that come before anything is asked for at addresses from the credential.
_FIRST: Final = frozenset((*CHECKS,)[: (*CHECKS,).index("refresh")])
_NOT_APPLICABLE: Final = {name: Check(name, Outcome.NOT_APPLICABLE) for name in _NAMES}


@lru_cache(maxsize=256)
def _passed(name: str) -> Check:
    return Check(name, Outcome.PASSED)


@lru_cache(maxsize=64)
def _all_passed(name: str, entries: int) -> tuple[Check, ...]:
    return (_passed(name), *[_passed(f"{name}[{index}]") for index in range(entries)])
