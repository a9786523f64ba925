"""Issuing: a model or a JSON tree goes in, a secured credential comes out, or nothing does.

With embedded proofs, as a token, or both: proofs inside a token are made before it and stay in it. Verifiable
Credential Data Integrity 1.0, sections 4.2 (Add Proof) and 4.3 (Add Proof Set/Chain); Open Badges 3.0, section 9; VC
JOSE COSE 1.0. Loss is an error here as it is when verifying: a member that would not be signed is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, cast

from eccoe_vc import clock
from eccoe_vc.advice import for_maker
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import Finding, InputTypeError, IssueError, RefusedError, shown
from eccoe_vc.issuing_options import Securing, check_signer, check_words, choices_of, options_of, securing_of
from eccoe_vc.jsonld import to_quads
from eccoe_vc.keys import PublicKey
from eccoe_vc.keys.signer import Signer
from eccoe_vc.limits import DEFAULT, Budget, Meter
from eccoe_vc.models import shape
from eccoe_vc.proofs import signing
from eccoe_vc.proofs.suites import EDDSA_RDFC_2022, Suite
from eccoe_vc.proofs.token_forms import SD_JWT_VC, TokenForm
from eccoe_vc.report import conclude
from eccoe_vc.secured import Secured, finished, travels, with_proofs
from eccoe_vc.verification import contexts
from eccoe_vc.verification.case import V1, Case, listed
from eccoe_vc.verification.policies import credential as any_credential
from eccoe_vc.verification.trust import UnsafeAnyIssuer
from eccoe_vc.verification.world import OFFLINE, Sources

if TYPE_CHECKING:
    from eccoe_vc.proofs.bbs.signer import MessageSigner

    AnySigner = Signer | MessageSigner

UNDEFINED_TERMS: Final = "https://www.w3.org/ns/credentials/undefined-terms/v2"
_ISSUING: Final = any_credential(trust=UnsafeAnyIssuer(reason="The issuer is the caller."))


class Model(Protocol):
    """A typed credential of :mod:`eccoe_vc.models`."""

    def to_json(self) -> dict[str, Any]:
        """The JSON tree of the model."""
        ...


def issue(
    credential: Model | Mapping[str, Any],
    *,
    signer: AnySigner,
    securing: Securing | Iterable[Securing] = EDDSA_RDFC_2022,
    created: datetime | None = None,
    expires: datetime | None = None,
    purpose: Literal["assertionMethod", "authentication"] = "assertionMethod",
    challenge: str | None = None,
    domain: str | None = None,
    mandatory: Iterable[str] | None = None,
    proof_id: str | None = None,
    disclosable: Iterable[str] = (),
    decoys: int = 0,
    holder_key: PublicKey | None = None,
    allow_undefined_terms: bool = False,
    allow_inline_contexts: bool = False,
    sources: Sources = OFFLINE,
    budget: Budget = DEFAULT,
) -> Secured:
    """Secure ``credential`` with one proof for each suite in ``securing``.

    :param credential: a model of :mod:`eccoe_vc.models`, or a JSON tree, which is copied and otherwise signed as it
        stands; only contexts that the suites need are added, and language tags are written in lower case.
    :param signer: who signs. Its controller must be the issuer (the holder, for a presentation). For ``BBS_2023`` a
        ``BbsSigner``; ``signer.bound_to(commitment)`` binds the credential to the holder who made the commitment.
    :param securing: a suite, or several for a proof set, such as ``(EDDSA_RDFC_2022, ED25519_SIGNATURE_2020)``; a token
        form, such as ``VC_JWT_OB3``; or suites and one token form, for a token of a credential with proofs.
    :param created: the date of the proofs, aware; None is now.
    :param expires: the end of the proofs or of the token (not of the credential, which says its own).
    :param purpose: ``authentication`` for presentations, which then take ``challenge`` and ``domain``.
    :param mandatory: for ``ECDSA_SD_2023``, ``BBS_2023``: JSON Pointers to what is shown whatever the holder chooses.
        None is the least that makes sense: issuer, validity, status, schema, name, the id of the subject, and what Open
        Badges requires of an achievement. ``@context``, ``id`` and ``type`` are shown always.
    :param proof_id: the id of the proof, a URL such as ``urn:uuid:...``, by which a later proof of a chain can name it.
    :param disclosable: of an SD-JWT: JSON Pointers to the members and elements that its holder may withhold; everything
        else is always shown. Issuer, type, dates and status cannot be among them.
    :param decoys: of an SD-JWT: digests that stand for nothing, in each object that hides members.
    :param holder_key: of an SD-JWT: the key with which its holder will bind it to a verifier (``cnf``).
    :param allow_undefined_terms: adds the W3C context under which every unknown member has a meaning of its own.
    :param allow_inline_contexts: let the credential bring contexts of its own, which suites that sign bytes cover
        (``EDDSA_JCS_2022``); with any other suite among ``securing`` they stay refused. Few verifiers accept them.
    :param sources: contexts besides the bundled ones.
    :param budget: what verifiers of such a document allow; ``Budget.agreement()`` for an agreement of many rules.
    :raises IssueError: a member would not be signed (``jsonld.*``), the credential is not valid (``model.*``,
        ``ctx.*``), the key is not the issuer's (``key.controller``) or does not fit (``key.alg``), ``signer.output``;
        ``sd.lifecycle_hidden``, ``sd.mandatory``, ``sd.pointer``, where what must be seen could be hidden or nothing
        is named.
    :raises InputTypeError: an argument of a wrong Python type, or one that the form has no place for.

    >>> from eccoe_vc import LocalSigner, models
    >>> signer = LocalSigner.generate("Ed25519")
    >>> badge = models.OpenBadgeCredential(
    ...     id="urn:uuid:7f3b1e6c-5a0f-4a59-9a53-0d0c6c1f8f10",
    ...     issuer=models.Profile(id=signer.controller, name="North University"),
    ...     valid_from="2026-01-31T09:00:00Z",
    ...     credential_subject=models.AchievementSubject(
    ...         id="did:example:alice",
    ...         achievement=models.Achievement(
    ...             id="https://north.example/achievements/1", name="Soil Science", description="Reads a soil profile.",
    ...             criteria=models.Criteria(narrative="Pass the field exercise."),
    ...         ),
    ...     ),
    ... )
    >>> issue(badge, signer=signer).document["proof"]["cryptosuite"]
    'eddsa-rdfc-2022'
    """
    suites, form = securing_of(securing, budget)
    choices = choices_of(suites, form, disclosable, decoys, holder_key)
    check_words(purpose, challenge, domain)
    check_signer(signer)
    at = clock.moment(created, "created")
    tree = _tree(credential, budget)
    _prepare(tree, suites, allow_undefined_terms)
    only_bytes = all(suite.transformation == "jcs" for suite in suites)
    policy = _ISSUING.with_(allow_inline_contexts=allow_inline_contexts and only_bytes, budget=budget)
    case = Case(None, tree, policy, sources, at, Meter(policy.budget))  # type: ignore[arg-type]  # nothing came in
    try:
        if form is SD_JWT_VC:
            _check_claims(tree, suites, signer)
        else:
            _check(case, tree, signer, purpose, only_bytes=only_bytes)
        options = options_of(at, expires, purpose, challenge, domain, proof_id)
        told = _mandatory(case, suites, mandatory, options)
        proofs = [_proof(case, suite, signer, options, told) for suite in suites]
        secured = with_proofs(tree, proofs)
        if form is not None:
            token = _token(form, secured, signer, (at, expires, challenge, domain, *choices))
            return travels(Secured(token, None), budget)
    except IssueError:
        raise
    except RefusedError as error:
        raise IssueError.of(error.findings) from error
    return finished(secured, budget)


def _token(form: TokenForm, tree: dict[str, Any], signer: AnySigner, options: tuple[Any, ...]) -> str:
    from eccoe_vc.proofs import token_signing

    # A key that signs lists of messages is of a kind that no form takes, and that is looked at first.
    return token_signing.sign(form, tree, cast(Signer, signer), token_signing.TokenOptions(*options))


def _tree(credential: Model | Mapping[str, Any], budget: Budget) -> dict[str, Any]:
    if isinstance(credential, Mapping):
        given = credential
    elif hasattr(credential, "to_json"):
        given = credential.to_json()
    else:
        raise InputTypeError(
            "input.type",
            f"A model or a JSON object was expected, but {shown(credential)} was given.",
            hint="Parse JSON text first, or build the credential with eccoe_vc.models.",
        )
    try:
        tree = strict_json.copied(given, budget)
    except RefusedError as error:
        raise IssueError.of(error.findings) from error
    if "proof" in tree:
        raise IssueError(
            "proof.shape", "The credential carries a proof already.", pointer="/proof",
            hint="Issue the credential without its proof; to have several, name several suites at once.",
        )  # fmt: skip
    return tree


def _prepare(tree: dict[str, Any], suites: tuple[Suite, ...], allow_undefined_terms: bool) -> None:
    """Add the contexts that the suites need, and write language tags as RDF will read them."""
    listed = tree.get("@context")
    items = listed if isinstance(listed, list) else [listed]
    is_v1 = items[:1] == [V1]
    needed = [suite.context_1_1 if is_v1 else suite.context for suite in suites]
    if allow_undefined_terms:
        needed.append(UNDEFINED_TERMS)
    added = [url for url in dict.fromkeys(needed) if url and url not in items]
    if added and listed is not None:
        tree["@context"] = [*items, *added]
    if any(suite.transformation == "rdfc" for suite in suites):
        _lower_language_tags(tree)


def _lower_language_tags(tree: dict[str, Any]) -> None:
    # RDFC-1.0 leaves the case of tags to the processor: written in lower case, all processors agree.
    stack: list[Any] = [tree]
    while stack:
        item = stack.pop()
        if item.__class__ is dict:
            if "@value" in item and isinstance(item.get("@language"), str):
                item["@language"] = item["@language"].lower()
            item = item.values()
        stack += [inner for inner in item if inner.__class__ is dict or inner.__class__ is list]


def _check(case: Case, tree: dict[str, Any], signer: AnySigner, purpose: str, *, only_bytes: bool) -> None:
    """Refuse what a verifier would refuse."""
    findings = list(contexts.check(case))
    if not case.foreign_model:  # our rules say nothing about another kind of document
        findings += [*shape.check(case.document), *owned_by(case.document, signer, purpose)]
    if case.meaning_known:
        # A text direction has no place in RDF; a suite that signs bytes carries it.
        direction: Literal["i18n-datatype"] | None = "i18n-datatype" if only_bytes else None
        inline = case.policy.allow_inline_contexts
        try:
            walked = without_tokens(tree) if only_bytes else tree
            case.quads = to_quads(walked, case.compiled, case.meter, inline=inline, rdf_direction=direction)
        except RefusedError as error:
            findings += error.findings
    check, _ = conclude("model", findings)
    if check.findings:
        raise IssueError.of(for_maker(check.findings))


def _check_claims(claims: dict[str, Any], suites: tuple[Suite, ...], signer: AnySigner) -> None:
    """As :func:`_check`, for a credential of plain claims."""
    from eccoe_vc.proofs.sd_jwt import vc_claims

    if suites:
        raise InputTypeError("input.type", "An SD-JWT VC takes no embedded proof.", hint="Name the token form alone.")
    if "@context" in claims and "vct" not in claims:
        message = "This is a credential of the W3C data model; the form sd-jwt-vc is for plain claims."
        raise IssueError("jwt.dialect", message, pointer="/@context", hint=_FOR_W3C)
    hints = {"jwt.dialect": _FOR_W3C, "model.missing": 'Add "vct": "https://...", the type of the credential.'}
    findings = [one._replace(hint=hints.get(one.code, one.hint)) for one in vc_claims.check(claims)]
    if claims.get("iss") != signer.controller:
        message = f"The claim iss is {shown(claims.get('iss'))}, but the key belongs to {shown(signer.controller)}."
        findings.append(Finding("key.controller", message, "/iss", _OWNER.format(name="issuer")))
    if findings:
        raise IssueError.of(tuple(findings))


def without_tokens(tree: dict[str, Any]) -> dict[str, Any]:
    """A presentation without the bare tokens in it, which VC Data Model 1.1 allows and which mean nothing to RDF."""
    carried = tree.get("verifiableCredential")
    old = listed(tree.get("@context"))[:1] == [V1] and "VerifiablePresentation" in listed(tree.get("type"))
    if not old or not isinstance(carried, list):
        return tree
    objects = [one for one in carried if not isinstance(one, str)]
    kept = {"verifiableCredential": objects} if objects else {}
    return {name: value for name, value in tree.items() if name != "verifiableCredential"} | kept


_FOR_W3C: Final = "For a W3C credential, pass securing=SD_JWT_VCDM; --securing sd-jwt-vcdm on the command line."
_OWNER: Final = (
    "Make the controller of the key the {name}; or, if the key is listed in the {name}'s document, say so: "
    "controller=... where the signer is made, --controller on the command line."
)


def owned_by(document: Mapping[str, Any], signer: AnySigner, purpose: str) -> list[Finding]:
    """Nothing where the key is that of the issuer, or of the holder of a presentation; else ``key.controller``."""
    if (purpose == "authentication") != ("VerifiablePresentation" in listed(document.get("type"))):
        return [_other_purpose(purpose)]
    name = "issuer" if purpose == "assertionMethod" else "holder"
    value = document.get(name)
    owner = value.get("id") if isinstance(value, dict) else value
    if owner == signer.controller or name not in document:  # a missing issuer is said by the model check
        return []
    message = f"The {name} is {shown(owner)}, but the key belongs to {shown(signer.controller)}."
    return [Finding("key.controller", message, f"/{name}", _OWNER.format(name=name))]


def _other_purpose(purpose: str) -> Finding:
    if purpose == "authentication":
        message = "It is no presentation, and nothing else is signed for the purpose authentication."
        return Finding(
            "model.type", message, "/type", "Put the credential into a VerifiablePresentation and sign that."
        )
    message = "It is a presentation, which its holder signs for the purpose authentication."
    hint = 'Pass purpose="authentication", or --presentation on the command line, with the challenge of the verifier.'
    return Finding("model.type", message, "/type", hint)


def _mandatory(
    case: Case, suites: tuple[Suite, ...], mandatory: Iterable[str] | None, options: Mapping[str, Any]
) -> tuple[str, ...]:
    """The JSON Pointers of a suite of selective disclosure, after what they leave out was looked at."""
    if isinstance(mandatory, str) or not (mandatory is None or isinstance(mandatory, Iterable)):
        raise InputTypeError(
            "input.type", "The argument mandatory is no list of JSON Pointers.", hint='Pass ["/issuer", "/validFrom"].'
        )
    if "id" in options and len(suites) > 1:
        raise IssueError("proof.shape", "Several proofs cannot have one id.", hint="Add the proofs one by one.")
    if not any(suite.selective for suite in suites):
        if mandatory is not None:
            names = ", ".join(suite.name for suite in suites)
            raise InputTypeError("input.type", f"With {names} everything is shown; nothing is mandatory in particular.")
        return ()
    if len(suites) > 1 or options["proofPurpose"] != "assertionMethod":
        raise IssueError(
            "sd.base_proof",
            "A base proof stands alone in a credential: who gets it makes the proof that verifiers see.",
            hint="Issue the credential once for each suite; sign a presentation with another suite.",
        )
    from eccoe_vc.proofs.selective import lifecycle

    chosen = tuple(lifecycle.usual(case.document) if mandatory is None else mandatory)
    findings = lifecycle.left_out(case.document, chosen, foreign=case.foreign_model)
    if findings:
        raise IssueError.of(tuple(findings))
    return chosen


def _proof(
    case: Case, suite: Suite, signer: AnySigner, options: dict[str, Any], mandatory: tuple[str, ...]
) -> dict[str, Any]:
    if suite.transformation == "jcs":
        options = {"@context": case.document["@context"], **options}
    return signing.sign(case.hasher, suite, signer, options, mandatory=mandatory)


__all__ = ["Secured", "Securing", "issue"]
