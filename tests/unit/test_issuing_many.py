"""Issuing many credentials loads a key once: when its signer is made, and never again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from tests.attacks.bases import AT, policy, unsigned
from tests.softhsm import PIN, TOKEN, hsm

from eccoe_vc import (
    ECDSA_RDFC_2019,
    EDDSA_RDFC_2022,
    SD_JWT_VCDM,
    VC_JWT_OB3,
    LocalSigner,
    Pkcs11Signer,
    inspect,
    issue,
)
from eccoe_vc.keys import PublicKey, algorithms, canary, pkcs11, pkcs11_objects, primitives, private
from eccoe_vc.keys.primitives import KeyAlg

COUNT = 40
FORMS: dict[KeyAlg, tuple[Any, ...]] = {
    "Ed25519": (EDDSA_RDFC_2022, VC_JWT_OB3, SD_JWT_VCDM),
    "P-256": (ECDSA_RDFC_2019, VC_JWT_OB3, SD_JWT_VCDM),
}


@pytest.fixture(name="done")
def _done(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a key was read, checked, or handed to an engine."""
    counted: Counter[str] = Counter()

    def count(module: Any, name: str) -> None:
        original: Callable[..., Any] = getattr(module, name)

        def counting(*args: Any, **options: Any) -> Any:
            counted[name] += 1
            return original(*args, **options)

        monkeypatch.setattr(module, name, counting)

    for alg in FORMS:
        canary.require(alg)  # once for a process, with a key of its own
    count(private, "_private_key_info")
    count(algorithms, "check_strength")
    count(primitives, "load")
    count(pkcs11, "_logged_in")
    count(pkcs11_objects, "private_key")
    count(pkcs11_objects, "public_key")
    return counted


def issue_many(signer: Any, forms: tuple[Any, ...]) -> None:
    """Each credential is another one, and the last of each form is accepted."""
    issuer = {"id": signer.controller, "type": ["Profile"], "name": "North University"}
    texts = [
        issue(unsigned(id=f"urn:uuid:{number}", issuer=issuer), signer=signer, securing=form, created=AT).text
        for number in range(COUNT)
        for form in forms
    ]
    assert len(set(texts)) == COUNT * len(forms)
    for text in texts[-len(forms) :]:
        assert inspect(text, policy=policy(signer.controller), at=AT)


@pytest.mark.parametrize("alg", FORMS)
def test_a_key_from_a_file_is_read_once(alg: KeyAlg, done: Counter[str]) -> None:
    made = LocalSigner.generate(alg)
    pem = private.to_pem(made._key, None)
    algorithms._engine_key.cache_clear()
    done.clear()
    signer = LocalSigner.from_pem(pem)
    issue_many(signer, FORMS[alg])
    # The private half once; the public half, with which each signature is checked before it leaves, once as well.
    assert done == {"_private_key_info": 1, "check_strength": 1, "load": 1}


def test_the_engine_of_an_own_signer_is_asked_once_for_each_signature(done: Counter[str]) -> None:
    class Counting:
        """A signer of somebody else, such as a key service."""

        def __init__(self) -> None:
            self._inner = LocalSigner.generate("P-256")
            self.alg, self.controller = self._inner.alg, self._inner.controller
            self.verification_method = self._inner.verification_method
            self.signed = 0

        @property
        def public_key(self) -> PublicKey:
            return PublicKey.from_multikey(self._inner.public_key.to_multikey())  # made anew each time

        def sign(self, data: bytes) -> bytes:
            self.signed += 1
            return self._inner.sign(data)

    signer = Counting()
    done.clear()
    issue_many(signer, FORMS["P-256"])
    assert signer.signed == COUNT * 3
    assert not done, "the key was known, in whatever object it comes"


def test_a_token_is_opened_and_its_key_found_once(done: Counter[str]) -> None:
    token = hsm()
    algorithms._engine_key.cache_clear()
    done.clear()
    with Pkcs11Signer.open(token.module, token=TOKEN, key="p256", pin=PIN) as signer:
        issue_many(signer, FORMS["P-256"])
    assert done == {"_logged_in": 1, "private_key": 1, "public_key": 1, "check_strength": 1, "load": 1}
