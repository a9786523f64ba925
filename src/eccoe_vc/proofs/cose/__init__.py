"""COSE_Sign1: a credential signed in CBOR (RFC 9052; VC JOSE COSE 1.0, section 3.3). Needs the extra ``cose``.

=============  ========================================================================================
``cbor``       the one strict door for CBOR: shortest forms, definite lengths, no tags, no repeated keys
``headers``    labels and algorithms: names in a message, and the algorithm that a key decides
``sign1``      the message: read, signed and compared (sections 4.2 and 4.4)
=============  ========================================================================================
"""

from __future__ import annotations
