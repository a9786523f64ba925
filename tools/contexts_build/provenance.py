"""What stands beside the context files: ``manifest.json`` for programs and people, ``NOTICE`` for lawyers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from eccoe_vc.contexts import OTHER_EDITIONS, PINS
from tools.contexts_build.archives import ARCHIVES, BuildError
from tools.contexts_build.recipes import FIXTURES, LEGEND, SHIPPED, Row

W3C: Final = "W3C Software and Document License"
_LICENCES: Final = Path(__file__).with_name("licences")

#: File to the W3C Recommendation that prints the digest of exactly these bytes.
PRINTED: Final[Mapping[str, str]] = {
    "w3c/credentials-v1.jsonld": "Verifiable Credentials Data Model 1.1",
    "w3c/credentials-v2.jsonld": "Verifiable Credentials Data Model 2.0",
    "w3c/data-integrity-v2.jsonld": "Verifiable Credential Data Integrity 1.0",
    "w3c/multikey-v1.jsonld": "Verifiable Credential Data Integrity 1.0",
    "w3c/jwk-v1.jsonld": "Verifiable Credential Data Integrity 1.0",
    "w3c/cid-v1.jsonld": "Controlled Identifiers 1.0",
    "w3c/status-v1.jsonld": "Bitstring Status List 1.0",
}

#: Short name of an archive to the copyright line of its own licence file.
COPYRIGHTS: Final[Mapping[str, str]] = {
    "cert-schema": "MIT: Copyright (c) 2016 Media Lab Learning Initiative",
    "pyld": "BSD-3-Clause: Copyright (c) 2011-2025 Digital Bazaar, Inc.",
    "credo": "Apache-2.0: Copyright 2020-present Hyperledger Contributors",
    "did": "BSD-3-Clause: Copyright (c) 2017-2019, Digital Bazaar, Inc.",
    "citizenship": "BSD-3-Clause: Copyright (c) 2020-2024, Digital Bazaar, Inc.",
    "credentials": "BSD-3-Clause: Copyright (c) 2019-2024, Digital Bazaar, Inc.",
    "data-integrity": "BSD-3-Clause: Copyright (c) 2022, Digital Bazaar, Inc.",
    "multikey": "BSD-3-Clause: Copyright (c) 2022, Digital Bazaar, Inc.",
    "bitstring": "BSD-3-Clause: Copyright (c) 2024, Digital Bazaar, Inc.",
    "status-list": "BSD-3-Clause: Copyright (c) 2021, Digital Bazaar, Inc.",
    "vdl-aamva": "BSD-3-Clause: Copyright (c) 2024, Digital Bazaar, Inc.",
    "vdl": "BSD-3-Clause: Copyright (c) 2021-2024, Digital Bazaar, Inc.",
    "dcc": "MIT: Copyright (c) 2021 Digital Credentials Consortium.",
    "open-badges": "MIT: Copyright (c) 2022 Digital Credentials Consortium",
    "ed25519-2018": "BSD-3-Clause: Copyright (c) 2021, Digital Bazaar, Inc.",
    "ed25519-2020": "BSD-3-Clause: Copyright (c) 2021, Digital Bazaar, Inc.",
    "revocation-list": "BSD-3-Clause: Copyright (c) 2020, Digital Bazaar, Inc.",
    "veramo": "Apache-2.0: Copyright 2019 Consensys AG",
    "x25519": "BSD-3-Clause: Copyright (c) 2021, Digital Bazaar, Inc.",
}


class Expected(NamedTuple):
    """What a file must be: its address, digests, licence; for shipped files also group and edition."""

    url: str
    file: str
    sha256: str
    jcs_sha256: str
    licence: str
    group: str = ""
    edition: str = ""


#: The digests of the files that only tests need. Those of the shipped files stand in the library.
_FIXTURE_DIGESTS: Final[tuple[Expected, ...]] = (
    Expected(
        "https://www.w3.org/ns/credentials/examples/v2",
        "examples-v2.jsonld",
        "57393fbc69d6efb9b9b5dc9cb6b9880b0944360abfe2eaf459c9e58cf2279d7c",
        "8a675bead391be98e6054c4e07c41f73337508d398e07047344c5d349aa2dc58",
        W3C,
    ),
    Expected(
        "https://www.w3.org/2018/credentials/examples/v1",
        "examples-v1.jsonld",
        "f2134e4eac9d84f501c815594dc54b0319374add531fa0518ccb92958b078a60",
        "5bca9da34aefb4c5e0cd993e222e58827734e0928fda0210ee73413c43d6e5e5",
        W3C,
    ),
    Expected(
        "https://w3id.org/citizenship/v3",
        "citizenship-v3.jsonld",
        "5a4855907ef40afdb50a51af131d7a883c62e891478ebbb81f5ecb9a5a9b99d7",
        "1123d32bdb790a93eba7f901d9a0546a3b43f28fe9b812b23ce57cbb9be7d306",
        W3C,
    ),
    Expected(
        "https://w3id.org/citizenship/v4rc1",
        "citizenship-v4rc1.jsonld",
        "a89b0bc00b1848ac3dfdf956c7dd5de8567e755351c07ec6a1c2b4a08b67953b",
        "15ca37d6ed55aee696cb2c8ca747d889418756c66188a47734c15e092ffef869",
        W3C,
    ),
    Expected(
        "https://w3id.org/vdl/v1",
        "vdl-v1.jsonld",
        "5e61aa138bc6a1bf92299edd01408df52f20c24057b9dbea72ccaeef5b792010",
        "33c9dad4847f7d466d28b9f704dd07d8e1da7614d99b94febb03e19d815ef7da",
        "BSD-3-Clause",
    ),
    Expected(
        "https://w3id.org/vdl/aamva/v1",
        "vdl-aamva-v1.jsonld",
        "8394e1f448f15c12b173b264a6f6006f85b343a81548f8e5f1a532bc258894e6",
        "b6e2ebb1355dc8c800753520a5e49decd59fda3cfe7a240269bb5f4d9baeb45a",
        "BSD-3-Clause",
    ),
    Expected(
        "https://w3id.org/dcc/v1",
        "dcc-v1.json",
        "1543695325471b0d23e839a28166ba4ea445cca294ac46fe034ca584cbfc6077",
        "72bbeeb602655938f472f98317cab12c1bf6abc96a915d1fcc3fe18e79f92a42",
        "MIT",
    ),
    Expected(
        "https://w3c-ccg.github.io/vc-ed/plugfest-1-2022/jff-vc-edu-plugfest-1-context.json",
        "jff-plugfest-1.json",
        "5afdfb3d5ddb92417d2b48f0ab2f89d16d1b03696c2f3fa2e67184819e103326",
        "f6c4c3b3b800cb9ffc87828d8105e3dd0d20692e5936d2cc4dead2b247e11a08",
        "context W3C CCG; package MIT",
    ),
)


def expected_shipped() -> tuple[Expected, ...]:
    """The shipped files as the library pins them."""
    pins = (*PINS.values(), *OTHER_EDITIONS.values())
    return tuple(Expected(p.url, p.file, p.sha256, p.jcs_sha256, p.licence, p.group, p.edition) for p in pins)


def expected_fixtures() -> tuple[Expected, ...]:
    """The files that only tests need."""
    return _FIXTURE_DIGESTS


def paired(rows: Sequence[Row], expected: Iterable[Expected]) -> tuple[tuple[Row, Expected], ...]:
    """Each recipe with what it must give; no recipe without a digest and no digest without a recipe."""
    by_file = {item.file: item for item in expected}
    if len({row.file for row in rows}) != len(rows) or {row.file for row in rows} != set(by_file):
        odd = sorted({row.file for row in rows} ^ set(by_file))
        raise BuildError(f"recipes and pins name different files: {', '.join(odd) or 'one of them twice'}")
    return tuple((row, by_file[row.file]) for row in rows)


def shipped() -> tuple[tuple[Row, Expected], ...]:
    """Recipe and digest of every shipped file."""
    return paired(SHIPPED, expected_shipped())


def fixtures() -> tuple[tuple[Row, Expected], ...]:
    """Recipe and digest of every file that only tests need."""
    return paired(FIXTURES, expected_fixtures())


def manifest(pairs: Iterable[tuple[Row, Expected]], note: str) -> str:
    """The text of a ``manifest.json``."""
    files = [_entry(row, item) for row, item in pairs]
    value = {"note": note, "how": dict(LEGEND), "count": len(files), "files": files}
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _entry(row: Row, item: Expected) -> dict[str, Any]:
    entry: dict[str, Any] = {"file": row.file, "url": item.url}
    if item.group:
        entry |= {"group": item.group, "edition": item.edition}
    entry |= {"sha256": item.sha256, "jcs_sha256": item.jcs_sha256, "licence": item.licence}
    if row.archive:
        archive = ARCHIVES[row.archive]
        entry["source"] = {
            "registry": archive.registry,
            "package": archive.package,
            "version": archive.version,
            "path": row.path,
            "archive_sha256": archive.sha256,
        }
    else:
        entry["source"] = {"table": row.table}
    entry["how"] = row.recipe
    if row.check is not None:
        entry["also_compared_with"] = f"{ARCHIVES[row.check[0]].label} : {row.check[1]} ({row.check[2]})"
    if row.file in PRINTED:
        entry["sha256_printed_in"] = PRINTED[row.file]
    return entry


def notice(pairs: Sequence[tuple[Row, Expected]], title: str) -> str:
    """The text of a ``NOTICE``: a line for each file, then copyright lines and the licences that want to be shown."""
    lines = [title, "=" * len(title), "", *_INTRODUCTION.splitlines(), "", "File | licence | source | how made", ""]
    for row, item in pairs:
        source = f"{ARCHIVES[row.archive].label} : {row.path}" if row.archive else f"term table {row.table}"
        lines.append(f"{row.file} | {item.licence} | {source} | {row.recipe}")
    used = {row.archive for row, _ in pairs} & set(COPYRIGHTS)
    lines += ["", "Packages that files were taken from", ""]
    lines += sorted(f"{ARCHIVES[name].label}: {COPYRIGHTS[name]}" for name in used)
    for heading, file in (
        (W3C, "w3c-document.txt"),
        ("BSD-3-Clause (Digital Bazaar, Inc.; years above)", "bsd-3-clause.txt"),
        ("MIT (holders above)", "mit.txt"),
    ):
        text = (_LICENCES / file).read_text(encoding="utf-8").strip()
        lines += ["", "", heading, "-" * len(heading), "", *text.splitlines()]
    return "\n".join(lines) + "\n"


_INTRODUCTION: Final = """\
These files are JSON-LD contexts written by others, but for those in own/. They are published at the addresses in
manifest.json and are distributed here unchanged in meaning; how the bytes of each came about stands there and below.

W3C and W3C CCG contexts: this software includes material copied from or derived from the documents at those
addresses. Copyright (c) World Wide Web Consortium and contributors, https://www.w3.org/copyright/software-license/.
1EdTech contexts: Copyright (c) 1EdTech Consortium, Inc.; see https://www.imsglobal.org/speclicense.html.
Everything without another line is under the Apache License 2.0, the licence of this project."""
