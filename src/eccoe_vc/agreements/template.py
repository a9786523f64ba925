"""A new agreement to fill in: YAML, valid as it stands, with a comment for each member. Recognition, section 4.3."""

from __future__ import annotations

from importlib import resources


def new_agreement_template() -> str:
    """A new agreement in YAML, to fill in: what ``eccoe-vc agreement new`` writes.

    It is valid as it stands, with example ids, and stays valid with every member switched on that is switched off in it
    by a ``#`` in the first column. Each member has a comment that says what it means and whether it may be left out.

    >>> new_agreement_template().splitlines()[0]
    '# A recognition agreement of two or more universities. Everything below is an example: replace it.'
    """
    return resources.files("eccoe_vc.agreements").joinpath("new_agreement.yaml").read_text(encoding="utf-8")


__all__ = ["new_agreement_template"]
