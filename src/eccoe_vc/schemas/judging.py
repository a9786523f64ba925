"""A document and a schema in, flaws out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from eccoe_vc.limits import Meter
from eccoe_vc.schemas import dialects, resolving
from eccoe_vc.schemas.dialects import Dialect
from eccoe_vc.schemas.evaluating import At, Evaluation, Flaw


class Judgement(NamedTuple):
    """``flaws``: the first places where the document leaves the schema, and what is due there."""

    dialect: Dialect
    met: bool
    flaws: tuple[Flaw, ...]


def judge(
    schema: Mapping[str, Any],
    document: Any,
    *,
    meter: Meter,
    url: str = "",
    supplied: Mapping[str, bytes] | None = None,
    default: Dialect | None = None,
) -> Judgement:
    """Whether ``document`` meets ``schema``. VC JSON Schema 1.0, section 4; JSON Schema Core 2020-12.

    :param meter: the account of the call: ``schema_steps`` and the deadline.
    :param url: where the schema was found; the base of its references where it names none itself.
    :param supplied: documents by URL that it may refer to. Nothing else is looked up and nothing is fetched.
    :param default: the dialect of a schema that names none; None refuses it.
    :raises RefusedError: ``schema.invalid`` (it is no schema), ``schema.remote_ref``, ``schema.regex``,
        ``schema.budget``, ``schema.unavailable`` (the extra is missing), ``unsupported.schema_dialect``,
        ``budget.deadline``.

    >>> schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "required": ["name"]}
    >>> [(flaw.pointer, flaw.due) for flaw in judge(schema, {}, meter=Meter()).flaws]
    [('', "the member 'name' is missing")]
    """
    dialect = dialects.of(schema, default)
    scope = resolving.scope(schema, url, dialect, supplied or {}, meter)
    evaluation = Evaluation(dialect, meter)
    met = evaluation.meets(schema, At(document, None, 0, scope), entered=True)
    return Judgement(dialect, met is not None, tuple(evaluation.flaws))
