"""``python -m eccoe_vc`` is the command line."""

from __future__ import annotations

from eccoe_vc.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
