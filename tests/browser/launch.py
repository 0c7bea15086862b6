"""How Chromium is started: the machine's own, never a downloaded one, and talking to nobody but us."""

from __future__ import annotations

import os
from typing import Any

LAUNCH: dict[str, Any] = {
    "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
    "env": {**os.environ, "LANGUAGE": "zh_CN"},  # how Chromium writes dates
    "args": [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ],
}
