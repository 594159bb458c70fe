"""The files of the workers of a divided run → one file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from glob import escape
from pathlib import Path
from typing import Any

from mission_control_client.messages.cut_off import cut_off
from mission_control_client.messages.envelopes import moment, now
from mission_control_client.messages.sink import Sink

Json = dict[str, Any]
ONCE = ("meta", "testRunStarted")
NAMES = ("id", "uri", "name")


def part(path: str, worker: str) -> str:
    """The path of a worker's file, such as ``out.ndjson.gw0.part``."""
    return f"{path}.{worker}.part"


def merge(path: str, success: bool) -> None:
    """Put the parts beside the path together and remove them: what each worker knew before the run is told once.

    A worker that told no end of its run was lost, and the run failed.
    """
    target = Path(path)
    parts = _parts(target)
    sink = Sink(path)
    seen: set[tuple[str, str]] = set()
    run, lost = "", []
    for found in parts:
        envelopes = list(_lines(found))
        run = next((one["testRunStarted"]["id"] for one in envelopes if "testRunStarted" in one), run)
        ends = [one["testRunFinished"] for one in envelopes if "testRunFinished" in one]
        lost += [] if ends else [found.suffixes[-2][1:]]
        success = success and bool(ends) and all(end["success"] for end in ends)
        sink.write(one for one in envelopes if _is_new(one, seen))
        sink.write([] if ends else cut_off(envelopes, "the worker was lost"))
        found.unlink()
    sink.write([_end(run, success, lost)])
    sink.close()


def clear(path: str) -> None:
    """Remove parts that an earlier run left behind because it was ended before it could put them together."""
    for found in _parts(Path(path)):
        found.unlink()


def _parts(target: Path) -> list[Path]:
    return sorted(target.parent.glob(f"{escape(target.name)}.*.part"))


def _lines(path: Path) -> Iterable[Json]:
    """The envelopes of a part; the last line of a worker that was killed may be half."""
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            return


def _is_new(envelope: Json, seen: set[tuple[str, str]]) -> bool:
    kind, content = next(iter(envelope.items()))
    if kind == "testRunFinished":
        return False
    name = "" if kind in ONCE else next((str(content[key]) for key in NAMES if key in content), None)
    if name is None:
        return True
    known = (kind, name) in seen
    seen.add((kind, name))
    return not known


def _end(run: str, success: bool, lost: list[str]) -> Json:
    said: Json = {"testRunStartedId": run, "timestamp": moment(now()), "success": success}
    if lost:
        said["message"] = f"workers that were lost before their end: {', '.join(lost)}"
    return {"testRunFinished": said}
