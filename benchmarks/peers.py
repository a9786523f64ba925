"""The cells of the peers and of the physical floor. Peers that are not installed give no cells."""

from __future__ import annotations

import base64
import copy
import importlib
import json
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import creds
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from measuring import Cell

from eccoe_vc.encoding import multibase, multicodec

HERE = Path(__file__).resolve().parent
SEED = bytes(range(32))  # a published test key
PRIVATE = Ed25519PrivateKey.from_private_bytes(SEED)
PUBLIC = PRIVATE.public_key()
MULTIKEY = multibase.encode(multicodec.join("ed25519-pub", PUBLIC.public_bytes_raw()))
DID = f"did:key:{MULTIKEY}"
METHOD = f"{DID}#{MULTIKEY}"
PEM = PRIVATE.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
PUBLIC_PEM = PUBLIC.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
NODE_CELLS = ("expand", "tordf", "canonical", "sign", "verify", "sign_jcs", "verify_jcs")


def optional(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def proof_step(canonical: Callable[[Any], str], suite: str) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """(sign, verify) of a Data Integrity proof over any canonicaliser, so that peers differ in nothing else."""

    def hashes(document: Any, proof: Any) -> bytes:
        return sha256(canonical(proof).encode()).digest() + sha256(canonical(document).encode()).digest()

    def sign(document: Any) -> Any:
        proof = {
            "@context": document["@context"],
            "type": "DataIntegrityProof",
            "created": "2026-03-01T00:00:00Z",
            "verificationMethod": METHOD,
            "cryptosuite": suite,
            "proofPurpose": "assertionMethod",
        }
        value = multibase.encode(PRIVATE.sign(hashes(document, proof)))
        if "rdfc" in suite:
            del proof["@context"]
        return {**document, "proof": {**proof, "proofValue": value}}

    def verify(document: Any) -> None:
        unsigned = dict(document)
        proof = dict(unsigned.pop("proof"))
        value = multibase.decode(proof.pop("proofValue"))
        proof["@context"] = document["@context"]
        PUBLIC.verify(value, hashes(unsigned, proof))

    return sign, verify


def floor_cells(canonical: str, data: bytes) -> dict[str, Cell]:
    """What no Python library can go below."""
    message = b"x" * 64
    signature = PRIVATE.sign(message)
    encoded = canonical.encode()
    return {
        "floor.ed25519_sign": lambda: PRIVATE.sign(message),
        "floor.ed25519_verify": lambda: PUBLIC.verify(signature, message),
        "floor.sha256": lambda: sha256(encoded).digest(),
        "floor.json_loads": lambda: json.loads(data),
    }


def pyld_cells(contexts: Any, document: Any, signed: Any) -> dict[str, Cell]:
    if not optional("pyld"):
        return {}
    from pyld import jsonld

    def load(url: str, options: Any = None) -> Any:
        del options
        document = copy.deepcopy(contexts[url])
        return {"contextUrl": None, "documentUrl": url, "document": document, "contentType": "application/ld+json"}

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load, "base": None}
    sign, verify = proof_step(lambda tree: str(jsonld.normalize(tree, options)), "eddsa-rdfc-2022")
    return {
        "pyld.expand": lambda: jsonld.expand(document, {"documentLoader": load}),
        "pyld.canonical": lambda: jsonld.normalize(document, options),
        "pyld.sign": lambda: sign(document),
        "pyld.verify": lambda: verify(signed),
    }


def openbadgeslib_cells(contexts: Any, document: Any, signed: Any) -> dict[str, Cell]:
    if not (ldp := optional("openbadgeslib.ob3.ldp")):
        return {}
    extra = {"extra_contexts": {creds.CLR: contexts[creds.CLR]}} if creds.CLR in document["@context"] else {}
    cells: dict[str, Cell] = {
        "openbadgeslib.sign": lambda: ldp.add_data_integrity_proof(document, PEM, METHOD, **extra),
        "openbadgeslib.verify": lambda: ldp.verify_data_integrity_proof(signed, PUBLIC_PEM, **extra),
    }
    if not extra:  # its full verifier does far more than the proof step: compare with our complete verification
        verifier = ldp.OB3LdpVerifier(PUBLIC_PEM)
        cells["openbadgeslib.verify_complete"] = lambda: verifier.verify(signed)
    return cells


def jcs_cells(document: Any) -> dict[str, Cell]:
    if not (rfc8785 := optional("rfc8785")):
        return {}
    sign, verify = proof_step(lambda tree: str(rfc8785.dumps(tree).decode()), "eddsa-jcs-2022")
    signed = sign(document)
    return {"rfc8785.sign_jcs": lambda: sign(document), "rfc8785.verify_jcs": lambda: verify(signed)}


def jwt_cells(document: Any) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    payload = json.dumps(document).encode()
    head = base64.urlsafe_b64encode(b'{"alg":"EdDSA","typ":"JWT"}').rstrip(b"=")
    signing_input = head + b"." + base64.urlsafe_b64encode(payload).rstrip(b"=")
    token = (signing_input + b"." + base64.urlsafe_b64encode(PRIVATE.sign(signing_input)).rstrip(b"=")).decode()

    def bare() -> Any:
        h, p, s = token.split(".")
        PUBLIC.verify(base64.urlsafe_b64decode(s + "=="), f"{h}.{p}".encode())
        return json.loads(base64.urlsafe_b64decode(p + "=="))

    cells["jwt.bare.verify"] = bare
    if optional("jwcrypto"):
        from jwcrypto import jwk, jws

        key = jwk.JWK.from_pem(PEM)

        def jwcrypto_verify() -> Any:
            found = jws.JWS()
            found.allowed_algs = ["EdDSA"]
            found.deserialize(token, key)
            return json.loads(found.payload)

        cells["jwt.jwcrypto.verify"] = jwcrypto_verify
    if optional("joserfc"):
        from joserfc import jws as jose
        from joserfc.jwk import OKPKey

        okp = OKPKey.import_key(PEM.decode())
        cells["jwt.joserfc.verify"] = lambda: json.loads(
            jose.deserialize_compact(token, okp, algorithms=["EdDSA"]).payload
        )
    if jwt := optional("jwt"):
        options = {"verify_aud": False, "verify_iss": False}
        cells["jwt.pyjwt.verify"] = lambda: jwt.decode(token, PUBLIC, algorithms=["EdDSA"], options=options)
    return cells


def pyoxigraph_cells(canonical: str) -> dict[str, Cell]:
    if not (ox := optional("pyoxigraph")):
        return {}
    data = canonical.encode()

    def run() -> None:
        dataset = ox.Dataset(ox.parse(data, format=ox.RdfFormat.N_QUADS))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    return {"pyoxigraph.parse_and_canonicalise_nquads": run}


class NodeWorker:
    """`bench_node.mjs` in a child process; every cell is timed inside node."""

    def __init__(self, folder: Path) -> None:
        self.name = ""
        self.process = subprocess.Popen(
            ["node", str(HERE / "bench_node.mjs"), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, **request: Any) -> Any:
        if not (self.process.stdin and self.process.stdout):
            raise RuntimeError("the node worker has no pipes")
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"error": "node worker ended"}')
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def time(self, what: str, repeats: int) -> list[float]:
        """Microseconds of each of `repeats` runs of a cell on the current document."""
        taken: list[float] = self.ask(op="time", what=what, set=self.name, reps=repeats)["t"]
        return taken

    def setup(self, contexts: Any, docs: Any) -> None:
        multikey = "https://w3id.org/security/multikey/v1"
        method = {"@context": multikey, "id": METHOD, "type": "Multikey", "controller": DID,
                  "publicKeyMultibase": MULTIKEY}  # fmt: skip
        controller = {"@context": ["https://www.w3.org/ns/did/v1", multikey], "id": DID,
                      "verificationMethod": [method], "assertionMethod": [METHOD]}  # fmt: skip
        secret = multibase.encode(multicodec.join("ed25519-priv", SEED))
        self.ask(op="setup", contexts=contexts, docs=docs, vm=method, did=controller,
                 key={**method, "secretKeyMultibase": secret})  # fmt: skip

    def close(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(10)
