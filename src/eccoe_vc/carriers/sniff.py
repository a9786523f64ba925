"""Which format is this? Content decides, never a file name (security rule 13).

Only the first bytes are looked at, so that twenty megabytes of noise cost nothing. What is not ours is named in words,
because "unknown format" helps nobody who uploaded a PDF.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from eccoe_vc.errors import CarrierError

Kind = Literal["json", "token", "cose", "png", "svg", "unknown"]

PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_LOOK: Final = 4096  # bytes of the beginning that are looked at
_BLANK: Final = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*").match
# What the first three characters of a base64url text can be when it encodes `{` and then a quote, white space or `}`.
_TOKEN: Final = re.compile(rb"ey[A-DI-L]|ew[k-r0-3]|e30").match
# The signature of PNG, also as text-mode transfers leave it; the reader then says what happened.
_PNG: Final = re.compile(rb"(?:\x89|\xc2\x89|\xef\xbf\xbd|[\t?])PNG").match
# COSE_Sign1: tag 18 and an array of four parts, as bytes or in base64.
_COSE: Final = re.compile(rb"\xd2\x84|[ \t\r\n]*0o[Q-T][A-Za-z0-9+/]").match
_SCALAR: Final = re.compile(rb"(?:true|false|null|-?[0-9][0-9.eE+-]*)[ \t\r\n]*\Z").match
_QUOTES: Final = (b"'", b"`")  # in the other ones a token is JSON: a text, and no object
_HTML: Final = re.compile(
    rb"(?is)(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|script|meta|title|div|p)[\s>]"
).match
_WIDE_MARKS: Final = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# Which of the first four bytes are zero when the text has no mark and begins with two ASCII characters.
_WIDE_ZEROS: Final[dict[tuple[bool, ...], str]] = {
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
}

_ZIP: Final = (
    "Unpack it and pass the file inside; an evidence bundle is opened with its digest (open_bundle, --bundle)."
)
_MAGIC: Final = (
    (b"%PDF-", "a PDF document", "Ask for the credential itself: a PDF shows it and does not hold it."),
    (b"\xff\xd8\xff", "a JPEG photo", "Badges are baked into PNG or SVG images only; ask for the original file."),
    (b"GIF8", "a GIF image", "Badges are baked into PNG or SVG images only."),
    (b"BM", "a BMP image", "Badges are baked into PNG or SVG images only."),
    (b"II*\0", "a TIFF image", "Badges are baked into PNG or SVG images only."),
    (b"MM\0*", "a TIFF image", "Badges are baked into PNG or SVG images only."),
    (b"PK\x03\x04", "a ZIP archive or an Office document", _ZIP),
    (b"PK\x05\x06", "an empty ZIP archive", "Pass the credential itself."),
    (b"\x1f\x8b", "a gzip archive, or a compressed SVG image", "Unpack it and pass the file inside."),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it and pass the file inside."),
    (b"Rar!", "a RAR archive", "Unpack it and pass the file inside."),
    (b"\xfd7zXZ", "an XZ archive", "Unpack it and pass the file inside."),
    (b"BZh", "a bzip2 archive", "Unpack it and pass the file inside."),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", "Unpack it and pass the file inside."),
    (b"-----BEGIN", "a key or certificate in PEM form", "Keep private keys to yourself; pass the credential instead."),
    (b"\x30\x82", "a key or certificate in DER form", "Keep private keys to yourself; pass the credential instead."),
    (b"\x7fELF", "a program", "Pass the credential itself."),
    (b"MZ", "a program", "Pass the credential itself."),
    (b"Bearer ", "an HTTP authorisation header", "Pass the token alone, without the word before it."),
    (b"data:", "a data: URL", "Decode it and pass what is inside."),
    (b"http://", "a web address", "Nothing is fetched here: download the file and pass its bytes."),
    (b"https://", "a web address", "Nothing is fetched here: download the file and pass its bytes."),
    (b"did:", "a DID", "Pass the credential, not the identifier of a party."),
    (b"openid-credential-offer:", "an offer of a credential", "Open it in a wallet; pass what the wallet receives."),
)  # fmt: skip


def kind(data: bytes) -> Kind:
    """The format that ``data`` claims to have; whether it keeps the claim is for its reader to say.

    >>> kind(b'{"type": []}'), kind(b"eyJhbGciOiJFZERTQSJ9.e30.AAAA"), kind(b"<svg"), kind(b"%PDF-1.7")
    ('json', 'token', 'svg', 'unknown')
    >>> kind(bytes.fromhex("d284")), kind(b"0oRAoEBA")
    ('cose', 'cose')
    """
    if data[:1] == b"{":
        return "json"
    if _TOKEN(data) and b"." in data:
        return "token"  # what is asked below is answered by these three letters
    if _PNG(data):
        return "png"
    if _COSE(data):
        return "cose"
    wide = wide_text(data)
    if wide:
        return "json" if wide[0] in "{[" else "svg" if wide[0] == "<" else "unknown"
    matched = _BLANK(data)
    start = matched.end() if matched is not None else 0
    head = data[start : start + _LOOK]
    first = head[:1]
    if first in _QUOTES and _TOKEN(data, start + 1):
        return "unknown"  # as a program prints a text; what is inside is named in the refusal
    if first in (b"{", b"[", b'"') or head[:2] in (b"//", b"/*") or _SCALAR(head):
        return "json"
    if first == b"<":
        return "unknown" if _HTML(head) else "svg"
    if head[:4] == b"\x4c\x6f\xa7\x94":  # "<?xm" in EBCDIC
        return "svg"
    return "token" if _TOKEN(data, start) and (b"." in data or b"~" in data) else "unknown"


def refusal(data: bytes) -> CarrierError:
    """The exception for a file of unknown kind: ``input.unknown_format``, with what it looks like.

    >>> print(refusal(b"%PDF-1.7").message)
    This is a PDF document, not a credential.
    """
    what, hint = _looks_like(data)
    return CarrierError("input.unknown_format", f"This is {what}, not a credential.", hint=hint)


def wide_text(data: bytes) -> str:
    """The first characters of a text in UTF-16 or UTF-32, white space and byte order mark dropped; else "".

    >>> wide_text("{}".encode("utf-16"))
    '{}'
    """
    head = data[:64]
    for mark, name in _WIDE_MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(name, "ignore").strip()
    name = _WIDE_ZEROS.get(tuple(byte == 0 for byte in head[:4]), "")
    return head.decode(name, "ignore").strip() if name else ""


def _looks_like(data: bytes) -> tuple[str, str]:
    if not data:
        return "an empty file", "The upload or download may have failed; try again."
    matched = _BLANK(data)
    start = matched.end() if matched is not None else 0
    if start == len(data):
        return "a file of white space only", "The upload or download may have failed; try again."
    if data[start : start + 1] in _QUOTES and _TOKEN(data, start + 1):
        return "a token in quotation marks", "Pass the token alone, without the quotation marks around it."
    for magic, what, hint in _MAGIC:
        if data.startswith(magic, start if b" " < magic[:1] < b"\x7f" else 0):
            return what, hint
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "a WebP image", "Badges are baked into PNG or SVG images only; ask for the original file."
    if data[4:8] == b"ftyp":
        return "a photo or film (HEIC, AVIF or MP4)", "Badges are baked into PNG or SVG images only."
    if wide_text(data):
        return "text in UTF-16 or UTF-32", "Save it as UTF-8."
    return _text_or_binary(data[start : start + _LOOK])


def _text_or_binary(head: bytes) -> tuple[str, str]:
    if _HTML(head):
        return "a web page", "A page about a credential does not hold it; look there for a download of the file itself."
    try:
        # A cut in the middle of a character is no sign of binary data.
        text = head.decode("utf-8") if len(head) < _LOOK else head[: _LOOK - 4].decode("utf-8", "ignore")
    except UnicodeDecodeError:
        return "binary data of a kind that we do not know", _FORMATS
    if len(head) >= _LOOK and len(text.encode()) < _LOOK - 8:
        return "binary data of a kind that we do not know", _FORMATS
    if any(ord(character) < 32 and character not in "\t\r\n\f\x1b" for character in text):
        return "binary data of a kind that we do not know", _FORMATS
    if re.match(r"(?i)[^\n]{1,200}\.(?:json|jwt|jws|1ob|png|svg|txt|jsonld)\s*\Z", text):
        return "the name of a file", "Read the file and pass its bytes."
    return "plain text", _FORMATS


_FORMATS: Final = (
    "Credentials come as JSON, as a compact token (eyJ...), as a COSE message, or baked into a PNG or SVG image."
)
