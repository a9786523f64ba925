"""The issuer's doctor: what is broken in what an issuer publishes, and what will break elsewhere.

==============  ====================================================================================
``examining``   an issuer from address to findings: ``examine_issuer``
``diagnosis``   :class:`Diagnosis`: what was found, where, and how bad it is
``answers``     what a server says around a document: its kind, who may read it; and that it could not be had
``keys``        did.json, controller documents and key sets
``lists``       status lists: how long they still hold
``given``       what a caller hands in
``hints``       what an issuer can do about it, in place of what a verifier can
==============  ====================================================================================

Verification asks whether one credential holds for one verifier, and stops where it fails. Here an issuer looks at her
own side: everything is looked at, also what this library reads and others do not.
"""

from __future__ import annotations

from eccoe_vc.doctor.diagnosis import Diagnosis, Symptom
from eccoe_vc.doctor.examining import examine_issuer

__all__ = ["Diagnosis", "Symptom", "examine_issuer"]
