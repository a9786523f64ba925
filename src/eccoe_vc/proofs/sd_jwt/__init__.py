"""SD-JWT: a signed token that hides members behind digests, and the disclosures that show them (RFC 9901).

===============  ====================================================================================
``compact``      the parts of the compact form: issuer-signed JWT, disclosures, key binding JWT
``disclosures``  one disclosure: salt, name and value; its digest under a hash of the closed list
``concealing``   members and elements become digests and disclosures (section 4.2)
``processing``   digests become members and elements again, or the token is refused (section 7.1)
``presenting``   the disclosures that show what a holder wants to show (section 7.2)
``binding``      the key binding JWT: made for one verifier and one moment, and checked (sections 4.3, 7.3)
===============  ====================================================================================

These are pure functions over texts, trees, keys and signers. What the claims mean is not asked here.
"""

from __future__ import annotations
