"""The speed and the size of reading a text, without the database: one thread, 50,000 place names, 10,000 past cases.

Runs in a process of its own so that memory is its own. Milliseconds, megabytes, seconds; `_cpu` is
the time that this thread (or process) really ran, which other work on the machine does not change. `ready_s` is
imports, reading the city's files and building; making up names and cases for the measurement is not counted.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

NAMES = 50_000
CASES = 10_000
ROUNDS = 4


def run() -> dict[str, Any]:
    """p50 and p95 of `understand`, memory of the process, seconds until the first answer."""
    code = "import json; from bench.intake import measure; print(json.dumps(measure()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def measure() -> dict[str, Any]:
    """In this very process."""
    started = time.perf_counter()
    import psutil

    from bench.intake_city import sentences, source
    from intake.past_cases import PastCase
    from intake.understand import understand
    from intake.vocabulary import Vocabulary
    from schema.registry import Location

    city = source()
    imported = time.perf_counter()
    chance = random.Random(1)
    syllables = "东南西北中海江湖山河龙凤金银玉石新旧长安平和福寿春秋明月清泉高林桥塘坡岭洋港湾田园"
    kinds = ("路", "街", "小区", "花园", "大厦", "村", "市场", "公园")
    made = {"".join(chance.choices(syllables, k=chance.choice((2, 3)))) + chance.choice(kinds) for _ in range(90_000)}
    streets = [p.code for p in city.locations if p.kind == "street"]
    more = [
        Location.model_construct(
            code=f"made-{i}",
            name=name,
            kind="estate",
            aliases=(),
            within=(chance.choice(streets),),
            facts=(),
            division=False,
        )
        for i, name in enumerate(sorted(made)[: NAMES - len(city.locations)])
    ]
    own = [s.text for s in sentences("tuning")]
    words = [(i, t) for i in city.issue_types for t in i.terms]
    cases = []
    for _ in range(CASES):
        issue, term = chance.choice(words)
        cases.append(PastCase(f"{term}，{chance.choice(own)[:30]}，{chance.choice(issue.terms)}", issue.code))
    full = replace(city, locations=(*city.locations, *more), cases=tuple(cases))
    ready, own_ready = time.perf_counter(), time.process_time()
    vocabulary = Vocabulary.of(full)
    understand(own[0], vocabulary)
    built, own_built = time.perf_counter() - ready, time.process_time() - own_ready
    times, own_times = [], []
    for _ in range(ROUNDS):
        for text in own:
            start, own_start = time.perf_counter(), time.thread_time()
            understand(text, vocabulary)
            times.append((time.perf_counter() - start) * 1000)
            own_times.append((time.thread_time() - own_start) * 1000)
    times.sort()
    own_times.sort()
    return {
        "place_names": len(vocabulary.gazetteer.listed),
        "past_cases": CASES,
        "p50_ms": round(times[len(times) // 2], 2),
        "p95_ms": round(times[int(len(times) * 0.95)], 2),
        "p50_ms_cpu": round(own_times[len(own_times) // 2], 2),
        "p95_ms_cpu": round(own_times[int(len(own_times) * 0.95)], 2),
        "memory_mb": round(psutil.Process().memory_info().rss / 1e6),
        "build_s": round(built, 2),
        "build_s_cpu": round(own_built, 2),
        "ready_s": round(imported - started + built, 2),
    }
