"""Check ``schema``: does it meet the schemas that it names? One sub-check for each; valid, invalid, or not known.

VC JSON Schema 1.0; Open Badges 3.0, section 8.1 (Schema); VC Data Model 2.0, section 4.11. A generator: it yields the
schemas that it needs and is sent the answers, after everything before it passed. What a schema says is evaluated in
:mod:`eccoe_vc.schemas`. Requirements V1 to V5.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eccoe_vc.carriers import Envelope, open_credential
from eccoe_vc.encoding import digests
from eccoe_vc.errors import Finding, RefusedError, shown
from eccoe_vc.proofs.token_forms import CURRENT_FORMS
from eccoe_vc.report import Outcome
from eccoe_vc.schemas import dialects, resolving
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification import asking, lifecycle, proving
from eccoe_vc.verification.case import Case, listed
from eccoe_vc.verification.inspected import Inspected
from eccoe_vc.verification.nested import NOT_PRESENTED
from eccoe_vc.verification.policies import Policy
from eccoe_vc.verification.trust import UnsafeAnyIssuer

if TYPE_CHECKING:
    from eccoe_vc.schemas.judging import Judgement

Inspection = Generator[Fetch, Fetched | Unavailable, Inspected]
#: Inspects the credential that holds a schema, under a policy, on the account of the case.
Inspect = Callable[[Envelope, Policy, Case], Inspection]
Reading = Generator[Fetch, Fetched | Unavailable, list[Finding]]
IN_CREDENTIAL: Final = "JsonSchemaCredential"
#: The types that are read, and the dialect of a schema that names none. Without one it is not processed.
KINDS: Final[Mapping[str, dialects.Dialect | None]] = MappingProxyType(
    {
        "1EdTechJsonSchemaValidator2019": dialects.DRAFT_2019,
        "JsonSchema": None,
        "JsonSchemaValidator2018": None,
        IN_CREDENTIAL: None,
    }
)
# Schemas whose rules our own model check holds the document to (docs/compatibility-schemas); not reading them again
# leaves nothing unknown.
OFFICIAL: Final = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/",
    "https://purl.imsglobal.org/spec/clr/v2p0/schema/",
)
#: Of each official schema there are two: for the plain form, in which lists are always lists, and for the compact one.
_PLAIN, _COMPACT = "/schema/json/", "/schema/json-ld/"
_BY_ENTRY: Final = UnsafeAnyIssuer(reason="Whose schema counts is decided by the credential that names it.")
_UNKNOWN: Final = frozenset({"unsupported.schema_type", "unsupported.schema_dialect", "schema.regex"})


class Named(NamedTuple):
    """An entry of ``credentialSchema``: where it stands, where the schema is, of which kind, and the entry itself."""

    pointer: str
    url: str
    kind: str
    entry: Mapping[str, Any]

    @property
    def official(self) -> bool:
        """Whether it is a schema whose rules our own model check knows."""
        return self.url.startswith(OFFICIAL)


def check(case: Case, inspect: Inspect) -> Generator[Fetch, Fetched | Unavailable, None]:
    """Conclude ``schema`` and one ``schema[i]`` for each entry."""
    named = lifecycle.entries(case, "credentialSchema")
    if not named:
        case.not_applicable("schema")
        return
    answers = []
    for pointer, tree in named:
        found = yield from _entry(case, tree, pointer, inspect)
        answers.append((pointer, found))
    case.conclude_each("schema", answers, required=case.policy.schema != "skip")


def _entry(case: Case, tree: Any, pointer: str, inspect: Inspect) -> Reading:
    """Everything that is found about one entry."""
    kinds = listed(tree.get("type")) if isinstance(tree, dict) else []
    known = [kind for kind in kinds if kind in KINDS]
    url = tree.get("id") if isinstance(tree, dict) else None
    if len(known) != 1:
        said = f"The schema type {shown(tree.get('type') if isinstance(tree, dict) else tree)} is unknown to us."
        if known:
            said = "The schema entry is of several kinds at once, and they are read in different ways."
        return _undecided(case, [Finding("unsupported.schema_type", said, f"{pointer}/type")])
    if not isinstance(url, str):
        return [Finding("schema.unavailable", "The schema entry names no address.", pointer)]
    named = Named(pointer, url, known[0], tree)
    if case.policy.schema == "skip":
        return [_unavailable(case, named, "The policy switched it off.")]
    if not resolving.available():
        error = resolving.missing()
        return [_unavailable(case, named, error.message, error.hint)]
    try:
        return _undecided(case, (yield from _read(case, named, inspect)))
    except RefusedError as error:
        found = [one for one in error.findings if one.code != "schema.unavailable"]
        gone = [_unavailable(case, named, one.message, one.hint) for one in error.findings if one not in found]
        return _undecided(case, [*gone, *found])


def _undecided(case: Case, found: list[Finding]) -> list[Finding]:
    """What could not be evaluated is a note where the policy makes schemas optional."""
    if case.policy.schema != "optional":
        return found
    return [one._replace(outcome="W") if one.code in _UNKNOWN else one for one in found]


def _read(case: Case, named: Named, inspect: Inspect) -> Reading:
    """What a schema says about the document.

    :raises RefusedError: codes of group ``schema``; ``unsupported.schema_dialect``; ``budget.deadline``.
    """
    data = yield from asking.document(case, named.url, "schema", case.policy.budget.schema_bytes)
    if isinstance(data, Unavailable):
        if data.code == "fetch.budget":
            raise RefusedError("schema.budget", data.message)
        wrong = asking.wrong_address(data, named.pointer)
        cause = f" [{data.code}]" if data.code and data.code != "fetch.not_allowed" else ""
        return [_unavailable(case, named, data.message + cause), *wrong]
    compared = digests.compare(named.entry, data)
    if compared == "differs":
        raise RefusedError("schema.digest", f"The schema at {shown(named.url)} has not the digest that is signed.")
    found = []
    if compared == "unknown":
        message = "The schema has a digest of a form or an algorithm that is not compared here."
        found.append(Finding("unsupported.hash", message, named.pointer))
    judged = yield from _judged(case, named, data, inspect)
    if judged.dialect.old:
        message = f"The schema is of the dialect {judged.dialect.name}, an old one, which is still evaluated."
        found.append(Finding("schema.dialect", message))
    if judged.met:
        return found
    if named.official and _PLAIN in named.url and (yield from _as_compact(case, named)):
        message = "It meets the schema for compacted documents, and not the plain one that it names."
        return [*found, Finding("schema.compact_form", message)]
    return [*found, *_flaws(case, named, judged)]


def _judged(
    case: Case, named: Named, data: bytes, inspect: Inspect
) -> Generator[Fetch, Fetched | Unavailable, Judgement]:
    if named.kind == IN_CREDENTIAL:
        schema = yield from _unwrapped(case, data, named.url, inspect)
    else:
        schema = resolving.parse(data, case.meter)
    return _evaluated(case, named, schema)


def _evaluated(case: Case, named: Named, schema: Mapping[str, Any]) -> Judgement:
    from eccoe_vc.schemas.judging import judge  # loaded where a schema is there, which is seldom

    supplied, default = case.sources.at_hand, KINDS[named.kind]
    return judge(schema, case.document, meter=case.meter, url=named.url, supplied=supplied, default=default)


def _as_compact(case: Case, named: Named) -> Generator[Fetch, Fetched | Unavailable, bool]:
    """Whether the document meets the schema for the compact form. Serializations of Open Badges 3.0; requirement V2."""
    other = named._replace(url=named.url.replace(_PLAIN, _COMPACT, 1))
    data = yield from asking.document(case, other.url, "schema", case.policy.budget.schema_bytes)
    if isinstance(data, Unavailable):
        return False
    return _evaluated(case, other, resolving.parse(data, case.meter)).met


def _flaws(case: Case, named: Named, judged: Judgement) -> list[Finding]:
    """The first places where the document leaves its schema. Of a part, what is missing may be what is withheld."""
    part = proving.shows_a_part(case)
    hint = "Only a part of the credential is shown; ask the holder for more of it." if part else ""
    address = shown(named.url, 100)
    return [
        Finding(
            "schema.invalid", f"It leaves its schema {address}: {flaw.due}.", flaw.pointer, hint, "I" if part else ""
        )
        for flaw in judged.flaws
    ]


# ---- a schema in a credential ----------------------------------------------------------------------------------------


def _unwrapped(
    case: Case, data: bytes, url: str, inspect: Inspect
) -> Generator[Fetch, Fetched | Unavailable, Mapping[str, Any]]:
    """The schema in the credential at ``url``, which is verified as one of its own. VC JSON Schema 1.0, section 2.2.

    :raises RefusedError: ``schema.unavailable``, ``schema.invalid``.
    """
    policy = _policy(case.policy)
    try:
        envelope = open_credential(data, budget=policy.budget)
    except RefusedError as error:
        raise RefusedError("schema.unavailable", f"No credential stands there. {error.message}") from None
    if envelope.form == "none":
        raise RefusedError("schema.unavailable", "The credential that holds the schema carries no proof.")
    inspected = yield from inspect(envelope, policy, case)
    report, document = inspected.report, inspected.documents.document
    if report.verdict != "accepted" or document is None:
        failed = [one for one in report.problems() if one.outcome is Outcome.FAILED]
        problem = (failed or [*report.problems()])[0]
        code = "schema.invalid" if failed else "schema.unavailable"
        message = (
            f"The credential that holds the schema was not verified. {asking.short(problem.message)} [{problem.code}]"
        )
        raise RefusedError(code, message)
    return _held(document, url)


def _held(document: Mapping[str, Any], url: str) -> Mapping[str, Any]:
    """The schema that a verified credential holds.

    :raises RefusedError: ``schema.invalid``.
    """
    subject = document.get("credentialSubject")
    subject = subject[0] if isinstance(subject, list) and len(subject) == 1 else subject
    if IN_CREDENTIAL not in listed(document.get("type")) or not isinstance(subject, dict):
        raise RefusedError("schema.invalid", f"At {shown(url)} stands a credential that holds no schema.")
    if document.get("id") not in (None, url):
        raise RefusedError(
            "schema.invalid", "The credential that holds the schema was published under another address."
        )
    schema = subject.get("jsonSchema")
    if "JsonSchema" not in listed(subject.get("type")) or not isinstance(schema, dict):
        raise RefusedError("schema.invalid", "The credential that should hold the schema has none in its subject.")
    return schema


def _policy(outer: Policy) -> Policy:
    """The policy for a credential that holds a schema: as for any, but for who may issue it. It has no schema to meet
    but the one of W3C, whose rules are those of :func:`_held`.
    """
    room = outer.budget.schema_bytes
    return outer.with_(
        profile="by-type", trust=_BY_ENTRY, schema="skip", **NOT_PRESENTED, endorsements="skip", refresh="skip",
        forms=CURRENT_FORMS, budget=outer.budget.with_(credential_bytes=room, jwt_bytes=room),
    )  # fmt: skip


# ---- what could not be found out -------------------------------------------------------------------------------------


def _unavailable(case: Case, named: Named, why: str, hint: str = "") -> Finding:
    message = f"The schema {shown(named.url, 100)} was not read. {asking.short(why, 120)}"
    if named.official:
        message += " Its rules are part of our own check of the model."
    outcome = {"required": "F", "optional": "W"}.get(case.policy.schema, "W" if named.official else "I")
    return Finding("schema.unavailable", message, named.pointer, hint, outcome)
