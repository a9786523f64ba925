"""Budget and Meter: the table of security rules section 3, at each limit and one beyond."""

from __future__ import annotations

import dataclasses
import re
import time
from pathlib import Path

import pytest

from eccoe_vc import limits
from eccoe_vc.codes import codes
from eccoe_vc.errors import CanonicalizationError, RefusedError
from eccoe_vc.limits import DEFAULT, Budget, Meter

# Security rules section 3, first three columns.
TABLE = {
    "credential_bytes": 262_144,
    "json_depth": 64,
    "json_objects": 8_000,
    "typed_nodes": 1_600,
    "values_per_member": 2_000,
    "number_chars": 64,
    "contexts": 8,
    "proofs": 16,
    "embedded": 64,
    "embedded_depth": 8,
    "quads": 20_000,
    "rdf_steps": 25_000,
    "cpu_ms": 1_000,
    "jwt_bytes": 262_144,
    "jose_header_bytes": 16_384,
    "jwe_plaintext": 262_144,
    "disclosures": 1_000,
    "bbs_messages": 1_000,
    "payload_bytes": 1_048_576,
    "image_bytes": 20_971_520,
    "image_chunks": 100_000,
    "xml_elements": 500_000,
    "xml_depth": 1_000,
    "status_compressed_bytes": 2_097_152,
    "status_open_bytes": 8_388_608,
    "did_document_bytes": 65_536,
    "did_depth": 32,
    "did_methods": 100,
    "schema_bytes": 262_144,
    "schema_steps": 200_000,
    "fetches": 8,
    "network_ms": 10_000,
    "rules": 10_000,
    "rule_depth": 32,
    "evidence": 1_000,
    "matches": 20_000,
    "key_file_bytes": 65_536,
    "kdf_rounds": 2_000_000,
}
# Largest values met in 337 public sample credentials (same table, fourth column): a default must leave room.
MET = {"credential_bytes": 113_664, "json_depth": 16, "json_objects": 464, "typed_nodes": 358, "values_per_member": 6}
MET |= {"contexts": 5, "proofs": 4, "embedded": 7, "embedded_depth": 2, "quads": 405, "rdf_steps": 108}


def test_defaults_are_those_of_the_table() -> None:
    found = dataclasses.asdict(DEFAULT)
    assert {name: found[name] for name in TABLE} == TABLE


def test_every_default_leaves_room_above_the_largest_public_sample() -> None:
    for name, met in MET.items():
        assert getattr(DEFAULT, name) > 1.5 * met, name


def test_a_learner_record_gets_more_room() -> None:
    clr, default = Budget.clr(), DEFAULT
    changed = {
        field.name: getattr(clr, field.name)
        for field in dataclasses.fields(Budget)
        if getattr(clr, field.name) != getattr(default, field.name)
    }
    assert changed == {
        "credential_bytes": 2_097_152,
        "json_objects": 64_000,
        "typed_nodes": 16_000,
        "quads": 160_000,
        "subject_chars": 67_108_864,
        "embedded": 500,
        "cpu_ms": 5_000,
    }


def test_a_budget_is_frozen_and_copied() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        DEFAULT.quads = 1  # type: ignore[misc]
    assert DEFAULT.with_(quads=1) == Budget(quads=1)
    assert DEFAULT.quads == 20_000
    with pytest.raises(TypeError):
        DEFAULT.with_(nothing=1)


def test_every_field_names_a_registered_code() -> None:
    source = Path(limits.__file__).read_text(encoding="utf-8")
    named = dict(re.findall(r"^    (\w+): int = .*# ([a-z]+\.[a-z_]+)", source, re.MULTILINE))
    assert set(named) == {field.name for field in dataclasses.fields(Budget)}
    assert set(named.values()) <= set(codes())


def test_steps_at_the_limit_and_one_beyond() -> None:
    meter = Meter(Budget(rdf_steps=300))
    for _ in range(300):
        meter.step()
    with pytest.raises(CanonicalizationError) as caught:
        meter.step()
    assert caught.value.code == "rdf.budget"
    with pytest.raises(CanonicalizationError):
        Meter(Budget(rdf_steps=5)).step(6)


def test_quads_at_the_limit_and_one_beyond() -> None:
    meter = Meter(Budget(quads=3))
    meter.take_quads(2)
    meter.take_quads(1)
    with pytest.raises(CanonicalizationError) as caught:
        meter.take_quads(1)
    assert caught.value.code == "rdf.budget"


def test_contexts_compiled_at_the_limit_and_one_beyond() -> None:
    meter = Meter(Budget(context_compilations=2))
    meter.compile_context()
    meter.compile_context()
    with pytest.raises(CanonicalizationError) as caught:
        meter.compile_context()
    assert caught.value.code == "jsonld.budget"


def busy(milliseconds: int) -> None:
    end = time.thread_time() + milliseconds / 1000
    while time.thread_time() < end:
        pass


def test_computing_time_is_that_of_this_thread_and_runs_out() -> None:
    meter = Meter(Budget(cpu_ms=20))
    time.sleep(0.05)
    meter.check_time()  # waiting costs nothing
    busy(30)
    with pytest.raises(RefusedError) as caught:
        meter.check_time()
    assert caught.value.code == "budget.deadline"
    assert codes()["budget.deadline"].classes == ("I",)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 255, 256, 1000])
def test_steps_look_at_the_time_however_many_are_charged_at_once(count: int) -> None:
    meter = Meter(Budget(cpu_ms=0, rdf_steps=24_999))
    busy(1)

    def work() -> None:
        for _ in range(600 // count + 2):
            meter.step(count)

    with pytest.raises(RefusedError) as caught:
        work()
    assert caught.value.code == "budget.deadline"


def test_two_meters_share_nothing() -> None:
    first, second = Meter(Budget(quads=1)), Meter(Budget(quads=1))
    first.take_quads(1)
    second.take_quads(1)
