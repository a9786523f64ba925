"""Agreements as text, JSON and YAML, whole and after changes; and the files of evidence bundles.

The first byte chooses the parser, the rest is its input.

Laws: nothing but an error of the library comes out, with a registered code; every finding about an agreement names a
place that the text has; what is read is written back as it stood, and can be linted and told in words; a bundle that
opens with a digest is the bundle of that digest.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from tests.fuzz import grammar
from tests.fuzz.running import parsed

from eccoe_vc import EvidenceBundle, make_bundle, open_bundle, policies
from eccoe_vc.agreements.linting import lint
from eccoe_vc.agreements.reading import read
from eccoe_vc.agreements.showing import describe
from eccoe_vc.agreements.text_forms import read_text
from eccoe_vc.codes import code
from eccoe_vc.encoding import pointers, strict_json
from eccoe_vc.errors import AgreementError

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
_VECTORS = Path(__file__).resolve().parents[2] / "test_vectors" / "agreements"


def run_once(data: bytes) -> None:
    """One input; raises ``AssertionError``, or what escaped, where a law does not hold."""
    parsed(PARSERS, data)


def _text(data: bytes) -> None:
    agreement = read_text(data)
    assert read_text(json.dumps(agreement.to_json())) == agreement


def _changed(data: bytes) -> None:
    tree = strict_json.parse(grammar.changed([_example()], 0, data))
    try:
        agreement = read(tree)
    except AgreementError as error:
        for finding in error.findings:
            pointers.resolve(tree, finding.pointer)
            assert code(finding.code)
        raise
    assert agreement.to_json() == tree
    lint(agreement)
    describe(agreement)


def _bundle(data: bytes) -> None:
    found = open_bundle(data, digest=_kept().digest)
    assert found == _kept()


def _packed(data: bytes) -> None:
    """A genuine bundle in which one file is the input."""
    names = ["manifest.json", "credential", "report.json", "contexts/0000", "documents/0000"]
    name, content = names[data[:1][0] % len(names)] if data else names[0], data[1:]
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_kept().to_bytes())) as genuine, zipfile.ZipFile(out, "w") as made:
        for known in genuine.namelist():
            made.writestr(known, content if known == name else genuine.read(known))
    _bundle(out.getvalue())


@cache
def _example() -> bytes:
    return json.dumps(json.loads((_VECTORS / "mcra_example.json").read_bytes())["credentialSubject"]).encode()


@cache
def _kept() -> EvidenceBundle:
    return make_bundle(b"{}", policy=policies.proof_only(), at=AT)


PARSERS: tuple[Callable[[bytes], None], ...] = (_text, _changed, _bundle, _packed)


def seeds() -> dict[str, bytes]:
    """One sound input, at least, for each parser."""
    yaml = "type: RecognitionAgreement\nrule:\n- ruleId: r1\n  priority: 5\n"
    inputs: dict[str, tuple[Callable[[bytes], None], bytes]] = {
        "json": (_text, _example()),
        "yaml": (_text, yaml.encode()),
        "as-it-stands": (_changed, b""),
        "changed": (_changed, bytes(range(1, 60))),
        "changed-twice": (_changed, bytes(range(200, 255)) * 2),
        "bundle": (_bundle, _kept().to_bytes()),
        "packed": (_packed, b"\x01{}"),
    }
    return {name: bytes([PARSERS.index(parser)]) + given for name, (parser, given) in inputs.items()}


def main() -> None:
    """Run under atheris; arguments are libFuzzer's, such as ``-max_total_time=3600``."""
    from tests.fuzz.running import fuzz

    fuzz("fuzz_agreement")


if __name__ == "__main__":
    main()
