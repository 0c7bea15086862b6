"""The table of rights as docs/people.md shows it: `python -m tests.rights` writes it there."""

from __future__ import annotations

import re
from pathlib import Path

from api.security.permissions import RIGHTS, ROUTES
from api.wording import say
from schema.people import UserRole

PAGE = Path(__file__).resolve().parents[1] / "docs" / "people.md"
PLACE = re.compile(r"(?<=<!-- rights -->\n).*?(?=<!-- end of rights -->)", re.DOTALL)


def table() -> str:
    """Who holds which right, and what each right opens."""
    roles = list(UserRole)
    lines = [
        "| right | 含义 / meaning | " + " | ".join(say(f"role.{role}", "zh") for role in roles) + " |",
        "|---|---|" + ":-:|" * len(roles),
    ]
    for right in RIGHTS:
        held = ("✓" if right.roles is None or role in right.roles else "" for role in roles)
        lines.append(f"| `{right.name}` | {right.zh} / {right.en} | " + " | ".join(held) + " |")
    lines += ["", "| right | addresses |", "|---|---|"]
    for right in RIGHTS:
        opened = ", ".join(f"`{route}`" for route, needed in ROUTES.items() if needed is right)
        lines.append(f"| `{right.name}` | {opened} |")
    return "\n".join(lines) + "\n"


def written() -> str:
    """The table as the page has it now."""
    found = PLACE.search(PAGE.read_text(encoding="utf-8"))
    return found[0] if found else ""


if __name__ == "__main__":
    PAGE.write_text(PLACE.sub(lambda _: table(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
