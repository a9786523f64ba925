"""Checks ``key`` and ``proof``: for each proof its purpose, its dates, its key and its signature.

Data Integrity 1.0, sections 4.4 (Verify Proof) and 4.5 (Verify Proof Sets and Chains).
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from eccoe_vc.codes import code as registered
from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.errors import Finding, RefusedError, shown
from eccoe_vc.keys import PublicKey
from eccoe_vc.proofs import data_integrity
from eccoe_vc.proofs.chains import previous_of
from eccoe_vc.proofs.reading import Proof, read
from eccoe_vc.proofs.selective import lifecycle, mechanism
from eccoe_vc.proofs.suites import is_selective, proofs_in
from eccoe_vc.proofs.token_forms import Token
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification import binding, diagnosis, high_s, tokens
from eccoe_vc.verification.case import Case

_OTHER_KIND: Final = "Judge a credential as a credential, and a presentation as a presentation."
Proving = Generator[Fetch, Fetched | Unavailable, None]


@dataclass(slots=True)
class _Tried:
    """One proof, or the signature of a token, and what was found about its key and about itself."""

    proof: Proof | None
    key: list[Finding] = field(default_factory=list)
    own: list[Finding] = field(default_factory=list)
    resolved: bool = False  # whether its key was looked for
    checked: bool = False  # whether the signature was compared; silence alone is never "it holds"
    stated: bool = False  # whether the policy takes the signer's word for when it signed

    @property
    def name(self) -> str:
        """The sub-check that is about it alone."""
        return f"proof[{self.proof.index}]" if self.proof is not None else "proof[token]"

    @property
    def pointer(self) -> str:
        return self.proof.pointer if self.proof is not None else ""

    @property
    def unknown(self) -> bool:
        return self.proof is not None and isinstance(self.proof.suite, Finding) and not self.proof.findings

    @property
    def heavy(self) -> list[Finding]:
        """What speaks against it, or leaves it undecided."""
        key = [finding for finding in self.key if not (self.stated and _is_dated_by_signer(finding))]
        return [finding for finding in (*key, *self.own) if not _is_note(finding)]

    @property
    def held(self) -> bool:
        return self.checked and (not (self.key or self.own) or not self.heavy)


def _is_note(finding: Finding) -> bool:
    return (finding.outcome or registered(finding.code).classes[0]) == "W"


def _takes_stated_time(case: Case) -> bool:
    """A presentation is made for somebody and now: a key that ended must not be old enough by a date of its own."""
    return case.policy.signing_time == "stated" and case.policy.purpose != "authentication"


def _is_dated_by_signer(finding: Finding) -> bool:
    """The key ended after the time that the signer states, and nothing else dates the signature."""
    return finding.code == "key.revoked" and finding.outcome == "I"


def read_proofs(case: Case) -> list[Proof]:
    """The proofs of the document; where it has none, or something that is none, the check ``proof`` is concluded."""
    if case.token is not None and "proof" not in case.document:
        return []
    try:
        return read(case.document, case.policy.suites, case.policy.budget)
    except RefusedError as error:
        case.conclude("proof", error.findings)
        return []


def prove(case: Case, proofs: list[Proof]) -> Proving:
    """Conclude ``key``, ``proof`` and one ``proof[i]`` each.

    The signature of a token is one more proof. Those that stand in the credential were made before it, and stay there.
    """
    tried = []
    stated = _takes_stated_time(case)
    if case.token is not None:
        tried.append(_Tried(None, stated=stated))
        yield from _try_token(case, case.token, tried[0])
    for proof in proofs:
        attempt = _Tried(proof, stated=stated)
        tried.append(attempt)
        if attempt.unknown:
            attempt.own.append(proof.suite)  # type: ignore[arg-type]  # unknown: it is the finding
        else:
            # One diagnosis is enough: each costs dozens of canonical forms, and what is wrong is the document.
            diagnosed = any(finding.code == "proof.signature" for earlier in tried for finding in earlier.own)
            yield from _try(case, proof, attempt, proofs, diagnose=not diagnosed)
    _break_chains(tried)
    _conclude(case, tried)


def _break_chains(tried: list[_Tried]) -> None:
    """A proof that was made on top of others holds only if they do (section 4.5, step 3)."""
    if len(tried) < 2:
        return
    links = [(attempt, attempt.proof) for attempt in tried if attempt.proof is not None]
    by_id = {proof.tree["id"]: attempt for attempt, proof in links if isinstance(proof.tree.get("id"), str)}
    broken = True
    while broken:  # a break travels along the chain; each round ends one link
        broken = False
        for attempt, proof in links:
            names = proof.previous if attempt.held else ()
            below = next((by_id[name] for name in names if name in by_id and by_id[name].heavy), None)
            if below is not None:
                attempt.own.append(_not_held(proof, below.heavy))
                broken = True


def _not_held(proof: Proof, heavy: list[Finding]) -> Finding:
    if all((finding.outcome or registered(finding.code).classes[0]) == "I" for finding in heavy):
        return heavy[0]  # nobody can say whether it holds, so nobody can say it of what stands on it
    message = "The proof was made on top of a proof that does not hold."
    return Finding("proof.chain", message, f"{proof.pointer}/previousProof")


def _try_token(case: Case, token: Token, attempt: _Tried) -> Proving:
    attempt.own += tokens.dates(case, token)
    attempt.resolved = True
    key = yield from tokens.resolve(case, token, attempt.key)
    if key is None:
        return
    fault = tokens.fault(token, key)
    attempt.checked = True
    attempt.own += [fault] if fault is not None else high_s.remark(case.policy, key, token.signature)


def _try(case: Case, proof: Proof, attempt: _Tried, proofs: list[Proof], *, diagnose: bool) -> Proving:
    attempt.own += proof.findings or _options(case, proof)
    if any(not _is_note(finding) for finding in attempt.own):
        return
    attempt.resolved = True
    key = yield from binding.resolve(case, proof, attempt.key)
    if key is None or (not case.meaning_known and needs_meaning(proof)):
        return
    if proof.previous and not isinstance(proof.suite, Finding) and proof.suite.selective:
        message = "A proof of a part cannot stand on top of others, which are over the whole."
        attempt.own.append(Finding("proof.chain", message, f"{proof.pointer}/previousProof"))
        return
    previous = previous_of(proof, proofs)
    if isinstance(previous, Finding):
        attempt.own.append(previous)
        return
    try:
        fault = data_integrity.check(case.hasher, proof, key, previous=previous)
        attempt.checked = True
    except RefusedError as error:
        attempt.own += [f if f.pointer else f._replace(pointer=proof.pointer) for f in error.findings]
        return
    if diagnose and fault is not None and fault.code == "proof.signature":
        fault = diagnosis.explain(case, proof, key, fault, previous)
    attempt.own += [fault] if fault is not None else _remarks(case, proof, key)


def _remarks(case: Case, proof: Proof, key: PublicKey) -> Iterator[Finding]:
    """What is said about a proof whose signature holds."""
    if isinstance(proof.suite, Finding):
        return
    if proof.suite.selective and not mechanism.of(proof.suite).shows_all(proof.value):
        case.partial.add("")
    if proof.suite.selective and not case.policy.proof_only:
        labelled, told = mechanism.of(proof.suite).mandatory(case.hasher, proof)
        yield from lifecycle.left_to_holder(labelled, told, case.unsigned)
        if "" in case.partial:
            yield from lifecycle.unseen(case.unsigned, proof.pointer, strict=case.policy.withheld == "refuse")
    signature = mechanism.of(proof.suite).issuer_signature(proof.value) if proof.suite.selective else proof.value
    yield from high_s.remark(case.policy, key, signature, f"{proof.pointer}/proofValue")
    if proof.suite.legacy:
        message = f"Verified by {proof.suite.name}, a suite kept for old credentials."
        yield Finding("proof.legacy", message, proof.pointer)
    signed = proof.tree.get("@context") if proof.suite.transformation == "jcs" else None
    if signed is not None and _count(signed) < _count(case.document.get("@context")):
        message = f"The proof covers the first {_count(signed)} contexts; those behind them are not signed."
        yield Finding("ctx.unsigned", message, "/@context")


def _count(contexts: Any) -> int:
    return len(contexts) if isinstance(contexts, list) else 1


def shows_a_part(case: Case) -> bool:
    """Whether a proof is one of selective disclosure, by a suite of the policy, or an SD-JWT withholds some."""
    token = case.token
    if token is not None and token.form.carrier == "sd-jwt" and not token.presents:
        return bool(token.parts.processed.withheld)
    return any(is_selective(proof, case.policy.suites) for proof in proofs_in(case.document))


def needs_meaning(proof: Proof) -> bool:
    """Whether the suite of ``proof`` signs RDF, which needs the contexts, and not bytes."""
    return not isinstance(proof.suite, Finding) and proof.suite.transformation == "rdfc"


def _options(case: Case, proof: Proof) -> list[Finding]:
    return [*_purpose(case, proof), *_dates(case, proof)]


def _purpose(case: Case, proof: Proof) -> Iterator[Finding]:
    purpose = proof.tree.get("proofPurpose")
    if purpose != case.policy.purpose:
        message = f"The proof was made for the purpose {shown(purpose)}; expected was {shown(case.policy.purpose)}."
        wrong_kind = (case.policy.purpose == "authentication") != ("VerifiablePresentation" in case.types)
        yield Finding("proof.purpose", message, f"{proof.pointer}/proofPurpose", _OTHER_KIND if wrong_kind else "")


def _dates(case: Case, proof: Proof) -> Iterator[Finding]:
    """``created`` is optional; it must not lie in the future. ``expires`` ends the proof, not the credential."""
    for name in ("created", "expires"):
        value = proof.tree.get(name)
        if value is None:
            continue
        pointer = f"{proof.pointer}/{name}"
        text = f"{value}Z" if case.policy.undated_offsets and isinstance(value, str) and _lacks_offset(value) else value
        try:
            instant = timestamps.parse(text)
        except DecodeError as error:
            yield Finding("time.format", f"The date {name} of the proof is {shown(value)}. {error}", pointer)
            continue
        if name == "created" and instant - case.at > case.policy.skew:
            yield Finding("proof.time", f"The proof says it was made on {shown(value)}, which is yet to come.", pointer)
        if name == "expires":
            case.ends(instant)
        if name == "expires" and case.at - instant > case.policy.skew:
            yield Finding("proof.time", f"The proof expired on {shown(value)}.", pointer)


def _lacks_offset(value: str) -> bool:
    return value[10:11] == "T" and value[-1:].isdigit() and value[-6:-5] not in ("+", "-")


# ---- from attempts to checks -----------------------------------------------------------------------------------------


def _conclude(case: Case, tried: list[_Tried]) -> None:
    """All proofs of known suites must hold, unless the policy says otherwise; unknown ones are named.

    Open Badges 3.0 lets one proof suffice. A forged second proof is a sign of tampering, so by default it does not pass
    unseen (requirements P8).
    """
    if len(tried) == 1 and tried[0].held and not tried[0].key:
        _conclude_held(case, tried[0])
        return
    one_held = any(attempt.held for attempt in tried)
    # The signature of a token is no proof of a set: header, claims and disclosures are nobody's word without it.
    loose = any(attempt.proof is None and not attempt.held for attempt in tried)
    lenient = case.policy.proofs == "any" and one_held and not loose
    if any(attempt.resolved for attempt in tried):
        found = [_softened(f, lenient and not a.held) for a in tried for f in a.key]
        doubts = [finding for finding in found if not _is_note(finding)]
        stated = _takes_stated_time(case) and all(map(_is_dated_by_signer, doubts))
        case.conclude("key", found, required=not (doubts and stated))
    else:
        case.not_applicable("key")  # no proof came so far that somebody asked for its key
    alone = case.token is not None and len(tried) == 1  # then there is no sub-check that could hold its notes
    together: list[Finding] = []
    subs = []
    for attempt in tried:
        soft = lenient or (attempt.unknown and one_held and case.policy.proofs == "supported")
        own = [_softened(finding, soft and not attempt.held) for finding in attempt.own]
        if not own and not attempt.held:
            continue  # its key failed: the check `key` says why, and no signature was checked
        subs.append((attempt.name, own))
        together += [finding for finding in own if alone or not _is_note(finding)]
    faulty = [attempt for attempt in tried if not attempt.held and not attempt.unknown]
    if len(tried) > 1 and one_held and faulty:
        message = f"Of {len(tried)} proofs {len(faulty)} do not hold."
        finding = Finding("proof.set_invalid", message, faulty[0].pointer)
        together.insert(0, finding._replace(outcome="W") if lenient else finding)
    if one_held or together:
        case.conclude("proof", together)
    for name, own in () if alone else subs:
        case.conclude(name, own)


def _conclude_held(case: Case, only: _Tried) -> None:
    """The usual case: one signature, which holds under a key of which nothing is to be said; there may be notes."""
    case.conclude("key", ())
    case.conclude("proof", only.own if only.proof is None else ())
    if only.proof is not None:
        case.conclude(only.name, only.own)


def _softened(finding: Finding, soft: bool) -> Finding:
    return finding._replace(outcome="W") if soft else finding
