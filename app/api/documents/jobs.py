"""The scheduled jobs: when each was run last, how that went, and when it is due again."""

from collections.abc import Mapping
from typing import Final

import msgspec

from app.api.documents.common import Doc
from app.desk import Desk

RUNS: Final = 30


def listed(desk: Desk, _arguments: Mapping[str, str]) -> Doc:
    """Every job with its latest runs, newest first; times in ms since 1970 (UTC)."""
    jobs = [
        msgspec.structs.asdict(job) | {"runs": [msgspec.structs.asdict(r) for r in desk.jobs.runs(job.job, RUNS)]}
        for job in desk.jobs.planned()
    ]
    return {"now": desk.clock(), "jobs": jobs}
