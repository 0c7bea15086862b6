"""归属结论: `POST /api/v1/resolutions` and `GET /api/v1/resolutions/why-not`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Self

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from api import clock, facts
from api.hearing import hear, vocabulary
from api.language import Spoken
from api.metrics import metrics
from api.openapi import problems
from api.paging import Instant
from api.state import Graph
from graph import claims
from intake.understand import CONFIDENCE
from resolver.resolve import resolve
from resolver.why_not import why_not
from schema.hearing import HeardResolution, NotUnderstood
from schema.registry import Code
from schema.resolution import Inquiry, Resolution, WhyNot

router = APIRouter(prefix="/resolutions", tags=["resolutions"])

MOST_CANDIDATES = 20
Candidates = Annotated[list[Code], Field(min_length=1, max_length=MOST_CANDIDATES)]
FactorCode = Annotated[str, Field(pattern=r"^([a-z0-9]+([.-][a-z0-9]+)*|issue_type)$", max_length=120)]
_JSON = "application/json"


class Asked(BaseModel):
    """A question in codes (DESIGN §7). `issue_type` and `location` are a code or several candidates; a fact that is
    null was asked and the caller does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issue_type: Candidates | None = Field(
        default=None, description="事项编码，一个或几个候选 / code of the issue type, or candidates"
    )
    location: Candidates | None = Field(
        default=None, description="地点编码，一个或几个候选 / code of the place, or candidates"
    )
    text: str | None = Field(
        default=None,
        max_length=1_100_000,
        description="来电人的话，代替编码；同时给的编码和事实优先 / "
        "the caller's words instead of codes; codes and facts that are given as well come first",
    )
    confidence: float = Field(
        default=CONFIDENCE, ge=0.5, le=0.99, description="听懂的把握 / how sure the reading must be"
    )
    forget: list[FactorCode] = Field(
        default_factory=list, max_length=50, description="从话里听出、要撤回的事实 / facts read from the text, undone"
    )
    division: Code | None = Field(default=None, description="更细的行政区划 / the finer division, where known")
    facts: dict[FactorCode, Code | None] = Field(
        default_factory=dict,
        max_length=50,
        description="已知事实；null 为问过不清楚 / known facts; null: asked, unknown",
    )
    on: date | None = Field(default=None, description="哪天的归属，缺省今天 / on which day; today unless given")
    known_at: Instant | None = Field(default=None, description="按何时所知，缺省现在 / as known when; now unless given")

    @field_validator("issue_type", "location", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @model_validator(mode="after")
    def _words_or_codes(self) -> Self:
        if self.text is None and (self.issue_type is None or self.location is None):
            raise ValueError("give issue_type and location, or text / 要给出 issue_type 和 location，或者 text")
        return self

    def inquiry(self) -> Inquiry:
        """The question for the rules, its day and its instant filled in."""
        return Inquiry(
            issue_types=tuple(dict.fromkeys(self.issue_type or ())),
            locations=tuple(dict.fromkeys(self.location or ())),
            division=self.division,
            facts=dict(self.facts),
            on=self.on or clock.today(),
            known_at=self.known_at or clock.now(),
        )


_EXAMPLES: dict[str, Any] = {
    "one place": {
        "summary": "人民公园东湖边水管爆了 / a burst pipe at the park's lake",
        "value": {"issue_type": "water.supply.pipe-burst", "location": "donghu"},
    },
    "in the caller's words": {
        "summary": "来电人的话 / what the caller says",
        "value": {"text": "人民公园东湖边上水管爆了喷得到处都是"},
    },
    "a day in the past": {
        "summary": "2018 年归谁 / whose it was in 2018",
        "value": {"issue_type": "water.supply.pipe-burst", "location": ["renmin-park"], "on": "2018-06-01"},
    },
    "asked, unknown": {
        "summary": "问过，来电人不清楚 / asked, and the caller does not know",
        "value": {
            "issue_type": ["water.supply.pipe-burst"],
            "location": ["460106"],
            "facts": {"pipe-side": None},
        },
    },
}


@router.post(
    "",
    summary="该谁管 / Whose is it",
    response_model=HeardResolution | NotUnderstood | Resolution,
    responses=problems(400, 404),
)
def create_resolution(
    request: Request, database: Graph, language: Spoken, asked: Annotated[Asked, Body(openapi_examples=_EXAMPLES)]
) -> Response:
    """一次往返取出全部主张，按规则权衡，连同依据作答；定不了的给出该问的一句话。
    Weighs every claim by the rules and answers with the grounds, or with the one question that decides."""
    inquiry = asked.inquiry()
    if asked.text is not None:
        heard = hear(
            database,
            vocabulary(request),
            asked.text,
            on=inquiry.on,
            known_at=inquiry.known_at,
            language=language,
            issue_types=inquiry.issue_types,
            locations=inquiry.locations,
            division=inquiry.division,
            facts=inquiry.facts,
            forget=frozenset(asked.forget),
            confidence=asked.confidence,
        )
        metrics(request).resolved(heard.outcome, "api")
        return Response(heard.model_dump_json(), media_type=_JSON, headers=_spoken(language))
    resolution = resolve(claims.collect(database, inquiry), inquiry, language)
    metrics(request).resolved(resolution.outcome, "api")
    # Already validated by its making: serialised once, straight from the model.
    return Response(resolution.model_dump_json(), media_type=_JSON, headers=_spoken(language))


class AskedWhyNot(BaseModel):
    """The same question as query parameters, and the department."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    department: Code = Field(description="为何不是这个单位 / why not this department", examples=["city.parks"])
    issue_type: Candidates = Field(description="可重复 / repeatable", examples=[["water.supply.pipe-burst"]])
    location: Candidates = Field(description="可重复 / repeatable", examples=[["renmin-park"]])
    division: Code | None = None
    fact: list[str] = Field(
        default_factory=list,
        max_length=50,
        description="要素=值，可重复；等号后留空为不清楚 / factor=value, repeatable; nothing after = is unknown",
        examples=[["in-park=yes"]],
    )
    on: date | None = None
    known_at: Instant | None = None

    def inquiry(self) -> Inquiry:
        """The question for the rules; raises `invalid-fact` (422)."""
        told = facts.parse(self.fact, where="query.fact")
        return Asked(**self.model_dump(exclude={"department", "fact"}), facts=told).inquiry()


@router.get("/why-not", summary="为何不是某单位 / Why not a department", response_model=WhyNot, responses=problems(404))
def explain_why_not(database: Graph, language: Spoken, asked: Annotated[AskedWhyNot, Query()]) -> Response:
    """指出该单位落选的那一步。Names the exact step at which that department lost."""
    inquiry = asked.inquiry()
    evidence = claims.collect(database, inquiry)
    bearer = claims.bearer(database, asked.department, inquiry)
    answer = why_not(evidence, inquiry, bearer, language)
    return Response(answer.model_dump_json(), media_type=_JSON, headers=_spoken(language))


def _spoken(language: str) -> dict[str, str]:
    return {"Content-Language": language, "Vary": "Accept-Language"}
