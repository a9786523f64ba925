"""One direction: a module imports only from floors below; rooms on one floor do not know each other."""

from __future__ import annotations

import ast

import pytest
from tests.architecture.source import Complaint, Module, imports, modules

# The floors of the house (docs/explanation/the-way-of-the-data.md). A new room gets its place here.
FLOORS: dict[str, int] = {
    "codes": 0,
    "errors": 0,
    "report": 0,
    "limits": 0,
    "sources": 0,
    "clock": 0,
    "advice": 1,
    "storage": 1,
    "encoding": 1,
    "contexts": 1,
    "jsonld": 2,
    "models": 2,
    "carriers": 3,
    "keys": 4,
    "proofs": 5,
    "schemas": 6,
    "status": 6,
    "secured": 6,
    "issuing_options": 6,
    "verification": 7,
    "issuing": 7,
    "deriving": 7,
    "adding": 7,
    "disclosing": 7,
    "agreements": 8,
    "status_registry": 8,
    "bundling": 8,
    "doctor": 8,
    "render": 9,
    "lms": 9,
    "net": 9,
    "cli": 9,
    "__main__": 9,
}
# Sideways, with the reason. The words of floor 0 (a code has an error, a report has findings) belong together.
SIDEWAYS: dict[tuple[str, str], str] = {
    ("__main__", "cli"): "`python -m eccoe_vc` is the command line",
    ("issuing", "verification"): "what is issued is verified before it leaves (house rule 14)",
    ("deriving", "disclosing"): "one verb over all forms",
    ("deriving", "verification"): "what is derived is read as verifiers read it",
    ("adding", "issuing"): "a proof that is added is made as the first one is",
    ("adding", "verification"): "it takes the same sources",
    ("cli", "net"): "the command line is the one place inside that may open a socket",
}


def neighbours(module: Module) -> list[tuple[int, str, str]]:
    """Line, full name and room of each import from the package itself."""
    found = []
    for line, name in imports(module):
        if name.split(".")[0] != "eccoe_vc":
            continue
        parts = name.split(".")
        found.append((line, name, parts[1] if len(parts) > 1 else ""))
    return found


def rooms() -> set[str]:
    return {module.room for module in modules() if module.room}


def judge(module: Module, line: int, name: str, room: str) -> str:
    """What is wrong with an import, or nothing."""
    if room == module.room:
        return ""
    if room not in FLOORS:  # a name of the front door itself, which is for users and for faces
        return "" if FLOORS[module.room] >= 9 else f"imports {name} from the front door of the package"
    if room == "net":
        return "" if module.room == "cli" else f"imports {name}: only cli may import the network"
    here, there = FLOORS[module.room], FLOORS[room]
    if there > here:
        return f"imports {name} from floor {there}, above its own floor {here}"
    if there == here and here > 0 and (module.room, room) not in SIDEWAYS:
        return f"imports {name} from the room beside it on floor {here}"
    private = [part for part in name.split(".")[2:] if part.startswith("_")]
    return f"imports {name}, which is private to {room}" if private else ""


def test_every_room_has_a_floor() -> None:
    unknown = rooms() - set(FLOORS)
    assert not unknown, (
        f"rooms without a floor: {sorted(unknown)}\n    rule: one direction\n    do: name its floor in FLOORS of "
        "tests/architecture/test_layers.py and in docs/explanation/the-way-of-the-data.md"
    )


@pytest.mark.parametrize("module", [m for m in modules() if m.room], ids=lambda module: module.name)
def test_imports_go_down(module: Module) -> None:
    found = [
        Complaint(module, line, what)
        for line, name, room in neighbours(module)
        if (what := judge(module, line, name, room))
    ]
    assert not found, "\n".join(
        complaint.say(
            "a module imports only from floors below, and not from the room beside it",
            "move the shared part to a floor below both, or hand the thing in as an argument",
        )
        for complaint in found
    )


def test_the_front_door_loads_nothing_when_it_is_imported() -> None:
    (front,) = [module for module in modules() if module.name == "eccoe_vc"]
    eager = [
        node
        for node in front.tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any(
            name.startswith("eccoe_vc") for name in [getattr(node, "module", "") or "", *(a.name for a in node.names)]
        )
    ]
    assert not eager, (
        f"{front.place}:{eager[0].lineno}: imports a room when the package is imported\n"
        "    rule: `import eccoe_vc` is light (PEP 562)\n    do: name it in _HOMES and import it below TYPE_CHECKING"
    )


@pytest.mark.parametrize(
    ("room", "imported", "wrong"),
    [
        ("encoding", "eccoe_vc.jsonld.quads", "above its own floor"),
        ("jsonld", "eccoe_vc.models.view", "beside it"),
        ("report", "eccoe_vc.codes.code", ""),
        ("keys", "eccoe_vc.encoding.base58", ""),
        ("keys", "eccoe_vc.encoding._json_places", "private"),
        ("verification", "eccoe_vc.net.HttpFetcher", "only cli"),
        ("cli", "eccoe_vc.net.HttpFetcher", ""),
        ("keys", "eccoe_vc.LocalSigner", "front door"),
        ("cli", "eccoe_vc.verify", ""),
        ("issuing", "eccoe_vc.verification.policies", ""),
        ("verification", "eccoe_vc.issuing.issue", "beside it"),
    ],
)
def test_the_judge_itself(room: str, imported: str, wrong: str) -> None:
    module = modules()[0]._replace(room=room)
    what = judge(module, 1, imported, imported.split(".")[1])
    assert wrong in what
    assert bool(what) == bool(wrong)
