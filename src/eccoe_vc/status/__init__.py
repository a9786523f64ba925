"""Status lists: read them, and write what is published.

W3C Bitstring Status List 1.0; its forerunner Status List 2021; the revocation list of 1EdTech (deprecated in 2025); and
the Token Status List of the IETF, for credentials that are tokens.

=================  =====================================================================================
``bitstring``      the bits: unpacked within a bound, read, packed
``entries``        what a credential says about its place in a list
``lists``          is this document the list that the entry means, and may it still be believed?
``meaning``        what a value says
``revocations``    the unsigned list of 1EdTech
``token_list``     the list of the IETF: its bits, its claims, and what a value says
``cache``          lists that were verified, kept between calls
``writing``        a list as a credential that is ready for :func:`eccoe_vc.issue`
=================  =====================================================================================

Nothing here asks for a document or checks a signature: :mod:`eccoe_vc.verification.status` does, and hands the list in.
Who has which place in a list of one's own, :class:`eccoe_vc.StatusRegistry` keeps (:mod:`eccoe_vc.status_registry`).
"""

from __future__ import annotations

from eccoe_vc.status.bitstring import Bitstring, decode, decode_2021, encode
from eccoe_vc.status.cache import StatusCache
from eccoe_vc.status.writing import status_entry, status_list

__all__ = ["Bitstring", "StatusCache", "decode", "decode_2021", "encode", "status_entry", "status_list"]
