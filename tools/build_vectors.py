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

from eccoe_vc import (
    ED25519_SIGNATURE_2020,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    VC_COSE,
    VC_JOSE,
    VC_JWT_1_1,
    VC_JWT_OB3,
    LocalSigner,
    bake,
    issue,
)
from eccoe_vc.encoding import base64url
from eccoe_vc.proofs.sd_jwt.concealing import conceal
from eccoe_vc.proofs.sd_jwt.disclosures import make

FOLDER = Path(__file__).resolve().parents[1] / "test_vectors" / "credentials"
AT = "2026-06-01T12:00:00Z"
CREATED = datetime(2026, 5, 2, 12, tzinfo=UTC)
ISSUER = LocalSigner.from_seed(bytes(range(32)))  # published test keys: never use them
STRANGER = LocalSigner.from_seed(bytes(range(32, 64)))
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


def secured(tree: Tree, securing: Any = EDDSA_RDFC_2022, signer: LocalSigner = ISSUER, **how: Any) -> Tree:
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
    Case("proof-set", "Two proofs by two suites over one document.",
         lambda: as_bytes(secured(badge(), BOTH)), "json", "accepted", legacy=True),
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
        "policy": {"profile": "open-badge", "trust": [ISSUER.controller], "legacy": case.legacy},
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
