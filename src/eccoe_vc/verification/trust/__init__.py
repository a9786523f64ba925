"""Whom a verifier trusts: rules as values, lists and domains that vouch, institutions, and the levels of trust.

``protocol``      what a rule is asked, and how it asks
``rules``         issuers named by id; rules of rules
``registries``    lists of issuers, from bytes or from an address
``federation``    OpenID Federation: an anchor's word for an issuer; trust marks as a protocol to fill in
``linking``       a domain that says which DIDs are its own
``institutions``  one record for the names of an institution, and a rule over such records
``levels``        how well an issuer is known: pinned, listed, resolvable, self-asserted
"""

from __future__ import annotations

from eccoe_vc.verification.trust.protocol import AskingRule, Inquiry, Judgement, TrustRule
from eccoe_vc.verification.trust.rules import AllOf, AnyOf, Except, TrustedIssuers, UnsafeAnyIssuer

__all__ = [
    "AllOf",
    "AnyOf",
    "AskingRule",
    "Except",
    "Inquiry",
    "Judgement",
    "TrustRule",
    "TrustedIssuers",
    "UnsafeAnyIssuer",
]
