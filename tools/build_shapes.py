"""Write ``src/eccoe_vc/models/_shapes.py``, the table of shapes, from the declarations of the pydantic models.

The rules have one home, the models; the shape check reads the table, because a verification must not pay for pydantic.
``python tools/build_shapes.py`` writes the file, ``--check`` only compares (a test does the same).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

from eccoe_vc.models import CLASSES
from eccoe_vc.models.base import Model, is_filled
from eccoe_vc.models.fields import Contexts, Lexical, Listed, Picked, Position, Types

TARGET: Final = Path(__file__).resolve().parents[1] / "src" / "eccoe_vc" / "models" / "_shapes.py"
WIDTH: Final = 110
HEADER: Final = '''"""The table of shapes: written by ``tools/build_shapes.py`` from the models; do not edit.

Class name to: groups of type names, required members, members (rule, detail, form), relations, members of the other
data model, code that stands for all others, and flags (``loose``: unknown members may hold null and empty lists;
``closed``: there are no unknown members).
"""

from __future__ import annotations

from typing import Final

Member = tuple[str, str, str]
Row = tuple[
    tuple[tuple[str, ...], ...],
    tuple[str, ...],
    dict[str, Member],
    tuple[str, ...],
    tuple[str, ...],
    str,
    tuple[str, ...],
]

# fmt: off
'''


def member(annotation: Any) -> tuple[str, str, str]:
    """Rule, detail and form of one declaration."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _annotated(arguments[0], arguments[1:])
    if origin in (Union, UnionType):
        options = [option for option in arguments if option is not NoneType]
        if len(options) == 1:
            return member(options[0])
        rules = sorted(member(option)[0] for option in options)
        if rules == ["compact_jws", "picked"]:
            return ("picked", "credential_or_token", "one")
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return ("object", annotation.__name__, "one")
    raise TypeError(f"no rule for {annotation!r}")


def _annotated(inner: Any, notes: tuple[Any, ...]) -> tuple[str, str, str]:
    for note in notes:
        if isinstance(note, Lexical):
            return (note.rule, "", "one")
        if isinstance(note, Listed):
            rule, detail, _ = member(get_args(inner)[0])
            return (rule, detail, note.form)
        if isinstance(note, Types):
            return ("types", "", note.form)
        if isinstance(note, Contexts):
            return ("context", "", note.form)
        if isinstance(note, Position):
            return (note.place, note.detail, "one")
        if isinstance(note, Picked):
            return ("picked", note.by, "one")
    return member(inner)


def row(cls: type[Model]) -> tuple[Any, ...]:
    """The row of one class."""
    hints = get_type_hints(cls, include_extras=True)
    fields = {field.alias or name: (name, field) for name, field in cls.model_fields.items()}
    required = tuple(alias for alias, (_, field) in fields.items() if field.is_required() or is_filled(field.default))
    members = {alias: member(hints[name]) for alias, (name, _) in fields.items()}
    flags = tuple(word for word, is_set in (("loose", cls.LOOSE), ("closed", cls.CLOSED)) if is_set)
    return (cls.TYPES, required, members, cls.RELATIONS, cls.FOREIGN, cls.CODE, flags)


def table() -> str:
    """The text of the module."""
    lines = [HEADER + "SHAPES: Final[dict[str, Row]] = {"]
    for name in sorted(CLASSES):
        types, required, members, *others = row(CLASSES[name])
        entries = [f"{alias!r}: {rule!r}," for alias, rule in members.items()]
        lines.append(f"    {name!r}: ({types!r}, (")
        lines += _filled([f"{member!r}," for member in required])
        lines += ["    ), {", *_filled(entries)]
        lines.append("    }, " + ", ".join(map(repr, others)) + "),")
    return "\n".join(lines).replace("'", '"') + "\n}\n"


def _filled(entries: list[str]) -> list[str]:
    """Entries side by side, as many as a line holds."""
    lines = [""]
    for entry in entries:
        if len(lines[-1]) + len(entry) > WIDTH:
            lines.append("")
        lines[-1] += entry + " "
    return [" " * 8 + line.rstrip() for line in lines if line]


def main() -> int:
    """Write the file, or say whether it is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="compare only; exit with 1 if the file is out of date")
    wanted = table()
    if parser.parse_args().check:
        return 0 if TARGET.read_text(encoding="utf-8") == wanted else 1
    TARGET.write_text(wanted, encoding="utf-8")
    print(f"wrote {TARGET.name}: {len(CLASSES)} classes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
