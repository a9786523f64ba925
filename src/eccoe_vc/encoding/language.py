"""Well-formed language tags: the grammar of RFC 5646 section 2.1 (BCP 47), without a registry of subtags."""

from __future__ import annotations

import re
from typing import Final

_LANGTAG: Final = (
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})"  # language, extended language
    r"(?:-[a-z]{4})?"  # script
    r"(?:-(?:[a-z]{2}|[0-9]{3}))?"  # region
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"  # variants
    r"(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*"  # extensions
    r"(?:-x(?:-[a-z0-9]{1,8})+)?"  # private use
)
_IRREGULAR: Final = (
    "en-gb-oed i-ami i-bnn i-default i-enochian i-hak i-klingon i-lux i-mingo i-navajo i-pwn i-tao i-tay i-tsu "
    "sgn-be-fr sgn-be-nl sgn-ch-de"
).replace(" ", "|")
_TAG: Final = re.compile(rf"(?:{_LANGTAG}|x(?:-[a-z0-9]{{1,8}})+|{_IRREGULAR})\Z", re.ASCII | re.IGNORECASE).match
_LONGEST: Final = 128


def is_language_tag(text: str) -> bool:
    """Whether ``text`` is a well-formed BCP 47 tag. Case does not matter.

    >>> is_language_tag("de-CH-1901"), is_language_tag("en us"), is_language_tag("")
    (True, False, False)
    """
    return len(text) <= _LONGEST and _TAG(text) is not None
