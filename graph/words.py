"""What was typed, as a Lucene query for the full-text indexes, and as the plain text that ranks what it finds."""

from __future__ import annotations

import re
import unicodedata

_PIECES = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)*|[^\sa-z0-9\W_]+")
_LONGEST = 80  # a name is shorter; what follows would only slow the index down


def plain(typed: str) -> str:
    """Lower case, full-width forms as usual ones, no spaces: what names are compared with."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", typed).lower())[:_LONGEST]


def lucene(typed: str) -> str:
    """The query for an index with the `cjk` analyzer; empty where there is nothing to look for.

    Chinese is looked for as a phrase of its pairs of characters, and more weakly as any of them, so that 供水管爆裂
    finds 供水管道爆裂; letters and digits are looked for inside words, so that `renmin` finds haikourenmingongyuan.
    """
    text = unicodedata.normalize("NFKC", typed).lower()[:_LONGEST]
    return " AND ".join(_piece(piece) for piece in _PIECES.findall(text))


def _piece(piece: str) -> str:
    # Every piece is made of letters and digits (and dots inside), which mean nothing special to Lucene.
    if piece.isascii() or len(piece) == 1:
        return f"*{piece}*"
    return f'("{piece}"^8 OR {piece})'
