"""For type checkers: contexts/ at the top of the repository is packaged as eccoe_vc.contexts (docs/adr/0002)."""

from contexts import *
from contexts import _pins as _pins
from contexts import _read as _read
