"""Securing mechanisms: one record per cryptosuite, and the Data Integrity algorithms that they share.

``suites`` declares, ``reading`` reads proofs without judging signatures, ``hashing`` computes what is signed,
``configuration`` the options in it, ``data_integrity`` checks a proof, ``signing`` makes one, ``chains`` orders them.
"""

from __future__ import annotations
