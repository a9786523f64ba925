"""For type checkers: contexts/ at the top of the repository is packaged as eccoe_vc.contexts (docs/adr/0002)."""

from contexts import *
