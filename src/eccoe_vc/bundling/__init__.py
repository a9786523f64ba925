"""Evidence bundles: a credential with everything that verified it, in one file that verifies offline years later.

=============  =====================================================================================
``making``     inspect a credential and keep every document that was asked for: ``make_bundle``
``bundle``     :class:`EvidenceBundle`: what is kept, its digest, and the sources that it makes
``manifest``   what is in the file, by digest and time of fetching; this is what the digest is over
``archive``    the file itself: a ZIP of few kinds of names, read within the Budget
``opening``    from the file and the digest that you kept back to the bundle: ``open_bundle``
=============  =====================================================================================

Nobody who hands you a bundle vouches for what stood at an address: whoever wrote the file chose the documents. So a
bundle is opened with the digest that was noted when it was made, and with nothing less by default.
"""

from __future__ import annotations

from eccoe_vc.bundling.bundle import EvidenceBundle
from eccoe_vc.bundling.making import make_bundle
from eccoe_vc.bundling.opening import UnsafeUnknownBundle, open_bundle

__all__ = ["EvidenceBundle", "UnsafeUnknownBundle", "make_bundle", "open_bundle"]
