"""Agreements from and for other formats. Each way loses something, and each says what: recognition, section 15.

==================  ================================================================================================
``losses``          what an import or export gives: rules, a document, and a report of what was lost
``columns``         the columns of a table of rules, and the rule that a row says
``table``           CSV as registrars save it: bytes to rows with the numbers that a spreadsheet shows
``spreadsheet``     rules from a table; ``spreadsheet_writing``: rules into one
``drafts``          a draft of an agreement with rules that were imported
``linked``          the little of JSON-LD that published CTDL needs: prefixes, references, values
``profiles``        the parts of a transfer value profile: from what, for what, how much
``ctdl``            rules from CTDL transfer value profiles; ``ctdl_writing``: rules as such profiles
==================  ================================================================================================

What is imported is a draft: it binds nobody before all parties have signed it. Conditions in words are kept and asked
of a person, never understood.
"""

from __future__ import annotations

from eccoe_vc.agreements.exchange.ctdl import from_ctdl
from eccoe_vc.agreements.exchange.ctdl_writing import to_ctdl
from eccoe_vc.agreements.exchange.drafts import with_rules
from eccoe_vc.agreements.exchange.losses import Exported, ExportedText, Imported, Loss
from eccoe_vc.agreements.exchange.spreadsheet import rules_from_csv
from eccoe_vc.agreements.exchange.spreadsheet_writing import rules_to_csv

__all__ = [
    "Exported",
    "ExportedText",
    "Imported",
    "Loss",
    "from_ctdl",
    "rules_from_csv",
    "rules_to_csv",
    "to_ctdl",
    "with_rules",
]
