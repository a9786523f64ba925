"""The network, for those who ask for it: documents over https, and nothing that a stranger may choose besides.

Nothing inside imports this room but the command line; the checks ask whoever was handed in. Security rule 28.

================  ====================================================================================================
``fetcher``       :class:`HttpFetcher`: from a :class:`~eccoe_vc.sources.Fetch` to an answer
``urls``          which addresses are asked for: https, a name or an address, a port that is allowed
``addresses``     which machines are public
``resolving``     from a name to addresses, once, all of them checked
``deadline``      one moment at which everything ends
``connection``    TCP and TLS to the address that was checked, read byte for byte under deadline and limit
``exchange``      one GET and what is taken of its answer
``retrying``      at most three tries
``freshness``     how long an answer holds; ``cache``: where it is kept; ``flights``: one request for many who ask
``threads``       a fetcher that can be awaited
================  ====================================================================================================
"""

from __future__ import annotations

from eccoe_vc.net.fetcher import HttpFetcher
from eccoe_vc.net.threads import in_threads

__all__ = ["HttpFetcher", "in_threads"]
