"""What is expected of the VCDM 2.0 inputs of the W3C test suite: data for ``test_vc_api.py``.

Written by reading each input, not by running ours. The reasons for exceptions stand in ``docs/specs/vcdm2.md``.
"""

from __future__ import annotations

from tests.conformance.data import Topic

SUITES = Topic("w3c-suites")
ROOT = "vcdm2/input/"
SPECIAL = {
    "credential-missing-base-context-fail-or-inject": "ctx.missing_base",
    "credential-no-context-fail-or-inject": "ctx.missing_base",
    "presentation-no-context-fail-or-inject": "ctx.missing_base",
}
SELF_ASSERTED = (
    "presentation-self-asserted-vc-holder-mismatch",
    "presentation-self-asserted-vc-issuer-mismatch",
    "presentation-self-asserted-vc-no-holder",
)
NAMES = tuple(path.removeprefix(ROOT).removesuffix(".json") for path in SUITES.files(prefix=ROOT, suffix=".json"))
OK = tuple(name for name in NAMES if name.endswith("-ok"))
FAIL = tuple(name for name in NAMES if name.endswith("-fail"))

#: Inputs called ok that one endpoint does not accept: name, endpoint, code. The reasons stand in docs/specs/vcdm2.md.
EXCEPTIONS = {
    ("credential-proof-ok", "/credentials/issue"): "proof.shape",
    ("presentation-enveloped-vc-ok", "/presentations/verify"): "vp.credential",
}
#: Inputs called ok that are not in force today: fit for the proof-only check and for a check of their shape.
NOT_IN_FORCE = {
    "credential-validfrom-far-future-ok": "time.not_yet_valid",
    "credential-validuntil-ms-ok": "time.expired",
    "credential-validuntil-ok": "time.expired",
    "credential-validuntil-tz-ok": "time.expired",
}
#: What the suite writes over the words that stand in these two inputs.
DATES = {
    "credential-validUntil-validFrom-ok": ("2020-01-01T00:00:00Z", "2200-01-01T00:00:00Z"),
    "credential-validUntil-validFrom-fail": ("2200-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
}
#: Each fail input, its fault, and where it is.
FAULTS = {
    "credential-context-combo3-fail": ("model.value", "/@context/1"),
    "credential-context-combo4-fail": ("ctx.invalid", "/@context/1"),
    "credential-evidence-missing-type-fail": ("model.missing", "/evidence"),
    "credential-id-multi-fail": ("model.id", "/id"),
    "credential-id-nonidentifier-fail": ("model.id", "/id"),
    "credential-id-not-url-fail": ("model.id", "/id"),
    "credential-id-subject-multi-fail": ("model.id", "/credentialSubject/id"),
    "credential-issuer-no-url-fail": ("issuer.shape", "/issuer"),
    "credential-issuer-null-fail": ("issuer.shape", "/issuer"),
    "credential-issuer-object-id-no-url-fail": ("issuer.shape", "/issuer"),
    "credential-issuer-object-id-null-fail": ("issuer.shape", "/issuer"),
    "credential-missing-required-type-fail": ("model.type", "/type"),
    "credential-no-issuer-fail": ("model.missing", ""),
    "credential-no-subject-fail": ("model.missing", ""),
    "credential-no-type-fail": ("model.type", ""),
    "credential-proof-missing-type-fail": ("proof.shape", "/proof"),
    "credential-redef-type-fail": ("ctx.protected", "/@context"),
    "credential-redef-type2-fail": ("ctx.protected", "/@context"),
    "credential-refresh-no-type-fail": ("model.missing", "/refreshService"),
    "credential-schema-no-id-fail": ("model.missing", "/credentialSchema"),
    "credential-schema-no-type-fail": ("model.missing", "/credentialSchema"),
    "credential-schema-non-url-id-fail": ("model.id", "/credentialSchema/id"),
    "credential-status-missing-type-fail": ("status.unreadable", "/credentialStatus"),
    "credential-status-multiple-id-fail": ("status.unreadable", "/credentialStatus/id"),
    "credential-status-nonurl-id-fail": ("status.unreadable", "/credentialStatus/id"),
    "credential-status-type-nonurl-fail": ("status.unreadable", "/credentialStatus/type"),
    "credential-subject-multiple-empty-fail": ("model.cardinality", "/credentialSubject/1"),
    "credential-subject-no-claims-fail": ("model.cardinality", "/credentialSubject"),
    "credential-termsofuse-missing-type-fail": ("model.missing", "/termsOfUse"),
    "credential-termsofuse-no-type-fail": ("model.missing", "/termsOfUse"),
    "credential-type-mapped-nonurl-fail": ("ctx.invalid", "/@context"),
    "credential-type-unmapped-fail": ("jsonld.undefined_type", "/type/1"),
    "credential-validUntil-validFrom-fail": ("time.window", "/validUntil"),
    "credential-validfrom-invalid-fail": ("time.format", "/validFrom"),
    "credential-validuntil-invalid-fail": ("time.format", "/validUntil"),
    "names-and-descriptions/credential-description-extra-prop-en-fail": ("model.value", "/description"),
    "names-and-descriptions/credential-name-extra-prop-en-fail": ("model.value", "/name"),
    "names-and-descriptions/issuer-description-extra-prop-en-fail": ("model.value", "/issuer/description"),
    "names-and-descriptions/issuer-name-extra-prop-en-fail": ("model.value", "/issuer/name"),
    "presentation-context-order-fail": ("ctx.order", "/@context"),
    "presentation-enveloped-vc-missing-type-fail": ("model.missing", "/verifiableCredential/0"),
    "presentation-holder-fail": ("model.id", "/holder"),
    "presentation-holder-name-fail": ("model.missing", "/holder"),
    "presentation-holder-object-fail": ("model.id", "/holder"),
    "presentation-missing-base-context-fail": ("ctx.missing_base", "/@context"),
    "presentation-missing-required-type-fail": ("model.type", "/type"),
    "presentation-no-type-fail": ("model.missing", ""),
    "presentation-vc-as-string-fail": ("vp.credential_shape", "/verifiableCredential/0"),
    "presentation-vc-missing-required-type-fail": ("model.type", "/verifiableCredential/0/type"),
}
