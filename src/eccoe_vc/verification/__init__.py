"""The pipeline, the policies and the checks. The front door is ``eccoe_vc.inspect`` and ``eccoe_vc.verify``."""

from __future__ import annotations
