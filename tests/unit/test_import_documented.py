"""The steward's guide knows every problem that an import can report."""

from __future__ import annotations

import re
from pathlib import Path

import importers

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "importing.md"


def test_every_code_is_in_the_guide() -> None:
    """Codes are the hyphenated literals that open a problem; the guide's table has each."""
    (folder,) = importers.__path__
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(folder).glob("*.py")))
    calls = re.findall(
        r"(?:RowProblem|CellError|EncodingError|_add)\(\s*(?:table,\s*)?(\"[a-z-]+\"(?: if \w+ else \"[a-z-]+\")?)",
        source,
    )
    codes = {code for call in calls for code in re.findall(r'"([a-z-]+)"', call)}
    assert len(codes) > 35
    guide = GUIDE.read_text(encoding="utf-8")
    assert not {code for code in codes if f"`{code}`" not in guide}
    table = guide[guide.index("| code |") : guide.index("What refers to a row")]
    documented = {
        code for line in table.splitlines()[2:] if line for code in re.findall(r"`([a-z-]+)`", line.split("|")[1])
    }
    assert documented == codes
