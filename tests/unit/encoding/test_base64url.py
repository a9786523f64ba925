"""base64url: the vectors of RFC 4648 section 10, and one text for one value."""

from __future__ import annotations

import pytest

from eccoe_vc.encoding import DecodeError, base64url

# RFC 4648 section 10, padding taken away (RFC 7515 appendix C).
RFC_4648 = {
    b"": "",
    b"f": "Zg",
    b"fo": "Zm8",
    b"foo": "Zm9v",
    b"foob": "Zm9vYg",
    b"fooba": "Zm9vYmE",
    b"foobar": "Zm9vYmFy",
}
# RFC 7515 appendix C.
RFC_7515 = {bytes([3, 236, 255, 224, 193]): "A-z_4ME"}


@pytest.mark.parametrize(("data", "text"), [*RFC_4648.items(), *RFC_7515.items()])
def test_published_vectors(data: bytes, text: str) -> None:
    assert base64url.encode(data) == text
    assert base64url.decode(text) == data


@pytest.mark.parametrize(
    "text",
    [
        "Zg==",
        "Zm8=",
        "=",
        "Zm9v\n",
        " Zm9v",
        "Zm 9v",
        "A+z/4ME",
        "Zm9vYg\0",
        "Zm9v\u00e9",
        "\uff3a\uff47",
        "Z",
        "Zm9vY",
        "Zh",
        "Zm9",
        "Zm9vYh",
        "Zm9vYmF",
        "~",
    ],
)
def test_everything_that_is_not_the_one_encoding_is_refused(text: str) -> None:
    with pytest.raises(DecodeError):
        base64url.decode(text)


def test_no_two_texts_decode_to_one_value() -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for head, values in (("", 2**8), ("Z", 2**10)):  # Z is six of sixteen bits
        read = []
        for text in (head + first + last for first in alphabet for last in alphabet):
            try:
                read.append(base64url.decode(text))
            except DecodeError:
                continue
        assert len(read) == len(set(read)) == values


def test_length_at_the_limit_and_one_beyond() -> None:
    assert base64url.decode("AAAA", max_chars=4) == b"\0\0\0"
    with pytest.raises(DecodeError, match="longer than 4"):
        base64url.decode("AAAAAA", max_chars=4)
    with pytest.raises(DecodeError):
        base64url.decode("A" * (base64url.MAX_CHARS + 4))
