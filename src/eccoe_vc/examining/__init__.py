"""The issuer's doctor: what stands at the addresses of an issuer, what is broken, and what breaks elsewhere.

``doctor``     the steps, which ask for documents and look at them
``documents``  controller documents and key sets
``parts``      what credentials name: status lists and contexts
"""

from __future__ import annotations

from eccoe_vc.examining.doctor import Diagnosis, Place, doctor, examine

__all__ = ["Diagnosis", "Place", "doctor", "examine"]
