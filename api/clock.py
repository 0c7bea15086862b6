"""The clock, read only here: everything below `api/` is told the day and the instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

# China keeps one time without daylight saving; a fixed offset needs no time zone data on the machine.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def today() -> date:
    """The day it is in the city."""
    return datetime.now(SHANGHAI).date()


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def instant(moment: datetime) -> datetime:
    """The moment in UTC; one without an offset is taken as the city's own time.

    Raises ValueError where the moment lies outside what UTC can express.
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("outside the years 1 to 9999 in UTC") from error
