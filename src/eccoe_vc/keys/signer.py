"""STAND-IN until the real signer lands; Ed25519 only."""
from __future__ import annotations
from typing import Protocol
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eccoe_vc.errors import IssueError
from eccoe_vc.keys.algorithms import PublicKey


class Signer(Protocol):
    alg: str
    controller: str
    verification_method: str
    public_key: PublicKey

    def sign(self, data: bytes) -> bytes: ...


class LocalSigner:
    def __init__(self, key: Ed25519PrivateKey, controller: str | None = None, verification_method: str | None = None) -> None:
        self._key = key
        self.alg = "Ed25519"
        self.public_key = PublicKey("Ed25519", key.public_key().public_bytes_raw())
        mk = self.public_key.to_multikey()
        did = f"did:key:{mk}"
        self.controller = controller or did
        self.verification_method = verification_method or (f"{did}#{mk}" if controller is None or controller == did else f"{did}#{mk}")

    @classmethod
    def generate(cls, alg: str = "Ed25519", controller: str | None = None) -> "LocalSigner":
        return cls(Ed25519PrivateKey.generate(), controller)

    @classmethod
    def from_seed(cls, seed: bytes, controller: str | None = None, verification_method: str | None = None) -> "LocalSigner":
        return cls(Ed25519PrivateKey.from_private_bytes(seed), controller, verification_method)

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data)


def checked_sign(signer: Signer, data: bytes) -> bytes:
    value = signer.sign(data)
    if not signer.public_key.verify(value, data):
        raise IssueError("signer.output", "The signer's output does not verify.")
    return value
