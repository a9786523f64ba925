"""What all models share: frozen views over a JSON tree that is kept as it was received.

A model is built in two ways. :func:`eccoe_vc.models.view` reads a document. The constructor takes Python names or JSON
names, nested models, ``Decimal``; it fills in ``type`` and ``@context``. Either way the shape is checked first
(:mod:`eccoe_vc.models.shape`), so that :class:`~eccoe_vc.errors.ModelError` carries every finding with code and
pointer, and ``to_json()`` gives the tree back: member order, single values and lists, number spelling, unknown members.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar, Final, Self, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError, PydanticUndefined

from eccoe_vc.advice import for_maker
from eccoe_vc.encoding import pointers, timestamps
from eccoe_vc.errors import Finding, InputTypeError, ModelError, RefusedError, shown
from eccoe_vc.limits import DEFAULT
from eccoe_vc.models import relations
from eccoe_vc.models.fields import Types
from eccoe_vc.models.shape import NOTES, check

#: Member names that are not the camel case of their Python name.
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "context": "@context",
        "digest_sri": "digestSRI",
        "key_ops": "key_ops",
        "x5c": "x5c",
        "x5t": "x5t",
        "x5u": "x5u",
        "x5t_s256": "x5t_S256",
        "x_imssf_image": "x-imssf-image",
        "x_imssf_privacy_policy_url": "x-imssf-privacyPolicyUrl",
        "x_imssf_registration_url": "x-imssf-registrationUrl",
        "oauth2_acg": "OAuth2ACG",
    }
)


def json_name(name: str) -> str:
    """The JSON name of a Python attribute.

    >>> json_name("valid_from"), json_name("context")
    ('validFrom', '@context')
    """
    return _NAMES.get(name) or to_camel(name)


#: Passed as pydantic context: judge by the declarations alone, without the shape check. For tests of their agreement.
DECLARATIONS_ONLY: Final = "declarations only"


class Checked(dict[str, Any]):
    """A JSON object whose shape was found right: members under JSON names, ours alone, never handed out."""

    __slots__ = ()


class Model(BaseModel):
    """A frozen view of one JSON object.

    Attributes have Python names (``valid_from``), members JSON names (``validFrom``). Members that the class does not
    know are kept and stand in ``model_extra``. Two models are equal when their JSON trees are.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="allow", alias_generator=json_name)

    #: What ``type`` must name: one of each group; no groups where the class has no ``type`` of its own.
    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = ()
    #: Rules between members, by name (:data:`eccoe_vc.models.relations.RELATIONS`).
    RELATIONS: ClassVar[tuple[str, ...]] = ()
    #: Members of the other data model, which must not stand here: ``ctx.mixed_model``.
    FOREIGN: ClassVar[tuple[str, ...]] = ()
    #: The code for everything that is wrong in this object, where another check owns it; else empty.
    CODE: ClassVar[str] = ""
    #: Whether unknown members may hold null and empty lists: classes of the W3C, not those of Open Badges.
    LOOSE: ClassVar[bool] = False
    #: Whether unknown members are refused: ``model.value``.
    CLOSED: ClassVar[bool] = False

    _tree: Checked = PrivateAttr(default_factory=Checked)

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        """Take a tree that was checked, or check what a caller wrote, then make the view."""
        if isinstance(data, cls):
            return data
        tree = data if data.__class__ is Checked else cls._checked(data)
        try:
            model = handler(tree)
        except ValidationError as error:
            raise _from_pydantic(cls, error) from error
        if info.context == DECLARATIONS_ONLY:
            cls._complete(tree)
        model._tree = tree  # noqa: SLF001 - our own class, in its own validator
        return model

    @classmethod
    def _checked(cls, data: Any) -> Checked:
        if not isinstance(data, Mapping):
            # Inside a union this only says "not this one"; at the top, model_validate makes it a ModelError.
            raise PydanticCustomError("eccoe", "expected an object")
        given = {_member(cls, name): _named(name, value) for name, value in data.items() if value is not None}
        tree = _filled(cls, given)
        refuse(for_maker(check(tree, cls.__name__)))
        return cast("Checked", marked(tree))

    @classmethod
    def _complete(cls, tree: dict[str, Any]) -> None:
        """The rules of the whole object, where a declaration of one member cannot say them."""
        names = {name: field.alias or name for name, field in cls.model_fields.items()}
        found = [*relations.of_object(tree, cls.TYPES, cls.FOREIGN, cls.RELATIONS)]
        for name, field in cls.model_fields.items():
            if is_filled(field.default) and names[name] not in tree:
                found.append(relations.Flaw((), "model.missing", f"{names[name]} is missing."))
        # None stands for "absent" in Python; in JSON null is something else.
        found += [relations.Flaw((name,), "model.null", "null") for name in names.values() if tree.get(name, 0) is None]
        if not cls.LOOSE:
            found += relations.holes({name: tree[name] for name in tree.keys() - set(names.values())})
        refuse([Finding(flaw.code, flaw.message, pointers.join("", *flaw.tokens)) for flaw in found])

    def to_json(self) -> dict[str, Any]:
        """The JSON tree: as received, or as built; a fresh copy each time. This is what is signed."""
        return cast("dict[str, Any]", unmarked(self._tree))

    def problems(self) -> list[Finding]:
        """What :func:`eccoe_vc.models.shape.check` says about this object: notes only, or it would not exist."""
        return check(self.to_json(), type(self).__name__)

    def with_(self, **changes: Any) -> Self:
        """A copy with other members; ``None`` takes one out.

        :raises ModelError: the changed object has not the shape of its class.
        """
        named = {_member(type(self), name): value for name, value in changes.items()}
        return type(self)(**{**self.to_json(), **named})

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As :meth:`with_`: an update is checked, and the tree follows."""
        del deep
        return self.with_(**(update or {}))

    @classmethod
    def model_validate(cls, obj: Any, **settings: Any) -> Self:
        """As the constructor, with the members in one mapping.

        :raises ModelError: as everywhere here; pydantic's own exception never leaves this room.
        """
        try:
            return super().model_validate(obj, **settings)
        except ValidationError as error:
            raise _from_pydantic(cls, error) from error

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:
        """As the constructor: a model that was not checked cannot be made."""
        del _fields_set
        return cls(**values)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "_tree":
            return super().__setattr__(name, value)
        raise AttributeError(
            f"{type(self).__name__} cannot be changed: {name}. with_({name}=...) makes a changed copy."
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Model) and type(self) is type(other) and self._tree == other._tree

    def __hash__(self) -> int:
        return hash((type(self).__name__, frozenset(self._tree)))


_JSON_VALUES: Final = "Pass text, a number, a list, a mapping or a model; write str(...) of anything else."


def refuse(findings: Iterable[Finding]) -> None:
    """Raise what a model may not have; notes pass.

    :raises ModelError: with all findings that are not notes.
    """
    wrong = tuple(finding for finding in findings if finding.code not in NOTES)
    if wrong:
        raise ModelError.of(wrong)


def marked(value: Any, levels: int = DEFAULT.json_depth) -> Any:
    """A deep copy of a JSON tree in which every object is :class:`Checked`.

    :param levels: how many levels of objects and lists may still follow.
    :raises InputTypeError: a Python value that JSON does not have.
    :raises RefusedError: ``json.depth``; a tree that holds itself ends here, too.
    """
    kind = value.__class__
    if kind is str:
        return value
    if levels <= 0 and kind in (dict, Checked, list):
        raise RefusedError("json.depth", f"The document nests deeper than {DEFAULT.json_depth} levels.")
    if kind is dict or kind is Checked:
        if not all(name.__class__ is str for name in value):
            raise InputTypeError("input.type", "A JSON object has member names that are not text.")
        return Checked({name: marked(item, levels - 1) for name, item in value.items()})
    if kind is list:
        return [marked(item, levels - 1) for item in value]
    if value is None or kind is int or kind is float or kind is bool:
        return value
    raise InputTypeError("input.type", f"A JSON value was expected, but {shown(value)} was given.", hint=_JSON_VALUES)


def unmarked(value: Any) -> Any:
    """A deep copy of a marked tree, in plain dictionaries and lists."""
    kind = value.__class__
    if kind is Checked:
        return {name: unmarked(item) for name, item in value.items()}
    if kind is list:
        return [unmarked(item) for item in value]
    return value


def is_filled(default: Any) -> bool:
    """Whether a field has a default that the constructor writes: such members are required in JSON."""
    return default is not None and default != () and default is not PydanticUndefined


def _member(cls: type[Model], name: Any) -> str:
    if not isinstance(name, str):
        raise InputTypeError("input.type", f"Member names are text, but {shown(name)} was given.")
    field = cls.model_fields.get(name)
    return name if field is None else field.alias or name


def _filled(cls: type[Model], members: dict[str, Any]) -> dict[str, Any]:
    """``members`` with the defaults that JSON needs; context, id and type come first."""
    tree: dict[str, Any] = {}
    for name in ("context", "id", "type"):
        field, alias = cls.model_fields.get(name), json_name(name)
        if alias in members:
            tree[alias] = members[alias]
        elif field is not None and is_filled(field.default):
            single = any(isinstance(note, Types) and note.form == "one" for note in field.metadata)
            tree[alias] = field.default[0] if single else list(field.default)
    return {**tree, **members}


def _named(name: str, value: Any) -> Any:
    """As :func:`_plain`; a Python value that is none of JSON is told with the name of its member."""
    try:
        return _plain(value)
    except InputTypeError as error:
        message = f"The member {name} cannot take this value. {error.message}"
        raise InputTypeError(error.code, message, pointer=f"/{json_name(str(name))}", hint=error.hint) from None


def _plain(value: Any, levels: int = DEFAULT.json_depth) -> Any:
    """A value of a caller as JSON."""
    if isinstance(value, Model):
        return value.to_json()
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise InputTypeError("input.type", "A date without a time zone was given.", hint="Pass an aware datetime.")
        return timestamps.format(value)
    if levels <= 0 and isinstance(value, Mapping | list | tuple):
        raise RefusedError("json.depth", f"The document nests deeper than {DEFAULT.json_depth} levels.")
    if isinstance(value, Mapping):
        return {name: _plain(item, levels - 1) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, levels - 1) for item in value]
    raise InputTypeError("input.type", f"A JSON value was expected, but {shown(value)} was given.", hint=_JSON_VALUES)


def _number(value: Decimal) -> int | float:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise InputTypeError("input.type", "A number that is not finite was given.")
    return int(value) if exponent == 0 else float(value)


def _from_pydantic(cls: type[Model], error: ValidationError) -> ModelError:
    """What pydantic refused, in our words. The shape check comes first, so this is a second line of defence."""
    findings = []
    for detail in error.errors(include_url=False, include_input=False, include_context=False)[:20]:
        pointer = pointers.join("", *(part for part in detail["loc"] if part != "function-wrap[_read()]"))
        message = f"A member of {cls.__name__} has another kind of value than expected."
        findings.append(Finding("model.type", message, pointer))
    return cast("ModelError", ModelError.of(tuple(findings)))
