"""Whatever is found of an issuer's own, what she is told to do is hers to do."""

from __future__ import annotations

import re

import pytest

from eccoe_vc.codes import Code, codes, documents, securing, world
from eccoe_vc.doctor import hints
from eccoe_vc.errors import Finding

#: What no issuer hears: agreements and networks are not looked at, trust is not asked, nothing is raised.
_NOT_HEARD = ("trust", "fetch", "bundle", "refresh", "store", "batch", "path", "signer", "cli", "doctor")
_HEARD = ("fetch.blocked", "fetch.count", "fetch.scheme")
_FOR_OTHERS = re.compile(
    r"\b[Aa]sk (?!nobody)|\bpolicy\b|--pin|\bPin\b|[Ff]etch|you trust|[Aa]ccept it|\blearner|the issuer\b|\bits key"
)


def heard() -> list[Code]:
    tables = (documents.TABLE, securing.TABLE, world.TABLE)
    return [
        row for row in codes().values()
        if any(f"\n{row.code} |" in table for table in tables)
        and row.classes != ("X",) and (row.code in _HEARD or row.code.partition(".")[0] not in _NOT_HEARD)
    ]  # fmt: skip


@pytest.mark.parametrize("row", heard(), ids=lambda row: row.code)
def test_no_hint_sends_an_issuer_to_herself(row: Code) -> None:
    for told in (hints.for_issuer, hints.published):
        found = told(Finding(row.code, "So it is.", "/x", row.hint))
        assert found[:3] == (row.code, "So it is.", "/x")
        assert bool(found.hint) == bool(row.hint) or row.code in hints.codes()
        assert not _FOR_OTHERS.search(found.hint), found.hint


def test_each_hint_is_about_codes_that_there_are() -> None:
    assert hints.codes() <= set(codes())


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("Store dates as text; do not parse and write them again.", None),
        ("Ask the learner for another one.", "Compare it with what your system issued."),
        ("Pin the key: --pin.", "Compare it with what your system issued."),
        ("Ask the issuer to sign again.", "Sign again."),
    ],
)
def test_what_is_known_where_it_was_found_goes_first_if_it_is_for_her(given: str, told: str | None) -> None:
    assert hints.for_issuer(Finding("proof.signature", "It does not match.", "", given)).hint.startswith(told or given)
