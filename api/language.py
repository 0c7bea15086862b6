"""Which language a request is answered in: Chinese unless English is preferred."""

from __future__ import annotations

from typing import Annotated, get_args

from fastapi import Depends, Request

from schema.problems import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
COOKIE = "lang"


def preferred(accept: str) -> Language:
    """The language an `Accept-Language` header asks for first, among those spoken here; `q=0` rules one out."""
    best: tuple[float, Language] = (0.0, "zh")
    for part in accept.split(","):
        tag, _, parameters = part.strip().partition(";")
        spoken: Language | None = next((each for each in LANGUAGES if tag.strip().lower().split("-")[0] == each), None)
        weight = _weight(parameters)
        if spoken is not None and weight > best[0]:
            best = (weight, spoken)
    return best[1]


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def of_request(request: Request) -> Language:
    """The language of the request's header."""
    return preferred(request.headers.get("accept-language", ""))


def of_page(request: Request) -> Language:
    """The language of a page: what the address says, else what was chosen before, else the header."""
    for chosen in (request.query_params.get(COOKIE), request.cookies.get(COOKIE)):
        for each in LANGUAGES:
            if chosen == each:
                return each
    return of_request(request)


Spoken = Annotated[Language, Depends(of_request)]
