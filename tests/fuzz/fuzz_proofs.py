"""Proofs: genuine credentials of every suite, whose proofs a program of bytes changes and exchanges.

The first byte names a seed; then come changes of three bytes each: what is changed, where, and how. They change the text
of a proof value, its bytes, the CBOR in it, the members of a proof, or the row of proofs, also across seeds.

Laws: nothing but a report comes out, within seconds; it can be written as JSON, with registered codes and short
sentences; *accepted* means that the credential is that of a seed and that all its proofs of known suites are proofs which
the issuer, or the holder who derived it, made over it.
"""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import cbor2
from tests.attacks import bases, bbs

from eccoe_vc import (
    BBS_2023,
    ECDSA_JCS_2019,
    ECDSA_RDFC_2019,
    ECDSA_SD_2023,
    ED25519_SIGNATURE_2020,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    HolderSecret,
    add_proof,
    derive,
    inspect,
    policies,
)
from eccoe_vc.codes import code
from eccoe_vc.encoding import DecodeError, multibase
from eccoe_vc.proofs.suites import CURRENT, LEGACY

Tree = dict[str, Any]
MOST_CHANGES, SECONDS = 5, 5.0
_SUITES = frozenset(suite.name for suite in (*CURRENT, *LEGACY))
_VALUES: tuple[Any, ...] = (
    None, "", "u", "z", "u2V0B", "u2V0D", [], {}, 0, -1, 1 << 40, "DataIntegrityProof", ["DataIntegrityProof"],
    "assertionMethod", "authentication", "2026-05-02T12:00:00Z", "9999-12-31T23:59:59Z", "urn:uuid:1", ["urn:uuid:1"],
    *sorted(_SUITES), "acme-2031",
)  # fmt: skip
_MEMBERS = (
    "type", "cryptosuite", "created", "expires", "verificationMethod", "proofPurpose", "proofValue", "previousProof",
    "id", "@context", "challenge", "domain", "nonce",
)  # fmt: skip


def _chain() -> Tree:
    names = [f"urn:uuid:00000000-0000-4000-8000-00000000000{number}" for number in (1, 2)]
    tree: Any = bases.signed(bases.unsigned(), proof_id=names[0])
    how: Tree = {"signer": bases.signer(), "created": bases.AT}
    tree = add_proof(tree, securing=EDDSA_JCS_2022, previous=names[0], proof_id=names[1], **how).document
    return dict(add_proof(tree, previous=names, **how).document or {})


def _bound() -> Tree:
    kept = HolderSecret.generate()
    return dict(derive(bbs.base(holder=kept), reveal=["/description"], holder=kept).document or {})


@cache
def signed() -> dict[str, Tree]:
    """The credentials by name: every suite of Data Integrity, on both curves, base and derived, a set and a chain."""
    made = {
        EDDSA_RDFC_2022.name: bases.di(),
        EDDSA_JCS_2022.name: bases.jcs(),
        ED25519_SIGNATURE_2020.name: bases.vc11(),
        "set": bases.signed(bases.unsigned(), (ED25519_SIGNATURE_2020, EDDSA_RDFC_2022)),
        "chain": _chain(),
        f"{ECDSA_SD_2023.name} base": bases.base_proof(["/issuer", "/validFrom", "/validUntil"]),
        ECDSA_SD_2023.name: bases.sd("/credentialSubject/result/0"),
        f"{BBS_2023.name} base": dict(bbs.base().document or {}),
        BBS_2023.name: bbs.shown("/credentialSubject/result/1"),
        f"{BBS_2023.name} bound": _bound(),
    }
    for suite in (ECDSA_RDFC_2019, ECDSA_JCS_2019):
        made |= {f"{suite.name} {alg}": bases.by_curve(alg, suite=suite) for alg in ("P-256", "P-384")}
    return made


@cache
def _policies() -> tuple[Any, ...]:
    issuers = {proof["verificationMethod"].partition("#")[0] for tree in signed().values() for proof in _proofs(tree)}
    strict = bases.policy(*issuers, legacy=True, withheld="report")
    return strict, policies.proof_only()


def _proofs(tree: Tree) -> list[Any]:
    member = tree.get("proof")
    return list(member) if isinstance(member, list) else [member]


def _text(value: Any) -> str:
    """JSON in one form; one value and an array of one are the same to RDF."""
    if isinstance(value, dict):
        value = {name: json.loads(_text(member)) for name, member in value.items()}
    elif isinstance(value, list):
        value = [json.loads(_text(item)) for item in value]
        value = value[0] if len(value) == 1 else value
    return json.dumps(value, sort_keys=True)


@cache
def _genuine() -> frozenset[tuple[str, str]]:
    """Every proof with what it was made over; a base proof is for nobody to see."""
    rows = [(name, tree, proof) for name, tree in signed().items() for proof in _proofs(tree)]
    return frozenset(_made(tree, proof) for name, tree, proof in rows if not name.endswith("base"))


def _made(tree: Tree, proof: Tree) -> tuple[str, str]:
    """A proof and what it is over. RDF leaves out contexts that give nothing a meaning; under JCS a proof says up to which
    context it goes (section 3.3.2 of the cryptosuites), and a note names those that somebody added."""
    body = {member: value for member, value in tree.items() if member not in ("proof", "@context")}
    own, there = proof.get("@context"), tree["@context"]
    if _suite(proof).endswith(("-jcs-2022", "-jcs-2019")):
        body["@context"] = own if isinstance(own, list) and own == there[: len(own)] else there
    return _text(body), _text(proof)


def run_once(data: bytes) -> None:
    """One input; raises ``AssertionError``, or what escaped, where a law does not hold."""
    if not data:
        return
    tree = changed(data)
    for policy in _policies():
        begun = time.process_time()
        report = inspect(tree, policy=policy, at=bases.AT)
        assert time.process_time() - begun < SECONDS, "too slow"
        json.dumps(report.to_dict()).encode()
        for check in report.checks:
            assert len(check.message) <= 300, check
            assert not check.code or code(check.code), check
        if report.verdict == "accepted":
            _require_genuine(tree)


def _require_genuine(tree: Tree) -> None:
    known = [proof for proof in _proofs(tree) if _suite(proof) in _SUITES]
    assert known, "accepted, and no proof of a known suite is there"
    for proof in known:
        assert _made(tree, proof) in _genuine(), "accepted, but nobody made this proof over this credential"


def _suite(proof: Any) -> str:
    named = json.loads(_text(proof)) if isinstance(proof, dict) else {}
    kind = named.get("type")
    return str(named.get("cryptosuite") if kind == "DataIntegrityProof" else kind)


# ---- changes ---------------------------------------------------------------------------------------------------------


def changed(data: bytes) -> Tree:
    """The credential that an input stands for."""
    names = list(signed())
    tree = copy.deepcopy(signed()[names[data[0] % len(names)]])
    program = data[1:]
    for start in range(0, min(len(program), 3 * MOST_CHANGES), 3):
        kind, where, how = (*program[start : start + 3], 0, 0)[:3]
        CHANGES[kind % len(CHANGES)](tree, where, how)
    return tree


def _one(tree: Tree, where: int) -> Tree | None:
    proofs = [proof for proof in _proofs(tree) if isinstance(proof, dict)]
    return proofs[where % len(proofs)] if proofs else None


def _of_text(tree: Tree, where: int, how: int) -> None:
    """A character of the value exchanged, taken away or added."""
    proof = _one(tree, how)
    if proof is None or not isinstance(value := proof.get("proofValue"), str) or not value:
        return
    at = where * 37 % len(value)
    new = chr(how) if how % 3 else ""
    proof["proofValue"] = value[:at] + new + value[at + (how % 2) :]


def _of_bytes(tree: Tree, where: int, how: int) -> None:
    """A bit of the decoded value turned, or its end cut off or doubled."""
    proof = _one(tree, where)
    found = _decoded(proof)
    if proof is None or found is None:
        return
    base, value = found
    if how < 224:
        value[where * 41 % len(value)] ^= 1 << how % 8
    else:
        value = value[: -(how % 5) or None] + value[len(value) - (how % 3) * 16 :]
    proof["proofValue"] = multibase.encode(bytes(value), base)


def _decoded(proof: Tree | None) -> tuple[Any, bytearray] | None:
    text = proof.get("proofValue") if proof is not None else None
    if not isinstance(text, str):
        return None
    try:
        found = bytearray(multibase.decode(text, allowed="uz", max_chars=1 << 17))
    except DecodeError:
        return None
    return (text[0], found) if found else None


def _of_cbor(tree: Tree, where: int, how: int) -> None:
    """A part of a value of selective disclosure exchanged, left out, doubled or made another."""
    proof = _one(tree, 0)
    found = _decoded(proof)
    if proof is None or found is None or found[1][:2] != b"\xd9\x5d":
        return
    head, body = bytes(found[1][:3]), bytes(found[1][3:])
    try:
        parts = cbor2.loads(body)
        if not isinstance(parts, list) or not parts:
            return
        at = where % len(parts)
        if how >= 240:
            head = head[:2] + bytes((how % 12,))
        elif how >= 224:
            parts.insert(at, parts[how % len(parts)])
        elif how >= 208:
            del parts[at]
        else:
            parts[at] = _other(parts[at], where // len(parts), how)
        proof["proofValue"] = multibase.encode(head + cbor2.dumps(parts, canonical=True), "u")
    except (cbor2.CBORError, ValueError, TypeError, RecursionError, UnicodeError):
        return


def _other(part: Any, where: int, how: int) -> Any:
    if isinstance(part, bytes) and part:
        at = where * 29 % len(part)
        return part[:at] + bytes((part[at] ^ (1 + how % 255),)) + part[at + 1 :]
    if isinstance(part, list) and part:
        at = where % len(part)
        kinds = (part[:at] + part[at + 1 :], [*part, part[at]], part[::-1])
        return kinds[how % 4] if how % 4 < 3 else [*part[:at], _other(part[at], where + how, how // 4), *part[at + 1 :]]
    if isinstance(part, dict) and part:
        keys = list(part)
        at = keys[where % len(keys)]
        maps = (
            {key: value for key, value in part.items() if key != at},
            {**part, len(part) + how: part[at]},
            {**part, at: part[keys[how % len(keys)]]},
        )
        return maps[how % 3]
    return part + (how % 7) - 3 if isinstance(part, int) else how


def _of_member(tree: Tree, where: int, how: int) -> None:
    """A member of a proof set, or taken away."""
    proof = _one(tree, where // len(_MEMBERS))
    if proof is None:
        return
    name = _MEMBERS[where % len(_MEMBERS)]
    if how < len(_VALUES):
        proof[name] = copy.deepcopy(_VALUES[how])
    elif how % 2:
        proof.pop(name, None)
    elif name in proof:
        proof[name] = [proof[name]]


def _of_row(tree: Tree, where: int, how: int) -> None:
    """A proof taken away, doubled or moved, or one of another credential put beside it or in its place."""
    proofs = _proofs(tree)
    if not proofs:
        return
    at = where % len(proofs)
    strangers = [proof for other in signed().values() for proof in _proofs(other)]
    stranger = copy.deepcopy(strangers[how % len(strangers)])
    kind = how // len(strangers) % 5
    if kind == 0:
        del proofs[at]
    elif kind == 1:
        proofs.append(copy.deepcopy(proofs[at]))
    elif kind == 2:
        proofs.append(stranger)
    elif kind == 3:
        proofs[at] = stranger
    else:
        proofs.reverse()
    tree["proof"] = proofs if len(proofs) != 1 else proofs[0]


def _of_value(tree: Tree, where: int, how: int) -> None:
    """The value of another proof."""
    proof = _one(tree, where)
    strangers = [other for one in signed().values() for other in _proofs(one)]
    if proof is not None:
        proof["proofValue"] = strangers[how % len(strangers)]["proofValue"]


CHANGES: tuple[Callable[[Tree, int, int], None], ...] = (_of_text, _of_bytes, _of_cbor, _of_member, _of_row, _of_value)


def seeds() -> dict[str, bytes]:
    """Every credential as it is, and after one change of each kind at a few places."""
    made = {}
    for number, name in enumerate(signed()):
        made[f"{name}-as-it-is"] = bytes((number,))
        for kind in range(len(CHANGES)):
            for where, how in ((0, 1), (3, 98), (5, 215), (9, 243)):
                made[f"{name}-{kind}-{where}-{how}"] = bytes((number, kind, where, how))
        made[f"{name}-row"] = bytes((number, 3, 2, 19, 1, 8, 7, 4, 0, 77))
    return made


def main() -> None:
    """Run under atheris; arguments are libFuzzer's, such as ``-max_total_time=3600``."""
    from tests.fuzz.running import fuzz

    fuzz("fuzz_proofs")


if __name__ == "__main__":
    main()
