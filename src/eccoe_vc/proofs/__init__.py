"""Securing mechanisms: one record per cryptosuite, and the Data Integrity algorithms that they share.

``suites`` declares, ``reading`` reads proofs without judging signatures, ``hashing`` computes what is signed,
``data_integrity`` makes and checks proofs, ``chains`` orders them.
"""

from __future__ import annotations
