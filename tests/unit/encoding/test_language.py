"""Language tags: every example of RFC 5646 appendix A, and the grandfathered ones of section 2.1."""

from __future__ import annotations

import pytest

from eccoe_vc.encoding.language import is_language_tag

# RFC 5646 appendix A, all headings, in order.
APPENDIX_A = """
de fr ja i-enochian
zh-Hant zh-Hans sr-Cyrl sr-Latn
zh-cmn-Hans-CN cmn-Hans-CN zh-yue-HK yue-HK
zh-Hans-CN sr-Latn-RS
sl-rozaj sl-rozaj-biske sl-nedis
de-CH-1901 sl-IT-nedis
hy-Latn-IT-arevela
de-DE en-US es-419
de-CH-x-phonebk az-Arab-x-AZE-derbend
x-whatever qaa-Qaaa-QM-x-southern de-Qaaa sr-Latn-QM sr-Qaaa-RS
en-US-u-islamcal zh-CN-a-myext-x-private en-a-myext-b-another
"""
GRANDFATHERED = """
en-GB-oed i-ami i-bnn i-default i-enochian i-hak i-klingon i-lux i-mingo i-navajo i-pwn i-tao i-tay i-tsu sgn-BE-FR
sgn-BE-NL sgn-CH-DE art-lojban cel-gaulish no-bok no-nyn zh-guoyu zh-hakka zh-min zh-min-nan zh-xiang
"""


@pytest.mark.parametrize("tag", (APPENDIX_A + GRANDFATHERED).split())
def test_well_formed_in_any_case(tag: str) -> None:
    assert is_language_tag(tag)
    assert is_language_tag(tag.upper())
    assert is_language_tag(tag.lower())


@pytest.mark.parametrize(
    "tag",
    [
        "de-419-DE",
        "a-DE",
        "",
        "e",
        "en_US",
        "en us",
        " en",
        "en ",
        "en-",
        "-en",
        "en--US",
        "en\n",
        "abcdefghi",
        "en-US-",
        "e\u0144",
        "\u017fl",
        "en-x",
        "x-",
        "x",
        "en-a",
        "en-abcdefghi",
        "12",
        "en-u-",
        "i-unknown",
        'en" .',
        "en-\u0661\u0662\u0663",
        "en-" + "x-" * 100 + "a",
    ],
)
def test_not_well_formed(tag: str) -> None:
    assert not is_language_tag(tag)


def test_well_formed_does_not_mean_valid() -> None:
    """Appendix A calls it invalid for its two extensions ``a``; the grammar, which is all that we ask, allows them."""
    assert is_language_tag("ar-a-aaa-b-bbb-a-ccc")


def test_length_is_bounded() -> None:
    assert is_language_tag("x" + "-abcdefgh" * 14)
    assert not is_language_tag("x" + "-abcdefgh" * 15)
    assert not is_language_tag("x" + "-abcdefgh" * 1_000_000)
