"""`GET /metrics`: what Prometheus scrapes, with the token of a supervisor or an administrator."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.metrics import metrics
from api.state import Graph

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def scrape(request: Request, database: Graph) -> Response:
    """运行指标。The counters, and how the database is now."""
    counters = metrics(request)
    exposition = await counters.exposition(database, warming=request.app.state.warming)
    return Response(exposition, headers={"Content-Type": counters.content_type, "Cache-Control": "no-store"})
