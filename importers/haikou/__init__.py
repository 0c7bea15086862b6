"""The demonstration city: Haikou's registry as sample data. Not an official publication; see registry/README.md."""

from __future__ import annotations

import importlib.resources
from pathlib import Path

MARK = "haikou-hotline-knowledge-base"  # a statute that only this data has: by it the pages know to say what it is


def directory() -> Path:
    """The folder that `import_directory` loads: divisions and outlines, with the registry's lists in `registry/`.

    The distribution is installed as files (never run from a zip archive), so that the folder is a real path.
    """
    return Path(str(importlib.resources.files(__name__)))
