"""Selective disclosure: parts of a document, and which of its statements they make.

Data Integrity ECDSA Cryptosuites 1.0, section 3.4 (Selective Disclosure Functions), which the BBS cryptosuites share.

=====================  ===============================================================================
``selection``          :func:`~.selection.select`: JSON Pointers to a part of a document (selectJsonLd)
``labels``             names for blank nodes by HMAC, and from the label map of a proof
``grouping``           :func:`~.grouping.label` and :meth:`~.grouping.Labelled.group`: canonical statements
                       under such names, and which of them a selection makes (canonicalizeAndGroup)
``lifecycle``          what must never be left to the holder to show or to hide
``ecdsa_sd``           the cryptosuite ecdsa-sd-2023; ``ecdsa_sd_value`` its proof values
=====================  ===============================================================================
"""

from __future__ import annotations
