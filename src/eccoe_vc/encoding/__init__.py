"""Text to values and back, nothing lenient: one text for one value, length tested before work.

==================  =====================================================================================
``strict_json``     the one JSON door: RFC 8259 with the rules of RFC 7493 (I-JSON), within a Budget
``json_lines``      line and column of what a JSON Pointer names in a JSON text
``base64url``       RFC 4648 section 5 without padding, canonical trailing bits
``base58``          base58btc
``multibase``       one-character prefixes ``z`` and ``u`` of Controlled Identifiers 1.0, section 2.4
``multicodec``      key type prefixes as minimal varints
``timestamps``      XSD dateTimeStamp and JWT NumericDate, the grammar of docs/explanation/dates
``pointers``        JSON Pointer, RFC 6901
``iri``             absolute IRIs, RFC 3987
``language``        well-formed language tags, BCP 47 (RFC 5646)
``quantities``      decimals, ratios and whole numbers that stand in quotes
``days``            calendar days and periods
``digests``         Subresource Integrity and multihashes
==================  =====================================================================================

Decoders raise :class:`DecodeError`; the room that called them knows which code the failure has in its world.
"""

from __future__ import annotations

__all__ = ["DecodeError"]


class DecodeError(ValueError):
    """A text that is not the one canonical encoding of a value. The message is safe to show."""
