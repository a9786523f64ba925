"""Files for the command line: one genuine badge in every form, and what goes wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.attacks import bases

from eccoe_vc import bake
from eccoe_vc.cli.pictures import badge


@pytest.fixture
def badge_json(tmp_path: Path) -> Path:
    """A genuine badge as JSON."""
    path = tmp_path / "badge.json"
    path.write_text(bases.text(bases.di()), encoding="utf-8")
    return path


@pytest.fixture
def badge_png(tmp_path: Path) -> Path:
    """The same badge in a picture."""
    path = tmp_path / "badge.png"
    path.write_bytes(bake(bases.text(bases.di()), badge()))
    return path


@pytest.fixture
def forged_json(tmp_path: Path) -> Path:
    """The badge with another name in it than was signed."""
    path = tmp_path / "forged.json"
    tree = bases.di()
    tree["credentialSubject"]["achievement"]["name"] = "Brain Surgery"
    path.write_text(json.dumps(tree), encoding="utf-8")
    return path


@pytest.fixture
def unsigned_json(tmp_path: Path) -> Path:
    """A credential without a proof."""
    path = tmp_path / "unsigned.json"
    path.write_text(json.dumps(bases.unsigned()), encoding="utf-8")
    return path
