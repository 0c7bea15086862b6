"""Whether it runs: `GET /healthz` (alive) and `GET /readyz` (database, migrations, data)."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict

from api.openapi import problems
from api.state import Graph
from graph import catalogue
from graph.migrate import pending
from schema.problems import Problem

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The process answers."""

    model_config = ConfigDict(frozen=True)

    status: str = "alive"


class Ready(BaseModel):
    """It can answer questions; `registry` is the data's version and `updated_at` its last import."""

    model_config = ConfigDict(frozen=True)

    status: str = "ready"
    registry: int
    updated_at: datetime


@router.get("/healthz", summary="进程是否在 / Alive")
async def healthz() -> Alive:
    """进程在运行就回答，不看数据库。Answers while the process runs; asks no database, and waits for no thread."""
    return Alive()


@router.get("/readyz", summary="能否作答 / Ready", responses=problems(open=True))
def readyz(request: Request, database: Graph) -> Ready:
    """数据库、迁移、数据齐了，又预热完，才算就绪；缺什么，503 里说。503 says what is missing: database, migrations,
    data, or the warm-up."""
    lacking = pending(database)
    if lacking:
        labels = ", ".join(migration.label for migration in lacking)
        raise Problem(
            "not-migrated",
            zh=f"数据库结构还没升级到位：{labels}。",
            en=f"The database still lacks migrations: {labels}.",
            status=503,
            next_zh="运行 whose migrate。",
            next_en="Run whose migrate.",
        )
    registry = catalogue.registry(database)
    if registry is None:
        raise Problem(
            "empty-registry",
            zh="登记簿还是空的。",
            en="The registry is empty.",
            status=503,
            next_zh="运行 whose import 目录。",
            next_en="Run whose import DIR.",
        )
    if request.app.state.warming:
        raise Problem(
            "warming-up",
            zh="正在预热，头几个问题会慢。",
            en="Still warming up; the first questions would be slow.",
            status=503,
            next_zh="过几秒再试。",
            next_en="Try again in some seconds.",
        )
    return Ready(registry=registry.version, updated_at=registry.at)
