"""Write the folders of test_vectors/credentials: one case a folder, language-neutral, the same bytes at every run.

    python tools/build_vectors.py            write
    python tools/build_vectors.py --check    compare, write nothing

Inputs are made here with published test keys. What must come out (``expect.json``) is typed here by hand; that the good
signatures are good is shown by a second verifier in ``tests/vectors``.
"""

from __future__ import annotations

import argparse
import json
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec

from eccoe_vc import (
    ECDSA_JCS_2019,
    ECDSA_RDFC_2019,
    ED25519_SIGNATURE_2020,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    VC_COSE,
    VC_JOSE,
    VC_JWT_1_1,
    VC_JWT_OB3,
    BbsSigner,
    LocalSigner,
    add_proof,
    bake,
    derive,
    issue,
)
from eccoe_vc.encoding import base64url
from eccoe_vc.jsonld import compiled
from eccoe_vc.keys import bls12381
from eccoe_vc.limits import Meter
from eccoe_vc.proofs.bbs import scheme
from eccoe_vc.proofs.bbs.hashing import EXPAND_LEN, expand_xmd
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.sd_jwt.concealing import conceal
from eccoe_vc.proofs.sd_jwt.disclosures import make
from eccoe_vc.proofs.selective import bbs_2023, ecdsa_sd, lifecycle
from eccoe_vc.proofs.suites import BBS_2023, ECDSA_SD_2023, Suite
from eccoe_vc.verification.world import OFFLINE

FOLDER = Path(__file__).resolve().parents[1] / "test_vectors" / "credentials"
AT = "2026-06-01T12:00:00Z"
CREATED = datetime(2026, 5, 2, 12, tzinfo=UTC)
ISSUER = LocalSigner.from_seed(bytes(range(32)))  # published test keys: never use them
STRANGER = LocalSigner.from_seed(bytes(range(32, 64)))
P256 = LocalSigner(ec.derive_private_key(int.from_bytes(bytes(range(32)), "big"), ec.SECP256R1()))
SCOPED = LocalSigner(ec.derive_private_key(int.from_bytes(bytes(range(32, 64)), "big"), ec.SECP256R1()))
BLS = BbsSigner(scheme.generate_key(bytes(range(32))))
P384 = LocalSigner(ec.derive_private_key(int.from_bytes(bytes(range(48)), "big"), ec.SECP384R1()))
V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
Tree = dict[str, Any]


class Case(NamedTuple):
    """One folder: what it shows, its input, and what must come out."""

    name: str
    why: str
    make: Callable[[], bytes]
    suffix: str
    verdict: str
    code: str = ""
    check: str = ""
    legacy: bool = False
    withheld: str = "refuse"
    signer: LocalSigner | BbsSigner = ISSUER


def badge(**members: Any) -> Tree:
    """A badge that a small university issues to a learner."""
    tree: Tree = {
        "@context": [V2, OB],
        "id": "urn:uuid:3c1e7d52-7f5a-4f0e-8d0e-5a2b8a3d9f01",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": ISSUER.controller, "type": ["Profile"], "name": "North University"},
        "validFrom": "2026-01-15T09:00:00Z",
        "name": "Soil Science",
        "credentialSubject": {
            "id": "did:example:alice",
            "type": ["AchievementSubject"],
            "creditsEarned": 4.5,
            "achievement": {
                "id": "https://north.example/achievements/soil",
                "type": ["Achievement"],
                "name": "Soil Science \u2013 \u571f\u58cc\u5b66",
                "description": 'Reads a soil profile.\nKnows "horizons".',
                "criteria": {"narrative": "Pass the field exercise."},
                "tag": ["soil", "field work", "\U0001f331"],
            },
        },
    }
    return {name: value for name, value in {**tree, **members}.items() if value is not ...}


def badge_of(signer: LocalSigner | BbsSigner, **members: Any) -> Tree:
    """The same badge by an issuer whose key is of another kind."""
    return badge(issuer={"id": signer.controller, "type": ["Profile"], "name": "North University"}, **members)


def older() -> Tree:
    """The same in VC 1.1."""
    return badge(**{"@context": [V1, OB], "validFrom": ..., "issuanceDate": "2026-01-15T09:00:00Z"})


def edubadges() -> Tree:
    """A badge with the members that edubadges adds to the achievement, which no context defines."""
    tree = badge()
    tree["credentialSubject"]["achievement"] |= {
        "inLanguage": "nl-NL",
        "ECTS": 2.5,
        "educationProgramIdentifier": ["50100", 59312],
        "participationType": "blended",
        "alignment": [
            {
                "type": ["Alignment"],
                "targetType": "ext:QualityAssurance",
                "targetName": "Accredited programme",
                "targetUrl": "https://north.example/quality",
            },
            {
                "type": ["Alignment"],
                "targetName": "Soil science",
                "targetUrl": "https://frameworks.example/soil",
            },
        ],
    }
    return tree


def secured(tree: Tree, securing: Any = EDDSA_RDFC_2022, signer: LocalSigner | BbsSigner = ISSUER, **how: Any) -> Tree:
    """``tree`` with its proof."""
    return dict(issue(tree, signer=signer, securing=securing, created=CREATED, **how).document or {})


def token(securing: Any = VC_JWT_OB3, tree: Tree | None = None) -> str:
    """The badge as a token."""
    return issue(badge() if tree is None else tree, signer=ISSUER, securing=securing, created=CREATED).text


def resigned(header: Tree, **claims: Any) -> bytes:
    """A token of the badge with another header and other claims, and a correct signature over them."""
    old_header, payload, _ = token().split(".")
    made = {**json.loads(base64url.decode(old_header)), **header}, {**json.loads(base64url.decode(payload)), **claims}
    signed = ".".join(base64url.encode(json.dumps(one, separators=(",", ":")).encode()) for one in made)
    return f"{signed}.{base64url.encode(ISSUER.sign(signed.encode()))}\n".encode()


def selective(*hidden: str, show: int | None = None, extra: str = "", tree: Tree | None = None) -> bytes:
    """The badge as an SD-JWT with published salts: ``show`` of the disclosures, all of them if it is None."""
    numbers = iter(range(100))
    claims = {**(badge() if tree is None else tree), "iat": int(CREATED.timestamp())}
    made = conceal(claims, hidden, salt=lambda: f"published salt {next(numbers)}")
    header = {"alg": "EdDSA", "kid": ISSUER.verification_method, "typ": "vc+sd-jwt"}
    parts = [json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode() for one in (header, made.payload)]
    signed = ".".join(base64url.encode(part) for part in parts)
    shown = [*made.disclosures[:show], *([extra] if extra else [])]
    return "~".join([f"{signed}.{base64url.encode(ISSUER.sign(signed.encode()))}", *shown, "\n"]).encode()


def message() -> bytes:
    """The badge as a COSE message."""
    return issue(badge(), signer=ISSUER, securing=VC_COSE, created=CREATED).data


def as_bytes(tree: Tree) -> bytes:
    """The file as it travels."""
    return (json.dumps(tree, ensure_ascii=False, indent=2) + "\n").encode()


def changed(tree: Tree, **members: Any) -> Tree:
    """A copy that somebody changed after signing."""
    return {**tree, **members}


def stranger_signed() -> Tree:
    """The issuer's badge with a proof by somebody else."""
    theirs = secured(badge(issuer={"id": STRANGER.controller, "type": ["Profile"], "name": "North University"}),
                     signer=STRANGER)  # fmt: skip
    return changed(secured(badge()), proof=theirs["proof"])


def by_curve(suite: Suite, signer: LocalSigner) -> Case:
    """A good badge of an ECDSA suite; its signature is deterministic (RFC 6979)."""
    return Case(
        f"{suite.name}-{signer.alg.lower().replace('-', '')}",
        f"An Open Badge with {suite.name} and a {signer.alg} key.",
        lambda: as_bytes(secured(badge_of(signer), suite, signer)),
        "json",
        "accepted",
        signer=signer,
    )


FIRST, SECOND = (f"urn:uuid:3c1e7d52-7f5a-4f0e-8d0e-5a2b8a3d9f1{number}" for number in (1, 2))


def chain() -> Tree:
    """Three proofs of two suites, each on top of the ones before it."""
    tree: Any = secured(badge(), proof_id=FIRST)
    how: Tree = {"signer": ISSUER, "created": CREATED}
    tree = add_proof(tree, securing=EDDSA_JCS_2022, previous=FIRST, proof_id=SECOND, **how).document
    return dict(add_proof(tree, previous=[FIRST, SECOND], **how).document or {})


def without_first_link() -> Tree:
    """The chain without the proof on which the others stand."""
    tree = chain()
    return {**tree, "proof": tree["proof"][1:]}


def base_proof() -> Tree:
    """A base proof of ecdsa-sd-2023 whose secrets are published: never use them."""
    tree = badge_of(P256, validUntil="2036-01-15T09:00:00Z", description="Field course.")
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": ECDSA_SD_2023.cryptosuite,
        "created": "2026-05-02T12:00:00Z",
        "verificationMethod": P256.verification_method,
        "proofPurpose": "assertionMethod",
    }
    hasher = Hasher(tree, compiled(OFFLINE.documents), Meter())
    secrets: Tree = {"hmac_key": bytes(range(32)), "scoped": SCOPED}
    return {
        **tree,
        "proof": {**proof, "proofValue": ecdsa_sd.sign(hasher, P256, proof, lifecycle.usual(tree), **secrets)},
    }


def shown(*reveal: str) -> Tree:
    """What a learner shows of it."""
    return dict(derive(base_proof(), reveal=reveal).document or {})


def with_hidden_end() -> Tree:
    """The part that is shown, without its end, which the issuer made mandatory."""
    return {name: value for name, value in shown().items() if name != "validUntil"}


def seeded(count: int) -> list[Any]:
    """Scalars that are published: a real proof draws new ones."""
    drawn = expand_xmd(b"a published seed", b"eccoe-vc test vectors", EXPAND_LEN * count)
    return [bls12381.reduced(drawn[start : start + EXPAND_LEN]) for start in range(0, len(drawn), EXPAND_LEN)]


def bbs(*reveal: str, base: bool = False) -> Tree:
    """A base proof of bbs-2023 whose secrets are published, or what a learner shows of it: never use them."""
    tree = badge_of(BLS, validUntil="2036-01-15T09:00:00Z", description="Field course.")
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": BBS_2023.cryptosuite,
        "created": "2026-05-02T12:00:00Z",
        "verificationMethod": BLS.verification_method,
        "proofPurpose": "assertionMethod",
    }
    hasher, meter = Hasher(tree, compiled(OFFLINE.documents), Meter()), Meter()
    value = bbs_2023.sign(hasher, BLS, proof, lifecycle.usual(tree), hmac_key=bytes(range(32)))
    if base:
        return {**tree, "proof": {**proof, "proofValue": value}}
    part, derived = bbs_2023.derive(hasher, {**proof, "proofValue": value}, reveal, meter, unsafe_scalars=seeded)
    return {**part, "proof": {**proof, "proofValue": derived}}


def other_curve() -> Tree:
    """A signature of 64 bytes under a key whose signatures have 96."""
    tree = secured(badge_of(P384), ECDSA_RDFC_2019, P384)
    short = secured(badge_of(P256), ECDSA_RDFC_2019, P256)["proof"]["proofValue"]
    return changed(tree, proof={**tree["proof"], "proofValue": short})


def pixel() -> bytes:
    """A PNG of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0", 9)) + chunk(b"IEND", b"")


MAY_HIDE = ("/credentialSubject/achievement/tag", "/credentialSubject/creditsEarned")
BOTH = (EDDSA_RDFC_2022, ED25519_SIGNATURE_2020)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3"/></svg>\n'
CASES = [
    Case("eddsa-rdfc-2022", "An Open Badge 3.0 with one eddsa-rdfc-2022 proof.",
         lambda: as_bytes(secured(badge())), "json", "accepted"),
    Case("eddsa-jcs-2022", "The same with eddsa-jcs-2022.",
         lambda: as_bytes(secured(badge(), EDDSA_JCS_2022)), "json", "accepted"),
    Case("edubadges-dialect", "Members of a dialect, to which the W3C context for undefined terms gives a meaning.",
         lambda: as_bytes(secured(edubadges(), allow_undefined_terms=True)), "json", "accepted"),
    Case("ed25519signature2020-vc-1.1", "A VC 1.1 badge with the older suite.",
         lambda: as_bytes(secured(older(), ED25519_SIGNATURE_2020)), "json", "accepted", legacy=True),
    Case("ed25519signature2020-vc-2.0", "A VC 2.0 badge with the older suite.",
         lambda: as_bytes(secured(badge(), ED25519_SIGNATURE_2020)), "json", "accepted", legacy=True),
    *[by_curve(suite, signer) for suite in (ECDSA_RDFC_2019, ECDSA_JCS_2019) for signer in (P256, P384)],
    Case("ecdsa-other-curve_fail", "A proof of a P-256 key that names a P-384 key of the same issuer.",
         lambda: as_bytes(other_curve()), "json", "rejected", "proof.signature", "proof", signer=P384),
    Case("ecdsa-sd-2023", "A part of an Open Badge: what is mandatory and its description, derived from a base proof.",
         lambda: as_bytes(shown("/description")), "json", "accepted", withheld="report", signer=P256),
    Case("ecdsa-sd-2023-least", "What is mandatory and nothing else.",
         lambda: as_bytes(shown()), "json", "accepted", withheld="report", signer=P256),
    Case("ecdsa-sd-2023-unseen_fail", "A part without a status, and nobody relies on the issuer to show one.",
         lambda: as_bytes(shown()), "json", "indeterminate", "sd.end_unseen", "proof", signer=P256),
    Case("ecdsa-sd-2023-base_fail", "The base proof, which is for the learner alone.",
         lambda: as_bytes(base_proof()), "json", "rejected", "sd.base_proof", "proof", signer=P256),
    Case("ecdsa-sd-2023-hidden-end_fail", "A learner left out the end of the validity, which is mandatory.",
         lambda: as_bytes(with_hidden_end()), "json", "rejected", "proof.signature", "proof", signer=P256),
    Case("ecdsa-sd-2023-changed_fail", "The description that is shown was changed.",
         lambda: as_bytes(changed(shown("/description"), description="Doctorate.")), "json", "rejected",
         "proof.signature", "proof", signer=P256),
    Case("bbs-2023", "A part of an Open Badge: what is mandatory and its description, proved with bbs-2023.",
         lambda: as_bytes(bbs("/description")), "json", "accepted", withheld="report", signer=BLS),
    Case("bbs-2023-base_fail", "The base proof of bbs-2023, which is for the learner alone.",
         lambda: as_bytes(bbs(base=True)), "json", "rejected", "sd.base_proof", "proof", signer=BLS),
    Case("bbs-2023-hidden-end_fail", "A learner left out the end of the validity, which is mandatory.",
         lambda: as_bytes({name: value for name, value in bbs().items() if name != "validUntil"}), "json", "rejected",
         "proof.signature", "proof", signer=BLS),
    Case("bbs-2023-changed_fail", "The description that is shown was changed.",
         lambda: as_bytes(changed(bbs("/description"), description="Doctorate.")), "json", "rejected",
         "proof.signature", "proof", signer=BLS),
    Case("proof-set", "Two proofs by two suites over one document.",
         lambda: as_bytes(secured(badge(), BOTH)), "json", "accepted", legacy=True),
    Case("proof-chain", "Three proofs, each made on top of the ones before it.",
         lambda: as_bytes(chain()), "json", "accepted"),
    Case("proof-chain-missing-link_fail", "The first proof of the chain was taken away.",
         lambda: as_bytes(without_first_link()), "json", "rejected", "proof.chain", "proof"),
    Case("baked-png", "A badge baked into a PNG.",
         lambda: bake(as_bytes(secured(badge())).decode(), pixel()), "png", "accepted"),
    Case("baked-svg", "A badge baked into an SVG.",
         lambda: bake(as_bytes(secured(badge())).decode(), SVG), "svg", "accepted"),
    Case("vc-jwt-ob3", "A token of the Open Badges 3.0 profile, EdDSA.",
         lambda: f"{token()}\n".encode(), "jwt", "accepted"),
    Case("vc-jose", "The same badge as a token of VC JOSE COSE.",
         lambda: f"{token(VC_JOSE)}\n".encode(), "jwt", "accepted"),
    Case("vc-jwt-1-1", "A VC 1.1 badge in the claim vc.",
         lambda: f"{token(VC_JWT_1_1, older())}\n".encode(), "jwt", "accepted"),
    Case("vc-jwt-ob3-with-proof", "A token of a badge that carries a proof of its own, made before the token.",
         lambda: f"{token((EDDSA_RDFC_2022, VC_JWT_OB3))}\n".encode(), "jwt", "accepted"),
    Case("enveloped-vc-jose", "A token in an EnvelopedVerifiableCredential.",
         lambda: as_bytes(issue(badge(), signer=ISSUER, securing=VC_JOSE, created=CREATED).enveloped()), "json",
         "accepted"),
    Case("baked-svg-token", "A token baked into an SVG.",
         lambda: bake(token(), SVG), "svg", "accepted"),
    Case("jwt-changed_fail", "The payload of the token was changed after signing.",
         lambda: token().replace(token().split(".")[1], resigned({}, name="Doctorate").decode().split(".")[1]).encode(),
         "jwt", "rejected", "proof.signature", "proof"),
    Case("jwt-alg-none_fail", "The token says that it is not signed.",
         lambda: resigned({"alg": "none"}), "jwt", "rejected", "jose.alg", "token"),
    Case("jwt-claim-mismatch_fail", "The claim sub names somebody else than the badge.",
         lambda: resigned({}, sub="did:example:bob"), "jwt", "rejected", "jwt.claim_mismatch", "token"),
    Case("jwt-two-bodies_fail", "A second credential in the claim vc beside the badge.",
         lambda: resigned({}, vc=older()), "jwt", "rejected", "jwt.two_bodies", "token"),
    Case("jwt-forbidden-claim_fail", "A claim vc in a token of VC JOSE COSE.",
         lambda: resigned({"typ": "vc+jwt"}, vc=older()), "jwt", "rejected", "jwt.forbidden_claim", "token"),
    Case("jwt-other-kind_fail", "An access token, by its own word.",
         lambda: resigned({"typ": "at+jwt"}), "jwt", "rejected", "jose.typ", "token"),
    Case("jwt-expired-claim_fail", "A badge without end in a token that has ended.",
         lambda: resigned({}, exp=1775000000), "jwt", "rejected", "time.expired", "validity"),
    Case("sd-jwt-vcdm", "A badge as an SD-JWT, with everything disclosed.",
         lambda: selective(*MAY_HIDE), "sd-jwt", "accepted"),
    Case("sd-jwt-vcdm-part", "The same; the tags are withheld, and nothing else.",
         lambda: selective(*MAY_HIDE, show=1), "sd-jwt", "accepted"),
    Case("sd-jwt-foreign-disclosure_fail", "A disclosure that the issuer did not make.",
         lambda: selective(*MAY_HIDE, extra=make("published salt", 180, "creditsEarned").text), "sd-jwt", "rejected",
         "sdjwt.disclosure", "token"),
    Case("sd-jwt-twice_fail", "A disclosure stands twice.",
         lambda: selective(*MAY_HIDE, extra=make("published salt 1", 4.5, "creditsEarned").text), "sd-jwt", "rejected",
         "sdjwt.disclosure", "token"),
    Case("sd-jwt-hidden-end_fail", "The end of the validity is withheld.",
         lambda: selective("/validUntil", show=0, tree=badge(validUntil="2026-03-01T00:00:00Z")), "sd-jwt", "rejected",
         "sdjwt.hidden", "token"),
    Case("vc-cose", "A badge as a COSE message.", message, "cose", "accepted"),
    Case("cose-changed_fail", "The last byte of the signature was changed.",
         lambda: message()[:-1] + bytes((message()[-1] ^ 1,)), "cose", "rejected", "proof.signature", "proof"),
    Case("cose-trailing-byte_fail", "A byte behind the message.",
         lambda: message() + b"\0", "cose", "rejected", "cose.structure", "token"),
    Case("changed-name_fail", "The name was changed after signing.",
         lambda: as_bytes(changed(secured(badge()), name="Doctorate")), "json", "rejected", "proof.signature", "proof"),
    Case("added-member_fail", "A member without meaning was added; the signature does not cover it.",
         lambda: as_bytes(changed(secured(badge()), honours="summa cum laude")), "json", "rejected",
         "jsonld.undefined_term", "lossless"),
    Case("foreign-key_fail", "Somebody else's key signed it in the issuer's name.",
         lambda: as_bytes(stranger_signed()), "json", "rejected", "key.controller", "key"),
    Case("expired_fail", "Genuine, and its validity has ended.",
         lambda: as_bytes(secured(badge(validUntil="2026-03-01T00:00:00Z"))), "json", "rejected", "time.expired",
         "validity"),
    Case("no-proof_fail", "Nobody signed it.",
         lambda: as_bytes(badge()), "json", "rejected", "proof.missing", "proof"),
    Case("duplicate-member_fail", "A member stands twice; two readers would see two learners.",
         lambda: as_bytes(secured(badge())).replace(b"{", b'{\n  "name": "Doctorate",', 1), "json", "rejected",
         "json.duplicate_key", "json"),
    Case("legacy-suite-not-enabled_fail", "The older suite under a policy that does not name it: not decided.",
         lambda: as_bytes(secured(older(), ED25519_SIGNATURE_2020)), "json", "indeterminate", "unsupported.proof_type",
         "proof"),
]  # fmt: skip


def files(case: Case) -> Iterator[tuple[str, bytes]]:
    """The files of a folder: name and bytes."""
    yield f"input.{case.suffix}", case.make()
    expected: Tree = {
        "policy": {"profile": "open-badge", "trust": [case.signer.controller], "legacy": case.legacy}
        | ({} if case.withheld == "refuse" else {"withheld": case.withheld}),
        "at": AT,
        "verdict": case.verdict,
    }
    if case.code:
        expected |= {"check": case.check, "code": case.code}
    yield "expect.json", (json.dumps(expected, indent=2) + "\n").encode()
    yield "README.md", f"# {case.name}\n\n{case.why}\n".encode()


def main() -> int:
    """Write or compare; 1 where something differs."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true", help="compare only")
    check = options.parse_args().check
    wrong = []
    for case in CASES:
        folder = FOLDER / case.name
        for name, data in files(case):
            path = folder / name
            if path.exists() and path.read_bytes() == data:
                continue
            wrong.append(path.relative_to(FOLDER).as_posix())
            if not check:
                folder.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    print("\n".join([("differs: " if check else "written: ") + name for name in wrong]) or "nothing to do")
    return int(check and bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
