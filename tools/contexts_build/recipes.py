"""One row for each context file: from which archive or term table its bytes come, and how they are laid out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from tools.contexts_build.archives import BuildError, Shelf
from tools.contexts_build.own import annex_i_v1, recognition_v1
from tools.contexts_build.terms import OB, Terms
from tools.contexts_build.terms import TABLES as PUBLISHED

#: Every term table: those of contexts that others published, and our own.
TABLES: Final[Mapping[str, Callable[[], Terms | list[Terms]]]] = {
    **PUBLISHED,
    "recognition_v1": recognition_v1,
    "annex_i_v1": annex_i_v1,
}

How = Literal["bytes", "dump2n", "dump2", "dump4"]

#: What the words in a manifest's ``how`` mean.
LEGEND: Final[Mapping[str, str]] = {
    "bytes": "the file in the archive as it is",
    "dump2n": "its JSON written anew, members in the same order, indented by 2, with a final newline",
    "dump2": "the same without the final newline",
    "dump4": "indented by 4, without a final newline",
    "terms": "written from a term table of tools/contexts_build/terms.py",
    "layout": "then empty lines, line breaks and blanks put where the published file has them",
    "endorsement": "then the two terms added in which the newer edition of this address differs",
}


@dataclass(frozen=True, slots=True)
class Row:
    """How one file is made. Either ``archive`` and ``path`` are given, or ``table``.

    ``export``: the constant that a JavaScript module gives. ``endorsement``: add the two terms of the newer edition
    of Open Badges 3.0.3. ``check``: (archive, path, how equal) of an independent copy that must agree.
    """

    file: str
    how: How
    archive: str = ""
    path: str = ""
    table: str = ""
    export: str = "default"
    endorsement: bool = False
    check: tuple[str, str, Literal["bytes", "json"]] | None = None

    @property
    def recipe(self) -> str:
        """The recipe in the words of :data:`LEGEND`."""
        steps = [f"terms {self.table}"] if self.table else []
        steps.append(self.how)
        if self.endorsement:
            steps.append("endorsement")
        if self.file in LAYOUTS:
            steps.append("layout")
        return " + ".join(steps)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a published file departs from plain indentation. Lines are counted from 1 in the plain text."""

    blank_after: tuple[int, ...] = ()
    split: tuple[int, ...] = ()
    pad: Mapping[int, int] | None = None

    def apply(self, text: str) -> str:
        """The text with empty lines after ``blank_after``, values on their own line at ``split``, blanks at ``pad``."""
        lines: list[str] = []
        for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
            if number in self.split:
                key, value = line.split(": ", 1)
                indent = " " * (len(key) - len(key.lstrip()) + 2)
                lines += [f"{key}:", indent + value]
            else:
                lines.append(line + " " * (self.pad or {}).get(number, 0))
            if number in self.blank_after:
                lines.append("")
        return "\n".join(lines) + "\n"


LAYOUTS: Final[Mapping[str, Layout]] = {
    "w3c/cid-v1.jsonld": Layout(blank_after=(5,), pad={51: 4}),
    "w3c/status-v1.jsonld": Layout(blank_after=(3, 5, 6, 10, 12, 20, 24, 26, 36, 38), split=(17, 22, 28, 31, 32)),
}

_CREDO: Final = "build/modules/vc/data-integrity/libraries/contexts/"
_PYLD: Final = "pyld/documentloader/frozen/bundled/"
_VERAMO: Final = "src/contexts/"
_OB: Final = "js/contexts/"

#: The files that are shipped, in the order of the pins.
SHIPPED: Final[tuple[Row, ...]] = (
    Row("w3c/credentials-v1.jsonld", "bytes", "acapy", "acapy_agent/vc/ld_proofs/resources/credentials_context.jsonld"),
    Row("w3c/credentials-v2.jsonld", "bytes", "cert-schema", "cert_schema/3.2/credential_v2.json"),
    Row("w3c/undefined-terms-v2.jsonld", "bytes", "credentials", "contexts/undefined-terms-v2.jsonld"),
    Row("w3c/data-integrity-v1.jsonld", "bytes", "data-integrity", "contexts/data-integrity-v1.jsonld"),
    Row("w3c/data-integrity-v2.jsonld", "bytes", "cert-schema", "cert_schema/3.2/dataIntegrityProof.json"),
    Row(
        "w3c/multikey-v1.jsonld",
        "dump2n",
        table="multikey_v1",
        # The package has `revoked` and `expires` in the other order: equal JSON, but not the printed digest.
        check=("multikey", "contexts/multikey-v1.jsonld", "json"),
    ),
    Row("w3c/jwk-v1.jsonld", "dump2n", table="jwk_v1"),
    Row("w3c/cid-v1.jsonld", "dump2n", table="cid_v1"),
    Row("w3c/status-v1.jsonld", "dump2n", "bitstring", "contexts/vc-bitstring-status-list-v1.jsonld"),
    Row("w3c/did-v1.jsonld", "bytes", "did", "contexts/did-v1.jsonld"),
    Row("ccg/ed25519-2020-v1.jsonld", "bytes", "ed25519-2020", "contexts/ed25519-signature-2020-v1.jsonld"),
    Row("ccg/status-list-2021-v1.jsonld", "bytes", "status-list", "contexts/vc-status-list-v1.jsonld"),
    Row(
        "1edtech/ob-v3p0-3.0.3.json",
        "dump2n",
        "open-badges",
        _OB + "context-3.0.3.js",
        endorsement=True,
        check=("openbadgeslib", "openbadgeslib/ob3/contexts/ob-v3p0-context-3.0.3.json", "bytes"),
    ),
    Row("1edtech/ob-v3p0-3.0.2.json", "dump2n", "open-badges", _OB + "context-3.0.2.js"),
    Row("1edtech/ob-v3p0-3.0.1.json", "dump2n", "open-badges", _OB + "context-3.0.1.js"),
    Row("1edtech/ob-v3p0.json", "dump2n", "open-badges", _OB + "context-3.0.js"),
    Row("1edtech/ob-v3p0-extensions.json", "dump4", "open-badges", _OB + "context-extensions.js"),
    Row("1edtech/clr-v2p0-2.0.1.json", "bytes", "openbadgeslib", "openbadgeslib/ob3/contexts/clr_context_2.0.1.json"),
    Row("1edtech/clr-v2p0.json", "dump2", table="clr_v2p0"),
    Row("own/recognition-v1.json", "dump2n", table="recognition_v1"),
    Row("own/annex-i-v1.json", "dump2n", table="annex_i_v1"),
    Row("1edtech/ext-accessibility-3.0.0.json", "dump2n", table="ext_accessibility"),
    Row("1edtech/ext-applyLink-3.0.0.json", "dump2n", table="ext_apply_link"),
    Row("1edtech/ext-geoCoordinates-3.0.0.json", "dump2n", table="ext_geo_coordinates"),
    Row("1edtech/ext-license-3.0.0.json", "dump2n", table="ext_license"),
    Row("1edtech/ext-assessment-v2p0.json", "dump2n", table="ext_assessment"),
    Row("1edtech/ext-accreditation-v2p0.json", "dump2n", table="ext_accreditation"),
    Row("ccg/security-v1.jsonld", "bytes", "pyld", _PYLD + "security-v1.jsonld"),
    Row("ccg/security-v2.jsonld", "bytes", "pyld", _PYLD + "security-v2.jsonld"),
    Row("ccg/jws-2020-v1.jsonld", "bytes", "pyld", _PYLD + "security-jws-2020-v1.jsonld"),
    Row("ccg/ed25519-2018-v1.jsonld", "bytes", "ed25519-2018", "contexts/ed25519-signature-2018-v1.jsonld"),
    Row("ccg/x25519-2020-v1.jsonld", "bytes", "x25519", "contexts/x25519-key-agreement-2020-v1.json"),
    Row("ccg/x25519-2019-v1.jsonld", "bytes", "veramo", _VERAMO + "w3id.org_security_suites_x25519-2019_v1.json"),
    Row("ccg/secp256k1-2019-v1.jsonld", "dump2n", "credo", _CREDO + "secp256k1_v1.mjs", export="SECP256K1_V1"),
    Row("ccg/revocation-list-2020-v1.jsonld", "bytes", "revocation-list", "contexts/vc-revocation-list-2020.jsonld"),
    Row("w3c/odrl.jsonld", "dump4", "credo", _CREDO + "odrl.mjs", export="ODRL"),
    Row("dif/did-configuration-v1.json", "dump2n", table="did_configuration_v1"),
    Row("1edtech/ob-v3p0-3.0.3.2024-03.json", "dump2n", "open-badges", _OB + "context-3.0.3.js"),
)

#: The files that only tests need. They must never be shipped: two of them define every term that there is.
FIXTURES: Final[tuple[Row, ...]] = (
    Row("examples-v2.jsonld", "dump2n", table="examples_v2"),
    Row("examples-v1.jsonld", "bytes", "veramo", _VERAMO + "www.w3.org_2018_credentials_examples_v1.json"),
    Row("citizenship-v3.jsonld", "bytes", "citizenship", "contexts/v3.jsonld"),
    Row("citizenship-v4rc1.jsonld", "bytes", "citizenship", "contexts/v4rc1.jsonld"),
    Row("vdl-v1.jsonld", "bytes", "vdl", "contexts/vdl-v1.jsonld"),
    Row("vdl-aamva-v1.jsonld", "bytes", "vdl-aamva", "contexts/vdl-aamva-v1.jsonld"),
    Row("dcc-v1.json", "dump2n", "dcc", "js/context.js"),
    Row("jff-plugfest-1.json", "dump2n", "open-badges", _OB + "context-3.0-beta.js"),
)


def build(row: Row, shelf: Shelf) -> bytes:
    """The bytes of one file, with its cross-check done."""
    if row.table:
        data = from_table(row)
    elif row.how == "bytes":
        data = shelf.member(row.archive, row.path)
    else:
        value = shelf.value(row.archive, row.path, row.export)
        data = _laid_out(row, _with_endorsement(value) if row.endorsement else value)
    if row.check is not None:
        archive, path, kind = row.check
        copy = shelf.member(archive, path)
        equal = copy == data if kind == "bytes" else json.loads(copy) == json.loads(data)
        if not equal:
            raise BuildError(f"{row.file} differs from the independent copy {path} of {archive}")
    return data


def from_table(row: Row) -> bytes:
    """The bytes of a file that is written from a term table; needs no archive."""
    return _laid_out(row, {"@context": TABLES[row.table]()})


def _laid_out(row: Row, value: Any) -> bytes:
    text = json.dumps(value, indent=4 if row.how == "dump4" else 2, ensure_ascii=False)
    if row.how == "dump2n":
        text += "\n"
    layout = LAYOUTS.get(row.file)
    return (layout.apply(text) if layout else text).encode()


def _with_endorsement(older: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The newer edition of the Open Badges 3.0.3 context: the older one and two more terms."""
    newer: dict[str, Any] = {}
    for name, definition in older["@context"].items():
        newer[name] = definition
        if name == "endorsement":
            newer["endorsementJwt"] = {"@id": OB + "endorsementJwt", "@container": "@set"}
        if name == "awardedDate":
            newer["jti"] = {"@id": "https://www.iana.org/assignments/jwt#jti", "@type": "@id"}
    return {"@context": newer}
