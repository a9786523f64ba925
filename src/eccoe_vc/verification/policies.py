"""What a verifier asks for. A policy is a frozen value and has no default: whoever verifies says whom they trust.

* :func:`open_badge`: an Open Badges 3.0 credential, genuine, in force, bound to an issuer whom you trust;
* :func:`credential`: the same for any W3C Verifiable Credential;
* :func:`presentation`: what a wallet hands over, proved by its holder for you and now;
* :func:`proof_only`: nothing but the signature, for test suites and for those who decide everything else themselves.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final, Literal

from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.errors import InputTypeError, shown
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.proofs.suites import CURRENT, LEGACY, Suite
from eccoe_vc.proofs.token_forms import CURRENT_FORMS, TokenForm
from eccoe_vc.verification.recipients import Recipient
from eccoe_vc.verification.trust import TrustRule
from eccoe_vc.verification.trust.protocol import is_rule

#: What a document must be: an Open Badge; any credential by the rules of W3C alone; or whatever its type says it is.
Profile = Literal["open-badge", "credential", "by-type"]
SKEW: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What must hold. Build one with the functions of this module and change it with :meth:`with_`.

    Every field that can lower a finding does so only where the registry allows it (:mod:`eccoe_vc.codes`).

    The word ``required`` means two things: ``status="required"`` demands that the credential names a status entry,
    while ``schema="required"`` and ``refresh="required"`` only refuse what is named and could not be had, so that a
    credential that names no schema or no refresh service passes.
    """

    profile: Profile
    trust: TrustRule | None  # None only in proof_only: nobody asked who it is
    suites: tuple[Suite, ...] = CURRENT
    #: Which token forms are verified; the dialects are told apart by shape.
    forms: tuple[TokenForm, ...] = CURRENT_FORMS
    #: Which proofs of a set must hold: all of a known suite; one; or all, and none may be unknown.
    proofs: Literal["supported", "any", "all"] = "supported"
    purpose: str = "assertionMethod"
    #: False only in proof_only: the key must belong to its own controller, not to the issuer.
    bind_issuer: bool = True
    #: Accept a key written in the fragment of an https verification method. Nobody vouches for such a key.
    unsafe_fragment_key: bool = False
    allow_inline_contexts: bool = False
    #: Of a token, whose signature covers the bytes: take contexts that nobody supplied. What it means stays unknown.
    allow_unknown_contexts: bool = False
    #: Ask the refresh service that a credential names for a newer copy, and judge that one: ``try`` goes on with the
    #: original where there is none, ``required`` refuses it then. One that names no service passes with each of them.
    #: A report says which copy it is about.
    #: What stands in a presentation is judged as it is presented: there ``required`` is refused.
    refresh: Literal["skip", "try", "required"] = "skip"
    #: Status entries: a list that could not be read is undecided (``check``) or a note (``optional``); ``skip`` asks
    #: for none, and ``required`` is ``check`` that also refuses a credential without an entry.
    status: Literal["check", "required", "optional", "skip"] = "check"
    #: How old a status list may be, counted from its ``validFrom``; None leaves that to its ``validUntil``.
    status_max_age: timedelta | None = None
    #: Who else may publish status lists for whom: pairs of an issuer and of who issues its lists.
    status_issuers: frozenset[tuple[str, str]] = frozenset()
    #: Read lists of fewer than 131,072 entries, too; reported as ``status.too_short``.
    allow_short_lists: bool = False
    #: Read StatusList2021 and the unsigned 1EdTechRevocationList, too; reported as ``status.legacy``.
    legacy_status: bool = False
    #: Schemas that the credential names: those that could not be read are undecided (``check``), a failure where they
    #: could not be had (``required``), or a note (``optional``); ``skip`` reads none. One that names none passes.
    schema: Literal["check", "required", "optional", "skip"] = "check"
    endorsements: Literal["check", "report", "skip"] = "check"
    #: Read a proof date without time zone as UTC, as Data Integrity 1.0 allows. Refused by default.
    undated_offsets: bool = False
    low_s_only: bool = False
    #: Of a badge in a token: must the claim `sub` be there, also where the subject has only an identifier?
    strict_sub: bool = False
    #: The key ended after the time that the signer states: must other evidence date the signature (``proved``), or is
    #: the signer's word enough to go on (``stated``)? Then the check ``key`` says so, and decisions are left to people.
    signing_time: Literal["proved", "stated"] = "proved"
    skew: timedelta = SKEW
    #: Of a presentation: what the holder was asked to sign over, compared exactly.
    challenge: str | None = None
    domain: str | None = None
    #: Must an SD-JWT be bound to the key of its holder, with `challenge` as nonce and `domain` as audience? Else a
    #: binding that is there is compared where there is a challenge, also inside a presentation. A presentation is bound
    #: by its holder's proof and never by a key that its holder names: `required` refuses it.
    key_binding: Literal["required", "report"] = "report"
    #: May only a part be shown (of an SD-JWT: members at its top be withheld) while no end of validity or no status is
    #: visible? These could be what is withheld. ``report`` relies on the issuer to leave neither, and makes it a note.
    withheld: Literal["refuse", "report"] = "refuse"
    #: Whom the credential must be about, as far as the verifier knows her; None asks nothing, which the report says.
    recipient: Recipient | None = None
    #: Of a presentation: must the holder be the person whom each credential is about? Else it is a note.
    holder_binding: Literal["required", "report"] = "report"
    budget: Budget = DEFAULT
    #: True: model, validity, subject, issuer and everything after it are not asked.
    proof_only: bool = False

    def __post_init__(self) -> None:
        for name, allowed in _ANSWERS.items():
            if getattr(self, name) not in allowed:
                raise InputTypeError(
                    "input.type", f"The policy field {name} is {shown(getattr(self, name))}.",
                    hint=f"It is one of {', '.join(map(repr, allowed))}.",
                )  # fmt: skip
        for name, kind in _KINDS.items():
            _require(name, getattr(self, name), kind)
        for name in ("challenge", "domain"):
            if getattr(self, name) == "":  # a session without a nonce: every presentation of another one would fit
                raise InputTypeError(
                    "input.type", f"The policy field {name} is empty.", hint="Pass text, or None to compare none."
                )
        object.__setattr__(self, "suites", _all_of("suites", self.suites, Suite))
        object.__setattr__(self, "forms", _all_of("forms", self.forms, TokenForm))
        if self.key_binding == "required" and self.challenge is None:
            raise InputTypeError(
                "input.challenge_required", "A policy that asks for key binding needs the challenge of the holder.",
                hint="Pass challenge= with the nonce, and domain= with your own name.",
            )  # fmt: skip
        if self.refresh == "required" and self.purpose == "authentication":
            raise InputTypeError(
                "input.type", "What stands in a presentation is judged as it is presented and never refreshed.",
                hint='Leave refresh="required" out, and verify the credentials one by one to have newer copies.',
            )  # fmt: skip
        if self.trust is not None:
            _require_rule(self.trust)
        if self.proof_only and self.recipient is not None:
            raise InputTypeError(
                "input.type", "A policy for the signature alone does not ask whom a credential is about.",
                hint="Leave recipient out, or take policies.open_badge or policies.credential.",
            )  # fmt: skip
        if not isinstance(self.skew, timedelta) or self.skew < timedelta(0):
            raise InputTypeError(
                "input.type",
                f"The policy field skew is {shown(self.skew)}.",
                hint="Pass a datetime.timedelta from 0 on.",
            )
        _require_age(self.status_max_age)
        object.__setattr__(self, "status_issuers", _pairs(self.status_issuers))

    def with_(self, **changes: Any) -> Policy:
        """A copy with other answers."""
        return replace(self, **changes)

    def held_to(self, types: Container[str]) -> str | None:
        """The class of the data model that a document of these types is held to. None: the one that it names itself."""
        plain = self.profile == "credential" and "VerifiablePresentation" not in types
        return "VerifiableCredential" if plain and not self.proof_only else None


_BOTH: Final = (False, True)
#: What each field may be; anything else would silently mean something.
_ANSWERS: Final[Mapping[str, tuple[object, ...]]] = MappingProxyType(
    {
        "profile": ("open-badge", "credential", "by-type"),
        "proofs": ("supported", "any", "all"),
        "refresh": ("skip", "try", "required"),
        "status": ("check", "required", "optional", "skip"),
        "schema": ("check", "required", "optional", "skip"),
        "endorsements": ("check", "report", "skip"),
        "holder_binding": ("required", "report"),
        "signing_time": ("proved", "stated"),
        "key_binding": ("required", "report"),
        "withheld": ("refuse", "report"),
        **dict.fromkeys(
            (
                "bind_issuer",
                "unsafe_fragment_key",
                "allow_inline_contexts",
                "allow_unknown_contexts",
                "allow_short_lists",
                "legacy_status",
                "undated_offsets",
                "low_s_only",
                "strict_sub",
            ),
            _BOTH,
        ),
    }
)  # fmt: skip


#: Fields that hold one value of one kind; None stands for nothing asked.
_KINDS: Final[Mapping[str, tuple[type, ...]]] = MappingProxyType(
    {
        "purpose": (str,),
        "challenge": (str, type(None)),
        "domain": (str, type(None)),
        "recipient": (Recipient, type(None)),
        "proof_only": (bool,),
        "budget": (Budget,),
    }
)


_EXAMPLES: Final = MappingProxyType({"suites": "(EDDSA_RDFC_2022,)", "forms": "(VC_JOSE,)"})


def _require(name: str, value: Any, kind: tuple[type, ...]) -> None:
    if not isinstance(value, kind):
        due = kind[0].__name__ + (" or None" if len(kind) > 1 else "")
        raise InputTypeError("input.type", f"The policy field {name} is {shown(value)}.", hint=f"Pass {due}.")


def _require_age(age: Any) -> None:
    if age is None or (isinstance(age, timedelta) and age > timedelta(0)):
        return
    if isinstance(age, timedelta):
        raise InputTypeError(
            "input.type", "The policy field status_max_age is no time at all, so that every list would be too old.",
            hint="Pass a datetime.timedelta that is longer than nothing, or None to leave the age to the list.",
        )  # fmt: skip
    raise InputTypeError(
        "input.type", f"The policy field status_max_age is {shown(age)}.",
        hint="Pass a datetime.timedelta that is longer than nothing.",
    )  # fmt: skip


def _require_rule(trust: Any) -> None:
    if not is_rule(trust):
        raise InputTypeError(
            "input.type",
            "The policy needs a trust rule.",
            hint="Pass trust=TrustedIssuers({...}), or UnsafeAnyIssuer(reason=...) if you mean it.",
        )


def _all_of(name: str, given: Any, kind: type) -> tuple[Any, ...]:
    """Suites or forms, each by the constant of this package: a name in quotes would silently be none of them."""
    items = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (given,)
    if not all(isinstance(item, kind) for item in items):
        what = f"The policy field {name} holds something that is no {kind.__name__}."
        raise InputTypeError(
            "input.type", what, hint=f"Pass a tuple of {kind.__name__} values, such as {_EXAMPLES[name]}."
        )
    return items


def _pairs(given: Any) -> frozenset[tuple[str, str]]:
    """Pairs of ids, of which none could be nobody's."""
    rows = list(given) if isinstance(given, Iterable) else [given]
    pairs = [tuple(row) if isinstance(row, list) else row for row in rows]
    for pair in pairs:
        if not (isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(n, str) and is_iri(n) for n in pair)):
            raise InputTypeError(
                "input.type", "The policy field status_issuers holds something that is no pair of ids.",
                hint="Write {(issuer, who_issues_its_lists)}, both as ids such as did:web:north.example.",
            )  # fmt: skip
    return frozenset(pairs)


def open_badge(*, trust: TrustRule, legacy: bool = False, **answers: Any) -> Policy:
    """Open Badges 3.0, VC 2.0 or VC 1.1: the strict default.

    :param trust: whom you trust, for example ``TrustedIssuers({"did:web:north.example"})``.
    :param legacy: also verify the suites of older badges (Ed25519Signature2020) and read their status methods
        (StatusList2021, 1EdTechRevocationList); reported as ``proof.legacy`` and ``status.legacy``.
    :param answers: further fields of :class:`Policy`.

    >>> from eccoe_vc import TrustedIssuers
    >>> open_badge(trust=TrustedIssuers({"did:web:north.example"})).profile
    'open-badge'
    """
    return _strict("open-badge", trust, legacy, answers)


def credential(*, trust: TrustRule, legacy: bool = False, **answers: Any) -> Policy:
    """Any W3C Verifiable Credential 2.0 or 1.1, held to the rules of W3C alone and as strict otherwise.

    An Open Badge that breaks a rule of Open Badges (a text where an Image is due) is still a credential.
    """
    return _strict("credential", trust, legacy, answers)


_UNSAID: Any = object()  # None means that the verifier gave none, and says so


def presentation(
    *,
    trust: TrustRule,
    challenge: str | None = _UNSAID,
    domain: str | None = _UNSAID,
    any_holder: bool = False,
    legacy: bool = False,
    **answers: Any,
) -> Policy:
    """A Verifiable Presentation 2.0 or 1.1 whose holder proves that it is made for you and now.

    Data Integrity 1.0, section 4.4, steps 8 and 9. Each credential inside has a report of its own under the same rules
    (:attr:`eccoe_vc.Report.nested`); the presentation is accepted only if all of them are.

    :param trust: whom you trust as an issuer of the credentials inside.
    :param challenge: the text that you gave to the holder, and to nobody else; it must stand in the proof. None where
        you gave none: then a presentation that somebody else received passes as well (``vp.unchallenged``).
    :param domain: the name under which the holder knows you; None to compare none.
    :param any_holder: also accept a holder who presents credentials about somebody else, as a parent or an agency does
        (``vp.holder_binding`` is a note then). By default the holder must be the person whom they are about.
    :param legacy: also verify the suites and status methods of older badges.
    :param answers: further fields of :class:`Policy`.
    :raises InputTypeError: ``input.challenge_required``, nothing is said about challenge or domain; ``input.type``.

    >>> from eccoe_vc import TrustedIssuers
    >>> asked = presentation(trust=TrustedIssuers({"did:web:north.example"}), challenge="kJ8s", domain="south.example")
    >>> asked.purpose, asked.challenge
    ('authentication', 'kJ8s')
    """
    if challenge is _UNSAID or domain is _UNSAID:
        raise InputTypeError(
            "input.challenge_required", "What the holder was asked to sign over is not said.",
            hint="Pass challenge= and domain=, as you gave them to the holder; None where you gave none.",
        )  # fmt: skip
    binding = "report" if any_holder else "required"
    asked = {"challenge": challenge, "domain": domain, "purpose": "authentication", "holder_binding": binding}
    return _strict("by-type", trust, legacy, answers | asked)


def proof_only(**answers: Any) -> Policy:
    """Nothing but the signature: carrier, JSON, contexts, loss, key and proof.

    A key need only be sound and listed by its own controller. Who the issuer is, whether the credential is still in
    force and what it says is not looked at, so an accepted report means *somebody signed exactly this* and no more.
    """
    return Policy(**{"profile": "credential", "trust": None, "suites": (*CURRENT, *LEGACY), "bind_issuer": False,
                     "proof_only": True} | answers)  # fmt: skip


def _strict(profile: Profile, trust: TrustRule, legacy: bool, answers: dict[str, Any]) -> Policy:
    _require_rule(trust)
    if not isinstance(legacy, bool):
        raise InputTypeError("input.type", f"The argument legacy is {shown(legacy)}.", hint="Pass True or False.")
    suites = (*CURRENT, *LEGACY) if legacy else CURRENT
    made = {"profile": profile, "trust": trust, "suites": suites, "legacy_status": legacy}
    return Policy(**made | answers)
