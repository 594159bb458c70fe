"""Measures over time: what was counted at each workflow, run and analysis that completed."""

from app.api.documents.common import Doc
from app.api.reading import Asked
from app.domain.moments import LATEST, iso
from app.use_cases.trend import trends


def measures(asked: Asked) -> Doc:
    """Every measure with its points between ``from`` and ``to``, none later than ``asOf``; ``measure`` picks one."""
    start, end = asked.time("from") or 0, asked.time("to")
    last = min(LATEST if end is None else end, asked.as_of.valid)
    wanted = asked.text("measure")
    series = (s for s in trends(asked.desk.metrics, asked.scope) if wanted in ("", s.measure))
    return {
        "iteration_id": asked.scope.iteration,
        "measures": [
            {
                "measure": one.measure,
                "name": one.name,
                "points": [{"at": iso(at), "value": value} for at, value in one.points if start <= at <= last],
            }
            for one in series
        ],
    }
