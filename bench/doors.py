"""The HTTP answer against the emptiest route (/healthz) of the same application, over one kept local connection."""

from __future__ import annotations

import statistics
import threading
import time
from typing import Any

import httpx2
import uvicorn

from api.app import create_app
from graph.connection import Database
from graph.settings import Settings
from tests import people

ROUNDS = 600
ASKED = {"issue_type": "water.supply.pipe-burst", "location": "donghu"}


def run(database: Database) -> dict[str, Any]:
    """Milliseconds of the empty route (median), and the resolution as a multiple of it."""
    app = create_app(database, Settings())

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers=people.bearer(database)) as client:
        nothing, answer = [], []
        for turn in range(ROUNDS):
            started = time.perf_counter()
            client.get("/healthz").raise_for_status()
            between = time.perf_counter()
            client.post("/api/v1/resolutions", json=ASKED).raise_for_status()
            if turn >= ROUNDS // 3:
                nothing.append(between - started)
                answer.append(time.perf_counter() - between)
    server.should_exit = True
    thread.join()
    bare = statistics.median(nothing)
    return {"empty_ms": round(bare * 1000, 3), "resolution": round(statistics.median(answer) / bare, 2)}
