"""JSON Schemas that issuers name: read within a Budget, without fetching, with patterns that run in linear time.

=============== =====================================================================================
``dialects``    which JSON Schema is meant
``resolving``   where references lead: nowhere outside
``syntax``      regular expressions as trees
``patterns``    regular expressions as automata
``formats``     the formats that are asserted
``assertions``  keywords that look at one value
``evaluating``  keywords that apply schemas, and the account of the work
``judging``     a document and a schema in, flaws out
=============== =====================================================================================

How a schema is found, and what it means for a credential, is for :mod:`eccoe_vc.verification.schema` to say.
"""
