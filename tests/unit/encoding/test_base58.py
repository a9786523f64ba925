"""base58btc: the vectors of the Internet-Draft "The Base58 Encoding Scheme", and those of Bitcoin Core."""

from __future__ import annotations

import time

import pytest

from eccoe_vc.encoding import DecodeError, base58

# draft-msporny-base58-03, section 5.
DRAFT = {
    b"Hello World!": "2NEpo7TZRRrLZSi2U",
    b"The quick brown fox jumps over the lazy dog.": "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
    bytes.fromhex("0000287fb4cd"): "11233QC4",
}
# bitcoin/bitcoin, src/test/data/base58_encode_decode.json.
BITCOIN = {
    "": "",
    "61": "2g",
    "626262": "a3gV",
    "636363": "aPEr",
    "73696d706c792061206c6f6e6720737472696e67": "2cFupjhnEsSn59qHXstmK2ffpLv2",
    "00eb15231dfceb60925886b67d065299925915aeb172c06647": "1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L",
    "516b6fcd0f": "ABnLTmg",
    "bf4f89001e670274dd": "3SEo3LWLoPntC",
    "572e4794": "3EFU7m",
    "ecac89cad93923c02321": "EJDM8drfXA6uyA",
    "10c8511e": "Rt5zm",
    "00000000000000000000": "1111111111",
}
VECTORS = [*DRAFT.items(), *((bytes.fromhex(data), text) for data, text in BITCOIN.items())]


@pytest.mark.parametrize(("data", "text"), VECTORS)
def test_published_vectors(data: bytes, text: str) -> None:
    assert base58.encode(data) == text
    assert base58.decode(text) == data


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "2NEpo7TZRRrLZSi2U ", "a b", "a\n", "a+", "a\u0430", "\0", "-"])
def test_a_character_outside_the_alphabet_is_refused(text: str) -> None:
    with pytest.raises(DecodeError, match="alphabet"):
        base58.decode(text)


def test_leading_ones_are_leading_zero_bytes_and_nothing_else_is() -> None:
    assert base58.decode("1" * 7 + "2") == bytes(7) + b"\x01"
    assert base58.encode(bytes(7)) == "1" * 7


def test_length_is_tested_before_the_work() -> None:
    assert len(base58.decode("z" * base58.MAX_CHARS)) > 2900
    start = time.thread_time()
    with pytest.raises(DecodeError, match="longer than 4096"):
        base58.decode("z" * 10_000_000)
    assert time.thread_time() - start < 0.1
    with pytest.raises(DecodeError):
        base58.decode("22", max_chars=1)
