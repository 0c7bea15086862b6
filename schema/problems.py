"""Errors that teach: what is wrong, where, and what to do next, in Chinese and English (RFC 9457 problem documents)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["zh", "en"]


class ProblemDocument(BaseModel):
    """The body of an error answer, `application/problem+json` (RFC 9457).

    `code` is stable and meant for programs; `title`, `detail` and `next` are for people;
    `nearest` lists known codes close to one that was not found; `request_id` is what the logs know it by, where only
    they can tell more.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    title: str
    status: int
    code: str
    detail: str
    where: str | None = None
    next: str | None = None
    nearest: tuple[str, ...] = ()
    request_id: str | None = None


class Problem(Exception):  # noqa: N818 - the field's word (RFC 9457)
    """An error that a person can act on.

    Sentences are given in both languages; `status` is the HTTP status it becomes at the door,
    `exit_code` what the command line ends with.
    """

    def __init__(
        self,
        code: str,
        *,
        zh: str,
        en: str,
        status: int = 400,
        where: str | None = None,
        next_zh: str = "",
        next_en: str = "",
        nearest: tuple[str, ...] = (),
        exit_code: int = 1,
    ) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.zh, self.en = zh, en
        self.next_zh, self.next_en = next_zh, next_en
        self.status = status
        self.where = where
        self.nearest = nearest
        self.exit_code = exit_code

    def document(self, language: Language = "zh") -> ProblemDocument:
        """The problem as a document in one language."""
        zh = language == "zh"
        return ProblemDocument(
            type=f"urn:whose:problem:{self.code}",
            title=self.code.replace("-", " "),
            status=self.status,
            code=self.code,
            detail=self.zh if zh else self.en,
            where=self.where,
            next=(self.next_zh if zh else self.next_en) or None,
            nearest=self.nearest,
        )

    def lines(self) -> list[str]:
        """The problem for a terminal: Chinese first, then English."""
        where = f"（{self.where}）" if self.where else ""
        lines = [f"{self.zh}{where}", f"{self.en}" + (f" ({self.where})" if self.where else "")]
        if self.next_zh or self.next_en:
            lines.append(f"→ {self.next_zh} / {self.next_en}")
        if self.nearest:
            lines.append("相近 / nearest: " + ", ".join(self.nearest))
        return lines
