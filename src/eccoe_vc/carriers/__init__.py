"""What is inside this file? JSON, tokens, PNG and SVG, told apart by content; nothing is judged here.

==============  ========================================================================================
``opening``     ``open_credential(data)``: any file, one door
``envelope``    :class:`Envelope`: what came in and how it is secured
``sniff``       which format is this, and if none of ours, which one is it?
``json_file``   credentials as JSON text or as a mapping
``token``       compact JWS, SD-JWT and JWE: recognised, never verified
``message``     COSE_Sign1, as bytes or in base64: recognised, never read
``payload``     which one of the payloads in an image is the credential?
``png``         baked PNG images; pixels are never decoded
``svg``         baked SVG images; entities are never expanded
``svg_allow``   what may stand in an SVG image that we bake into (tables in ``svg_names``)
``svg_css``     the style sheets in it
``svg_refs``    the references in it
``bake``        ``bake``, ``unbake`` and ``bare``
==============  ========================================================================================

Open Badges 3.0, Document Formats; requirements B1 to B8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eccoe_vc.carriers.envelope import Carrier, Envelope, Form
from eccoe_vc.carriers.opening import open_credential

if TYPE_CHECKING:
    from eccoe_vc.carriers.baking import bake, bare, unbake

__all__ = ["Carrier", "Envelope", "Form", "bake", "bare", "open_credential", "unbake"]


def __getattr__(name: str) -> Any:
    # Whoever verifies JSON never needs the writers: they are imported when they are first asked for.
    if name in ("bake", "bare", "unbake"):
        from importlib import import_module

        return getattr(import_module("eccoe_vc.carriers.baking"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
