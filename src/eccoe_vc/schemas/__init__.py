"""JSON Schemas that issuers name: read within a Budget, without fetching, with patterns that run in linear time.

The packages ``jsonschema``, ``referencing`` and ``google-re2`` (extra ``schema``) do the work; here it is bounded.

============= =========================================================
``dialects``  which JSON Schema is meant
``resolving`` where references lead: nowhere outside
``patterns``  regular expressions of ECMA-262 as RE2 reads them
``formats``   the formats that are asserted
``account``   what the work costs and how deep it is
``charged``   the keywords of the package, each charged before it runs
``judging``   a document and a schema in, flaws out
============= =========================================================

How a schema is found, and what it means for a credential, is for :mod:`eccoe_vc.verification.schema` to say.
"""
