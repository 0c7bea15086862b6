"""听懂: `POST /api/v1/understandings`, and what operators correct: `POST /api/v1/corrections`."""

from __future__ import annotations

from uuid import uuid4

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api import clock
from api.hearing import Words
from api.openapi import problems
from api.repeats import Repeats
from api.state import Acting, Graph
from graph import vocabulary as stored
from graph.audit import Done, perform_once
from graph.nearest import unknown
from graph.transactions import Transaction
from intake.corrections import proposals
from intake.masking import mask
from intake.understand import CONFIDENCE, understand
from schema.hearing import Corrected, Correction, ProposedTerm
from schema.understanding import Understanding

router = APIRouter(tags=["understandings"])


class Heard(BaseModel):
    """A text as the caller says it, typed or from speech-to-text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(
        max_length=1_100_000, description="来电人的话 / the caller's words", examples=["人民公园东湖边上水管爆了"]
    )
    confidence: float = Field(default=CONFIDENCE, ge=0.5, le=0.99, description="集合的把握 / how sure the set must be")


@router.post(
    "/understandings",
    summary="听懂了什么 / What a text means",
    response_model=Understanding,
    responses=problems(400),
)
def create_understanding(words: Words, heard: Heard) -> Response:
    """只听，不判：事项与地点的候选、把握和依据的字句；什么也不留存。
    Reads, does not decide: candidate issue types and places, with probabilities and spans; nothing is kept."""
    read = understand(heard.text, words, confidence=heard.confidence)
    return Response(read.model_dump_json(), media_type="application/json")


@router.post(
    "/corrections",
    summary="纠正 / Say what was meant",
    status_code=201,
    response_model=Corrected,
    responses=problems(400, 404),
)
def create_correction(
    database: Graph, words: Words, actor: Acting, repeats: Repeats, correction: Correction
) -> Corrected:
    """接线员另选了事项或地点：去掉个人信息后留作学习的依据，并向管理员提议说法。
    The operator picked another issue type or place: kept without personal data, to learn from; words are proposed."""
    if correction.issue_type is not None and correction.issue_type not in words.issue_names:
        raise unknown(database, "IssueType", correction.issue_type, where="issue_type")
    if correction.location is not None and correction.location not in words.gazetteer.places:
        raise unknown(database, "Location", correction.location, where="location")
    read = understand(correction.text, words)
    proposed = proposals(read, words, correction.issue_type, correction.location)
    saying: dict[str, object] = {
        "id": str(uuid4()),
        "text": mask(correction.text),
        "issue_type": correction.issue_type or (read.issue_types[0].code if read.issue_set else None),
        "location": correction.location,
        "understood_issue_type": read.issue_types[0].code if read.issue_types else None,
        "understood_location": read.locations[0] if read.locations else None,
        "by": actor.person,
        # a correction of the place alone says nothing certain of the issue type
        "confirmed": correction.issue_type is not None,
    }
    at = clock.now()

    def work(transaction: Transaction) -> Done[Corrected]:
        deeds = stored.record_saying(transaction, saying, proposed, at)
        kept = Corrected(id=str(saying["id"]), text=str(saying["text"]), proposed=tuple(p["term"] for p in proposed))
        return Done(kept, deeds)

    return perform_once(database, actor, work, at=at, key=repeats.of(Corrected, correction))


@router.get(
    "/proposed-terms",
    summary="提议的说法 / Words proposed",
    response_model=list[ProposedTerm],
    responses=problems(),
)
def list_proposed_terms(database: Graph, limit: int = Query(default=200, ge=1, le=1000)) -> list[ProposedTerm]:
    """接线员纠正时提议的说法，最常见的在前，供管理员采纳到登记册。
    What corrections propose for the registry's lists, the most frequent first."""
    return [ProposedTerm(**row) for row in stored.proposed_terms(database, limit)]
