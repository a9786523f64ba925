"""``bake`` and ``unbake``: byte for byte, nothing overwritten, nothing raw on a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.attacks import bases
from tests.command_line import TRUST, process, run

from eccoe_vc import unbake
from eccoe_vc.cli.pictures import badge

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><circle r='4'/></svg>"


@pytest.fixture(params=["png", "svg"])
def picture(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / f"picture.{request.param}"
    path.write_bytes(badge() if request.param == "png" else SVG)
    return path


def test_baking_and_unbaking_gives_the_same_bytes(picture: Path, badge_json: Path, tmp_path: Path) -> None:
    baked, back = tmp_path / "baked", tmp_path / "back.json"
    ran = run("bake", badge_json, picture, "-o", baked)
    assert (ran.code, ran.out) == (0, b"")
    assert "Baked into" in ran.err
    assert unbake(baked.read_bytes()).text.encode() == badge_json.read_bytes()
    ran = run("unbake", baked, "-o", back)
    assert (ran.code, ran.out) == (0, b"")
    assert "Nothing was verified" in ran.err
    assert back.read_bytes() == badge_json.read_bytes()
    assert run("verify", baked, *TRUST).code == 0


def test_through_pipes(badge_json: Path, tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(badge())
    baked = process("bake", "-", tmp_path / "p.png", "-o", "-", stdin=badge_json.read_bytes())
    assert baked.code == 0
    assert baked.out.startswith(b"\x89PNG")
    back = process("unbake", "-", stdin=baked.out)
    assert back.code == 0
    assert back.out == badge_json.read_bytes() + b"\n"


def test_an_image_is_never_written_to_a_terminal(
    badge_json: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "p.png").write_bytes(badge())
    monkeypatch.setattr("eccoe_vc.cli.output._is_terminal", lambda _: True)
    ran = run("bake", badge_json, tmp_path / "p.png", "-o", "-")
    assert ran.code == 64
    assert ran.out == b""


def test_a_second_badge_needs_replace(badge_png: Path, badge_json: Path, tmp_path: Path) -> None:
    refused = run("bake", badge_json, badge_png, "-o", tmp_path / "out.png")
    assert refused.code == 1
    assert "[image.already_baked" in refused.err
    assert "add --replace" in refused.err
    assert not (tmp_path / "out.png").exists()
    assert run("bake", badge_json, badge_png, "-o", tmp_path / "out.png", "--replace").code == 0
    assert (tmp_path / "out.png").read_bytes() == badge_png.read_bytes()


def test_nothing_is_overwritten_unless_asked(badge_json: Path, badge_png: Path, tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(badge())
    before = badge_png.read_bytes()
    ran = run("bake", badge_json, tmp_path / "p.png", "-o", badge_png)
    assert ran.code == 73
    assert "[cli.exists]" in ran.err
    assert "--overwrite" in ran.err
    assert badge_png.read_bytes() == before
    assert run("bake", badge_json, tmp_path / "p.png", "-o", badge_png, "--overwrite").code == 0
    # The image itself may be replaced by its baked form: it was read before anything is written.
    assert run("bake", badge_json, tmp_path / "p.png", "-o", tmp_path / "p.png", "--overwrite").code == 0
    assert run("unbake", tmp_path / "p.png", "-o", badge_json).code == 73


def test_an_active_svg_is_refused(badge_json: Path, tmp_path: Path) -> None:
    (tmp_path / "p.svg").write_bytes(SVG.replace(b"<circle", b"<script>alert(1)</script><circle"))
    ran = run("bake", badge_json, tmp_path / "p.svg", "-o", tmp_path / "out.svg")
    assert ran.code == 1
    assert "[image.unsafe_svg" in ran.err
    assert not (tmp_path / "out.svg").exists()


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"{}", badge()[:100], b"<svg xmlns='http://www.w3.org/2000/svg'>"])
def test_what_is_no_image_is_65(data: bytes, badge_json: Path, tmp_path: Path) -> None:
    path = tmp_path / "p.png"
    path.write_bytes(data)
    for ran in (run("bake", badge_json, path, "-o", tmp_path / "out"), run("unbake", path)):
        assert ran.code == 65
        assert ran.out == b""
        assert "What to do: " in ran.err
    assert not (tmp_path / "out").exists()


def test_an_image_without_a_badge_is_65() -> None:
    ran = run("unbake", "-", stdin=badge())
    assert ran.code == 65
    assert "[image.no_credential" in ran.err


@pytest.mark.parametrize("data", [b"", b"<html>", b"{", b"[1]", b'{"a": 1, "a": 2}'])
def test_what_is_no_credential_is_not_baked(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(badge())
    ran = run("bake", "-", tmp_path / "p.png", "-o", tmp_path / "out.png", stdin=data)
    assert ran.code == 65
    assert not (tmp_path / "out.png").exists()


def test_files_in_the_wrong_order_are_told(badge_png: Path, badge_json: Path, tmp_path: Path) -> None:
    ran = run("bake", badge_png, badge_json, "-o", tmp_path / "out.png")
    assert ran.code == 64
    assert "Name the credential first" in ran.err


def test_a_credential_without_a_proof_is_baked_and_said(unsigned_json: Path, tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(badge())
    ran = run("bake", unsigned_json, tmp_path / "p.png", "-o", tmp_path / "out.png")
    assert ran.code == 0
    assert "no proof" in ran.err


def test_a_credential_whose_proof_is_broken_is_baked_and_said(badge_json: Path, tmp_path: Path) -> None:
    """Baking judges nothing, but whoever bakes it should know."""
    (tmp_path / "p.png").write_bytes(badge())
    changed = json.loads(badge_json.read_text()) | {"name": "Doctorate"}
    (tmp_path / "changed.json").write_text(json.dumps(changed))
    assert "would reject" not in run("bake", badge_json, tmp_path / "p.png", "-o", tmp_path / "a.png").err
    ran = run("bake", tmp_path / "changed.json", tmp_path / "p.png", "-o", tmp_path / "b.png")
    assert ran.code == 0
    assert "A verifier would reject what it carries" in ran.err


def test_json_results(badge_json: Path, badge_png: Path, tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(badge())
    out = tmp_path / "out.png"
    baked = run("bake", badge_json, tmp_path / "p.png", "-o", out, "--json")
    assert baked.record == {"file": str(out), "bytes": out.stat().st_size, "form": "data-integrity"}
    found = run("unbake", badge_png, "--json").record
    assert found["text"].encode() == badge_json.read_bytes()
    assert (found["carrier"], found["form"], found["file"]) == ("png", "data-integrity", None)
    assert run("unbake", badge_png, "--json").err == ""


def test_hostile_names_are_escaped_on_stdout_and_exact_in_a_file(tmp_path: Path) -> None:
    name = "a\x9b2J\u202eb\u2028c\x7f"
    tree = bases.unsigned(name=name)
    text = json.dumps(tree, ensure_ascii=False)
    (tmp_path / "c.json").write_text(text, encoding="utf-8")
    (tmp_path / "p.png").write_bytes(badge())
    assert run("bake", tmp_path / "c.json", tmp_path / "p.png", "-o", tmp_path / "b.png").code == 0
    shown = run("unbake", tmp_path / "b.png").out.decode()
    assert all(line.isprintable() for line in shown.split("\n"))
    assert json.loads(shown) == tree
    assert run("unbake", tmp_path / "b.png", "-o", tmp_path / "back.json").code == 0
    assert (tmp_path / "back.json").read_text(encoding="utf-8") == text


def test_the_picture_is_a_well_formed_png() -> None:
    import struct
    import zlib

    data = badge()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, kinds, pixels = 8, [], b""
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        kinds.append(kind)
        pixels += body if kind == b"IDAT" else b""
        at += 12 + length
    assert kinds == [b"IHDR", b"IDAT", b"IEND"]
    rows = zlib.decompress(pixels)
    assert len(rows) == 192 * (1 + 192 * 3)
    stride = 1 + 192 * 3
    assert {rows[y * stride] for y in range(192)} == {0}
    row = rows[78 * stride + 1 : 79 * stride]
    assert row[:3] == b"\xff\xff\xff"
    assert row[96 * 3 : 97 * 3] == bytes((250, 244, 226))
    assert [row[x * 3 : x * 3 + 3] for x in range(96)] == [row[x * 3 : x * 3 + 3] for x in range(191, 95, -1)]
