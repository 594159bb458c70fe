"""What a look costs at the endpoint that pages ask, with its serialisation: CPU times of the web process, warm.

A look is one request for the picture of a page (verdict and lens) at a fixed moment. Warm means that the
process has run for a while and was asked for these moments before, as when the slider goes over them
again; what a moment costs that nobody asked for before stands beside it.
"""

import json
import tempfile
import time
from itertools import product
from pathlib import Path

from flask.testing import FlaskClient

from app.domain.moments import acceptance
from app.main import create_server
from app.settings import read_settings
from app.use_cases.record import Accepted, Recorder
from app.wiring import open_desk
from bench import lens_data
from bench.report import at_most, quantile

PAGES = ("verdict", "dde", "bdv", "acc")
MOMENTS = 25
GOALS = {100: 20.0, 1000: 100.0}

Timed = tuple[float, float]
"""CPU and wall milliseconds of one request."""


def main() -> None:
    """Prints ``lens_100_p95_ms`` and ``lens_1000_p95_ms``."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"MC_DATA": folder})
        spans = {size: _filled(Path(folder), size) for size in GOALS}
        desk = open_desk(settings, "reader")
        client = create_server(desk).test_client()
        for size, goal in GOALS.items():
            _report(client, size, spans[size], goal)
        desk.close()


def _filled(folder: Path, size: int) -> int:
    """Write an iteration of the size; how many ms it lasts."""
    events = lens_data.events(_name(size), size)
    desk = open_desk(read_settings({"MC_DATA": str(folder)}), "writer")
    taken = [Accepted(e, acceptance(e.timestamp, 0, n)) for n, e in enumerate(events)]
    Recorder(desk.graph).record(taken, {f"dde-{size}": len(events)})
    desk.close()
    return events[-1].timestamp - events[0].timestamp


def _name(size: int) -> str:
    return f"Iter-Bench-{size}"


def _report(client: FlaskClient, size: int, span: int, goal: float) -> None:
    moments = [lens_data.START + span * (n + 1) // MOMENTS for n in range(MOMENTS)]
    looks = list(product(PAGES, moments))
    for page in PAGES:
        _look(client, size, page, moments[-1] + 1)
    fresh = [_look(client, size, page, moment) for page, moment in looks]
    warm = [_look(client, size, page, moment) for page, moment in looks]
    beside: dict[str, float | str] = {
        "p50_ms": quantile([cpu for cpu, _ in warm], 0.5),
        "wall_p95_ms": quantile([wall for _, wall in warm], 0.95),
        "first_look_p50_ms": quantile([cpu for cpu, _ in fresh], 0.5),
        "first_look_p95_ms": quantile([cpu for cpu, _ in fresh], 0.95),
        "first_look_wall_p95_ms": quantile([wall for _, wall in fresh], 0.95),
        "nodes": f"{size} tasks, {size} scenarios, {size} modules",
    }
    at_most(f"lens_{size}_p95_ms", quantile([cpu for cpu, _ in warm], 0.95), "ms CPU", goal, beside)


def _look(client: FlaskClient, size: int, page: str, moment: int) -> Timed:
    place = {"iteration": _name(size), "lens": page, "level": "module", "asOf": str(moment)}
    cpu, wall = time.process_time(), time.perf_counter()
    answer = client.get("/picture", query_string=place)
    timed = (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000
    if not json.loads(answer.data).get("view"):
        raise AssertionError(f"the endpoint answered without a view: {answer.data[:200]!r}")
    return timed


if __name__ == "__main__":
    main()
