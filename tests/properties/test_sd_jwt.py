"""Laws of SD-JWT: whatever is hidden comes back, any part of it can be shown, and nothing else can be made of it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from eccoe_vc.encoding import base64url, pointers
from eccoe_vc.errors import RefusedError
from eccoe_vc.proofs.sd_jwt import compact, disclosures, presenting
from eccoe_vc.proofs.sd_jwt.concealing import Concealed, conceal
from eccoe_vc.proofs.sd_jwt.disclosures import RESERVED
from eccoe_vc.proofs.sd_jwt.processing import process

NAMES = st.text(max_size=6).filter(lambda name: name not in RESERVED)
SCALARS = st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=20
)
CLAIMS = st.dictionaries(NAMES, VALUES, min_size=1, max_size=5)


def places(tree: dict[str, Any]) -> list[str]:
    """Every member and element, as a pointer."""
    return [pointers.join("", *pointers.tokens(path)) for path, _ in pointers.walk(tree) if path is not None]


@st.composite
def hidden(draw: st.DrawFn) -> tuple[dict[str, Any], Concealed]:
    """Claims, and the same with some of them hidden."""
    claims = draw(CLAIMS)
    chosen = draw(st.lists(st.sampled_from(places(claims)), unique=True, min_size=1, max_size=6))
    return claims, conceal(claims, chosen, decoys=draw(st.integers(0, 2)))


@settings(max_examples=40, deadline=None)
@given(hidden())
def test_what_is_hidden_comes_back_whatever_the_order_of_the_disclosures(
    made: tuple[dict[str, Any], Concealed],
) -> None:
    claims, concealed = made
    assert process(concealed.payload, concealed.disclosures).document == claims
    assert process(concealed.payload, concealed.disclosures[::-1]).document == claims


@settings(max_examples=40, deadline=None)
@given(hidden(), st.data())
def test_any_choice_can_be_shown_and_shows_what_was_chosen(
    made: tuple[dict[str, Any], Concealed], data: st.DataObject
) -> None:
    claims, concealed = made
    wanted = data.draw(st.lists(st.sampled_from(places(claims)), unique=True, max_size=4))
    held = compact.SdJwt("a.b.c", concealed.disclosures)
    chosen = presenting.select(held, concealed.payload, wanted)
    shown = process(concealed.payload, chosen.disclosures)
    assert is_part(shown.document, claims)
    everything = process(concealed.payload, concealed.disclosures)
    assert set(chosen.disclosures) <= set(held.disclosures)
    for text, place in zip(held.disclosures, everything.disclosed, strict=True):
        needed = any(related(place, pointer) for pointer in wanted)
        assert (text in chosen.disclosures) == needed
    if not any(text not in chosen.disclosures for text in held.disclosures):
        assert shown.document == claims


def related(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def is_part(part: Any, whole: Any) -> bool:
    """Whether ``part`` is ``whole`` with members and elements left out: nothing is new, and nothing moved elsewhere."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(name in whole and is_part(part[name], whole[name]) for name in part)
    if isinstance(part, list):
        rest = iter(whole) if isinstance(whole, list) else iter(())
        return isinstance(whole, list) and all(any(is_part(item, other) for other in rest) for item in part)
    return type(part) is type(whole) and bool(part == whole)


@settings(max_examples=40, deadline=None)
@given(hidden(), st.data())
def test_disclosures_that_are_dropped_doubled_or_foreign_are_shown_as_less_or_refused(
    made: tuple[dict[str, Any], Concealed], data: st.DataObject
) -> None:
    claims, concealed = made
    texts = list(concealed.disclosures)
    number = data.draw(st.integers(0, len(texts) - 1))
    way = data.draw(st.sampled_from(["drop", "double", "swap", "foreign"]))
    changed = list(texts)
    if way == "drop":
        del changed[number]
    elif way == "double":
        changed.append(texts[number])
    elif way == "swap":
        other = disclosures.read(texts[number])
        changed[number] = disclosures.make(other.salt, "something else", other.name).text
    else:
        changed.append(disclosures.make("salt", "x", "name").text)
    try:
        shown = process(concealed.payload, changed)
    except RefusedError as error:
        assert error.code == "sdjwt.disclosure"
        if way == "drop":  # then something was left that is shown only together with it
            dropped, *others = process(concealed.payload, [texts[number], *changed]).disclosed
            assert any(place.startswith(f"{dropped}/") for place in others)
        return
    assert way == "drop", "a disclosure that the issuer did not make was taken"
    assert is_part(shown.document, claims)
    assert shown.document != claims


@settings(max_examples=40, deadline=None)
@given(hidden(), st.data())
def test_a_changed_byte_of_a_disclosure_is_never_taken(
    made: tuple[dict[str, Any], Concealed], data: st.DataObject
) -> None:
    _, concealed = made
    texts = list(concealed.disclosures)
    number = data.draw(st.integers(0, len(texts) - 1))
    content = bytearray(base64url.decode(texts[number]))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    texts[number] = base64url.encode(bytes(content))
    try:
        process(concealed.payload, texts)
    except RefusedError:
        return
    raise AssertionError("a changed disclosure was taken")


@settings(max_examples=40, deadline=None)
@given(hidden())
def test_hidden_values_and_names_do_not_stand_in_the_payload(made: tuple[dict[str, Any], Concealed]) -> None:
    _, concealed = made
    bare = process(concealed.payload, ())
    written = json.dumps(concealed.payload, ensure_ascii=False)
    for text in concealed.disclosures:
        assert text not in written
    assert not {"_sd", "...", "_sd_alg"} & set(members(bare.document))


def members(tree: Any) -> list[str]:
    return [name for _, value in pointers.walk(tree) if isinstance(value, dict) for name in value]
