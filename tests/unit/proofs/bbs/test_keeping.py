"""Secrets of BBS in files: what was written is read again, plain or encrypted, and nothing else is."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eccoe_vc import BbsSigner, HolderSecret, KeyLoadError, LocalSigner, StoreError
from eccoe_vc.encoding import multibase
from eccoe_vc.keys import PublicKey, storage
from eccoe_vc.limits import Budget
from eccoe_vc.proofs.bbs import keeping, scheme

SECRET = scheme.generate_key(bytes(range(40)))
KEY = BbsSigner(SECRET)
HOLDER = HolderSecret(b"\x01" * 32, b"\x02" * 32)
PASSPHRASE = "correct horse"

SAVED: list[tuple[Any, Callable[..., Any]]] = [(KEY, BbsSigner.from_saved), (HOLDER, HolderSecret.from_saved)]


def secrets_of(one: Any) -> Any:
    return (one.secret, one.blinding) if isinstance(one, HolderSecret) else (one.public_key, one.verification_method)


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE, PASSPHRASE.encode()])
@pytest.mark.parametrize(("one", "read"), SAVED, ids=["key", "holder"])
def test_saved_and_read_again(one: Any, read: Any, passphrase: Any, tmp_path: Path) -> None:
    path = tmp_path / "kept"
    one.save(path, passphrase)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    data = path.read_bytes()
    for form in (data, data.decode()):
        assert secrets_of(read(form, passphrase)) == secrets_of(one)
    assert (b"ENCRYPTED" in data) is (passphrase is not None)
    assert storage.holds_private(data)
    assert keeping.is_key(data) is (one is KEY)
    with pytest.raises(StoreError):
        one.save(path)
    wrong = None if passphrase else PASSPHRASE
    for other in (wrong, "battery staple"):
        with pytest.raises(KeyLoadError) as caught:
            read(data, other)
        assert caught.value.code == "key.load"
        assert PASSPHRASE not in str(caught.value)
    with pytest.raises(KeyLoadError, match="empty passphrase"):
        one.save(tmp_path / "other", "")
    assert not (tmp_path / "other").exists()


def test_a_plain_key_is_the_multikey_text_of_other_programs() -> None:
    text = keeping.write_key(SECRET, None).decode().strip()
    assert multibase.decode(text) == b"\x8a\x26" + SECRET
    assert BbsSigner.from_multibase(text).public_key == KEY.public_key


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"zz",
        KEY.public_key.to_multikey().encode(),
        b"-----BEGIN BBS PRIVATE KEY-----\nAAAA\n-----END BBS PRIVATE KEY-----\n",
        keeping.write_holder(b"a", b"b", None),
        b"\xff" * 99,
    ],
    ids=range(6),
)
def test_what_is_no_key(data: bytes) -> None:
    with pytest.raises(KeyLoadError) as caught:
        BbsSigner.from_saved(data)
    assert caught.value.code == "key.load"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        keeping.write_key(SECRET, None),
        keeping.write_key(SECRET, PASSPHRASE),
        b"-----BEGIN BBS HOLDER PRIVATE KEY-----\nAAAA\n-----END BBS HOLDER PRIVATE KEY-----\n",
    ],
    ids=range(4),
)
def test_what_is_no_secret_of_a_holder(data: bytes) -> None:
    with pytest.raises(KeyLoadError) as caught:
        HolderSecret.from_saved(data)
    assert caught.value.code == "key.load"


def test_a_file_that_asks_for_too_much_work_is_refused_before_it_is_done() -> None:
    data = keeping.write_key(SECRET, PASSPHRASE)
    with pytest.raises(KeyLoadError) as caught:
        BbsSigner.from_saved(data, PASSPHRASE, budget=Budget(kdf_rounds=1000))
    assert caught.value.code == "key.cost"


def test_the_readers_of_other_keys_say_what_it_is() -> None:
    for passphrase in (None, PASSPHRASE):
        data = keeping.write_key(SECRET, PASSPHRASE)
        with pytest.raises(KeyLoadError, match="bbs-2023"):
            LocalSigner.from_pem(data, passphrase)
        with pytest.raises(KeyLoadError) as caught:
            PublicKey.from_pem(data)
        assert caught.value.code == "key.private_in_public"


def test_no_document_replaces_a_key(tmp_path: Path) -> None:
    for number, (one, _) in enumerate(SAVED):
        path = tmp_path / str(number)
        one.save(path)
        with pytest.raises(StoreError, match="holds a private key"):
            storage.write_public(path, b"{}", replace=True)
