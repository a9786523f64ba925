"""Tokens: what verifying one costs, beside the bare signature and JSON, and beside plain jwcrypto.

    python bench_tokens.py [--rounds 7] [--short] [--json results-tokens.json]

`bare` is base64, the engine's signature check and `json.loads` of the payload alone, with a key that is prepared;
`step` is all that a token costs the house besides the ordinary checks of a credential: open the text, read header and
payload through the strict doors, compare the claims, find the key by its name, check the signature. `jwcrypto` reads
and verifies the same token with that library as its documentation shows, from the JWK of the key; `jwcrypto warm` has
the key prepared. `inspect` is the whole report, and `json` that on the same badge with an embedded JCS proof.
"""

from __future__ import annotations

import argparse
import json
import sys
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from creds import medium
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from measuring import Cell, environment, measure

from eccoe_vc import EDDSA_JCS_2022, VC_JWT_OB3, LocalSigner, TrustedIssuers, inspect, issue, open_credential, policies
from eccoe_vc.limits import Meter
from eccoe_vc.verification import proving, tokens
from eccoe_vc.verification.case import Case
from eccoe_vc.verification.world import OFFLINE

AT = datetime(2026, 6, 1, tzinfo=UTC)
ALGS = ("Ed25519", "P-256", "P-384", "RSA-2048")


def decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def bare(text: str, signer: LocalSigner) -> Cell:
    """Nothing but base64, the engine and a JSON parser, with a key that is prepared."""
    key: Any = JWK(**signer.public_key.to_jwk()).get_op_key("verify")
    algorithm = ec.ECDSA(hashes.SHA384() if signer.alg == "P-384" else hashes.SHA256())

    def check(value: bytes, data: bytes) -> None:
        if signer.alg == "Ed25519":
            key.verify(value, data)
        elif signer.alg == "RSA":
            key.verify(value, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            half = len(value) // 2
            numbers = int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big")
            key.verify(utils.encode_dss_signature(*numbers), data, algorithm)

    def cell() -> None:
        signed, _, signature = text.rpartition(".")
        check(decoded(signature), signed.encode())
        json.loads(decoded(signed.partition(".")[2]))

    return cell


def step(text: str, policy: Any) -> Cell:
    def cell() -> None:
        envelope = open_credential(text)
        token = tokens.open_token(envelope, policy)
        case = Case(envelope, token.document, policy, OFFLINE, AT, Meter(policy.budget), token=token)
        case.conclude("token", tokens.check(case, token))
        for _ in proving.prove(case, []):
            raise RuntimeError("a did:key asks for nothing")
        if any(check.outcome != "PASSED" for check in case.checks):
            raise RuntimeError(str(case.report()))

    return cell


def plain(text: str, signer: LocalSigner, *, warm: bool) -> Cell:
    tree = signer.public_key.to_jwk()
    known = JWK(**tree) if warm else None
    alg = signer.public_key.jose_alg

    def cell() -> None:
        token = JWS()
        token.allowed_algs = [alg]
        token.deserialize(text, known or JWK(**tree))
        json.loads(token.payload)

    return cell


def whole(text: str, policy: Any) -> Cell:
    def cell() -> None:
        if not inspect(text, policy=policy, at=AT):
            raise RuntimeError("not accepted")

    return cell


def run(rounds: int, repeats: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for alg in ALGS:
        signer = LocalSigner.generate(alg)
        tree = medium()
        tree["issuer"]["id"] = signer.controller
        text = issue(tree, signer=signer, securing=VC_JWT_OB3, created=AT).text
        policy = policies.open_badge(trust=TrustedIssuers({signer.controller}), status="skip")
        cells = {
            "bare": bare(text, signer),
            "step": step(text, policy),
            "jwcrypto": plain(text, signer, warm=False),
            "jwcrypto warm": plain(text, signer, warm=True),
            "inspect": whole(text, policy),
        }
        if alg == "Ed25519":
            cells["json"] = whole(issue(tree, signer=signer, securing=EDDSA_JCS_2022, created=AT).text, policy)
        figures, errors = measure(cells, None, rounds, lambda _: repeats)
        if errors:
            raise RuntimeError(str(errors))
        least = {name: figures[name]["min_us"] for name in cells}
        result[alg] = {
            "bytes": len(text),
            **{f"{name}_us": round(value, 1) for name, value in least.items()},
            "step/bare": round(least["step"] / least["bare"], 2),
            "jwcrypto/step": round(least["jwcrypto"] / least["step"], 2),
        }
        print(f"{alg}: {json.dumps(result[alg])}", flush=True)
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--short", action="store_true", help="once: does it run?")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = run(1, 5) if options.short else run(options.rounds, 200)
    result = {"environment": environment(), **found}
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
