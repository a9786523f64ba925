"""The registry of codes: complete, well formed, and the only place from which src/ takes its codes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from eccoe_vc.codes import CHECKS, Code, code, codes

SOURCE = Path(__file__).resolve().parents[2] / "src" / "eccoe_vc"
ALL = codes()
NAME = re.compile(r"[a-z][a-z0-9]*\.[a-z0-9]+(?:_[a-z0-9]+)*\Z")
GROUPS = {name.partition(".")[0] for name in ALL}


def rows(*classes: str) -> list[Code]:
    return [row for row in ALL.values() if set(row.classes) & set(classes)]


@pytest.mark.parametrize("row", ALL.values(), ids=lambda row: row.code)
def test_a_row_is_well_formed(row: Code) -> None:
    assert NAME.match(row.code)
    assert row.meaning
    assert (
        row.meaning[0] == row.meaning[0].lower()
        or row.meaning[:2].isupper()
        or row.meaning.startswith(("MD5", "Ed", "X.", "RSA"))
    )
    assert not row.meaning.endswith(".")
    assert set(row.classes) <= set("FIWX")
    assert len(set(row.classes)) == len(row.classes)
    assert row.classes == ("X",) or "X" not in row.classes, "an exception is never an entry of a report"
    for url in row.types:
        assert re.match(
            r"https://(www\.w3\.org/(TR/vc-data-model|ns/credentials/status-list)|w3id\.org/security)#[A-Z_]+\Z", url
        )


@pytest.mark.parametrize("row", rows("F", "I", "X"), ids=lambda row: row.code)
def test_every_failing_undecided_or_raised_code_says_what_to_do(row: Code) -> None:
    assert row.hint, f"add a line `> ...` below {row.code} in src/eccoe_vc/codes/"
    assert len(row.hint) <= 140
    assert row.hint.endswith(".")
    assert row.hint[0].isupper()
    assert row.hint.isascii()


def test_a_hint_is_not_the_meaning_again() -> None:
    for row in rows("F", "I"):
        assert row.hint.rstrip(".").lower() != row.meaning.lower()


def test_codes_of_data_losses_have_the_problem_type_of_the_specification() -> None:
    """VC Data Integrity 1.0, "Securing Data Losslessly"; VCDM 2.0, "Problem Details"."""
    assert code("jsonld.undefined_term").types == ("https://w3id.org/security#DATA_LOSS_DETECTION_ERROR",)
    assert code("proof.signature").types == ("https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR",)
    assert code("status.index").types[-1] == "https://www.w3.org/TR/vc-data-model#RANGE_ERROR"
    assert code("status.too_short").types == ("https://www.w3.org/ns/credentials/status-list#STATUS_LIST_LENGTH_ERROR",)


def test_an_unknown_code_is_a_mistake_of_the_calling_code() -> None:
    with pytest.raises(KeyError):
        code("nothing.of_the_kind")


def test_registry_and_checks_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        codes()["x.y"] = code("json.size")  # type: ignore[index]
    with pytest.raises(TypeError):
        CHECKS["x"] = "?"  # type: ignore[index]


def test_checks_stand_in_pipeline_order() -> None:
    """Cheap before dear, proof before network (house rule 9)."""
    order = list(CHECKS)
    wanted = [
        "carrier",
        "json",
        "contexts",
        "model",
        "lossless",
        "key",
        "proof",
        "validity",
        "issuer",
        "refresh",
        "status",
        "schema",
    ]
    assert [name for name in order if name in wanted] == wanted
    assert all(question.endswith("?") for question in CHECKS.values())


def used_in_source() -> dict[str, str]:
    """Every string constant in src/ that looks like a code of a registered group, with the place of its first use."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if path.parent.name == "codes":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if NAME.match(node.value) and node.value.partition(".")[0] in GROUPS:
                found.setdefault(node.value, f"{path.relative_to(SOURCE.parent)}:{node.lineno}")
    return found


# Strings of the form of a code that are something else: file names, module names and the like.
NO_CODES = {"manifest.json", "jsonld.documents", "agreement.json", "decision.json"}


def test_every_code_that_the_source_names_is_registered() -> None:
    missing = [
        f"{place}: {name}" for name, place in used_in_source().items() if name not in ALL and name not in NO_CODES
    ]
    assert not missing, "\n".join(["not in src/eccoe_vc/codes/ (add a row, or NO_CODES in this test):", *missing])


def test_the_search_for_codes_finds_some() -> None:
    assert {"json.duplicate_key", "rdf.budget", "budget.deadline"} <= set(used_in_source())


# spec/report_codes.md section 5: which exception carries which X code.
EXCEPTIONS = {
    "input": "InputTypeError",
    "ctx": "ContextIntegrityError",
    "image": "CarrierError",
    "key": "KeyLoadError",
    "jose": "JoseError",
    "store": "StoreError",
    "path": "PathError",
    "signer": "IssueError",
    "sd": "IssueError",
    "bundle": "BundleError",
}


@pytest.mark.parametrize("row", [row for row in rows("X") if not row.code.startswith("cli.")], ids=lambda row: row.code)
def test_every_raised_code_belongs_to_an_exception(row: Code) -> None:
    import eccoe_vc.errors

    name = EXCEPTIONS[row.code.partition(".")[0]]
    error = getattr(eccoe_vc.errors, name)
    assert issubclass(error, eccoe_vc.errors.EccoeError)
    assert row.code.partition(".")[0] in (error.__doc__ or ""), (
        f"the docstring of {name} names the codes that it carries"
    )
