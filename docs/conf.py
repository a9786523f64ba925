"""Sphinx configuration: MyST pages, furo, and two small generators for the registry of codes and the limits."""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "eccoe-vc"
author = "The eccoe_vc authors"
copyright = "The eccoe_vc authors, Apache-2.0"
release = importlib.metadata.version("eccoe-vc")

extensions = ["myst_parser", "sphinx.ext.autodoc", "registry"]
exclude_patterns = ["_build", "_ext"]
html_theme = "furo"
html_title = "eccoe-vc"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autoclass_content = "class"
# Not nitpicky: without the network there are no inventories of other projects, and types of theirs cannot be links.
nitpicky = False
