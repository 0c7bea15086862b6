"""Half-open days: `valid_from <= on < valid_until`; no end means still in force."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, model_validator


def in_force(valid_from: date, valid_until: date | None, on: date) -> bool:
    """Whether a thing valid over `[valid_from, valid_until)` holds on the day `on`."""
    return valid_from <= on and (valid_until is None or on < valid_until)


def in_common(a_from: date, a_until: date | None, b_from: date, b_until: date | None) -> bool:
    """Whether two half-open intervals share at least one day."""
    return (b_until is None or a_from < b_until) and (a_until is None or b_from < a_until)


class Validity(BaseModel):
    """When something holds in the world, in days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    valid_from: date
    valid_until: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Validity:
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise ValueError(f"valid_until {self.valid_until} is not after valid_from {self.valid_from}")
        return self
