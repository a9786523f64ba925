"""Tokens: what verifying one costs, beside the bare signature and JSON, and beside plain jwcrypto.

    python bench_tokens.py [--rounds 7] [--short] [--json results-tokens.json]

`bare` is base64, the engine's signature check and `json.loads` of the payload alone, with a key that is prepared;
`step` is all that a token costs the house besides the ordinary checks of a credential: open the text, read header and
payload through the strict doors, compare the claims, find the key by its name, check the signature.

`jwcrypto` is what its documentation shows for a JWT: `JWT(jwt=..., key=JWK(...))` and `json.loads` of the claims. The
key is read each time, because whoever verifies has the JWK of one issuer after the other; `jwcrypto jws` is the same
with the class `JWS`, which looks at no claim, and `warm` has the key prepared, as `bare` has it, and as ours is after
the first token of an issuer. Finding the key of the issuer, and the report, are in `step` alone.

`inspect` is the whole report, and `json` that on the same badge with an embedded JCS proof. `stages` is the way of one
token in parts, each timed by itself, where caches are warm: their sum is less than the step. An ECDSA signature has the
smaller form of s, except in `P-256 high s`, where the report holds one note more.
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
from jwcrypto.jwt import JWT
from measuring import Cell, environment, measure

from eccoe_vc import EDDSA_JCS_2022, VC_JWT_OB3, LocalSigner, TrustedIssuers, inspect, issue, open_credential, policies
from eccoe_vc.encoding import base64url, strict_json
from eccoe_vc.keys.primitives import has_high_s
from eccoe_vc.limits import Meter
from eccoe_vc.proofs import claims, dialects
from eccoe_vc.verification import proving, tokens
from eccoe_vc.verification.case import Case
from eccoe_vc.verification.world import OFFLINE

AT = datetime(2026, 6, 1, tzinfo=UTC)
ALGS = ("Ed25519", "P-256", "P-256 high s", "P-384", "RSA-2048")


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


def plain(text: str, signer: LocalSigner, *, warm: bool = False, jws: bool = False) -> Cell:
    tree = signer.public_key.to_jwk()
    known = JWK(**tree) if warm else None
    alg = signer.public_key.jose_alg

    def jwt_cell() -> None:
        json.loads(JWT(jwt=text, key=known or JWK(**tree), algs=[alg]).claims)

    def jws_cell() -> None:
        token = JWS()
        token.allowed_algs = [alg]
        token.deserialize(text, known or JWK(**tree))
        json.loads(token.payload)

    return jws_cell if jws else jwt_cell


def stages(text: str, signer: LocalSigner, policy: Any) -> dict[str, Cell | str]:
    """The parts of the step, and beside the first three what the bare side does in their place."""
    envelope = open_credential(text)
    token = tokens.open_token(envelope, policy)
    part, payload = text.split(".")[1], envelope.parts[1]

    def new() -> Case:
        return Case(envelope, token.document, policy, OFFLINE, AT, Meter(policy.budget), token=token)

    def found() -> None:
        for _ in tokens.resolve(new(), token, []):
            raise RuntimeError("a did:key asks for nothing")

    def proved() -> None:
        for _ in proving.prove(new(), []):
            raise RuntimeError("a did:key asks for nothing")

    return {
        "base64": lambda: base64url.decode(part),
        "base64, bare": lambda: decoded(part),
        "strict JSON": lambda: strict_json.parse(payload),
        "JSON, bare": lambda: json.loads(payload),
        "signature": lambda: signer.public_key.verify(token.signature, token.signed),
        "open the text, base64 included": lambda: open_credential(text),
        "open the token, strict JSON included": lambda: tokens.open_token(envelope, policy),
        "tell the dialect": lambda: dialects.read(token.header, token.claims),
        "compare the claims": lambda: claims.check(token),
        "begin a case": new,
        "begin a case, find the key": found,
        "begin a case, find the key, check the signature, say so": proved,
    }


def issued(alg: str) -> tuple[str, LocalSigner]:
    """A badge in a token, and who signed it."""
    while True:
        signer = LocalSigner.generate(alg.removesuffix(" high s"))
        tree = medium()
        tree["issuer"]["id"] = signer.controller
        text = issue(tree, signer=signer, securing=VC_JWT_OB3, created=AT).text
        if has_high_s(signer.alg, decoded(text.rpartition(".")[2])) is alg.endswith("high s"):
            return text, signer


def whole(text: str, policy: Any) -> Cell:
    def cell() -> None:
        if not inspect(text, policy=policy, at=AT):
            raise RuntimeError("not accepted")

    return cell


def run(rounds: int, repeats: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for alg in ALGS:
        text, signer = issued(alg)
        policy = policies.open_badge(trust=TrustedIssuers({signer.controller}), status="skip")
        cells = {
            "bare": bare(text, signer),
            "step": step(text, policy),
            "jwcrypto": plain(text, signer),
            "jwcrypto warm": plain(text, signer, warm=True),
            "jwcrypto jws": plain(text, signer, jws=True),
            "jwcrypto jws warm": plain(text, signer, jws=True, warm=True),
            "inspect": whole(text, policy),
        }
        if alg == "Ed25519":
            tree = medium()
            tree["issuer"]["id"] = signer.controller
            cells["json"] = whole(issue(tree, signer=signer, securing=EDDSA_JCS_2022, created=AT).text, policy)
        figures, errors = measure(cells, None, rounds, lambda _: repeats)
        if errors:
            raise RuntimeError(str(errors))
        least = {name: figures[name]["min_us"] for name in cells}
        result[alg] = {
            "bytes": len(text),
            **{f"{name}_us": round(value, 1) for name, value in least.items()},
            "step/bare": round(least["step"] / least["bare"], 2),
            **{f"{name}/step": round(least[name] / least["step"], 2) for name in cells if name.startswith("jwcrypto")},
        }
        print(f"{alg}: {json.dumps(result[alg])}", flush=True)
        if alg in ("Ed25519", "P-256"):
            figures, _ = measure(stages(text, signer, policy), None, rounds, lambda _: repeats)
            parts = {name: round(figures[name]["min_us"], 1) for name in figures}
            result[alg]["stages_us"] = parts
            print(f"{alg}, stages: {json.dumps(parts)}", flush=True)
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
