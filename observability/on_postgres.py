"""The dashboard of what lies in PostgreSQL: measures, their percentiles, verdicts, the audit log."""

from typing import Final

from observability.grafana import POSTGRES, Board, Panel, Query

_MEASURES: Final = "${namespace}_measures"
_AUDIT: Final = "${namespace}_audit"
_JUDGED: Final = f"FROM {_AUDIT}.verdict WHERE tenant = '$tenant' AND at >= now() - interval"


def _percentile(name: str, words: str) -> Query:
    return Query(
        f"SELECT start AS time, '{words}' AS metric, {name} AS value FROM {_MEASURES}.measure_percentiles "
        "WHERE tenant = '$tenant' AND measure = '$measure' AND $__timeFilter(start) ORDER BY 1"
    )


def _shipping(days: int) -> Query:
    return Query(f"SELECT avg(can_deploy::int) AS value {_JUDGED} '{days} days'")


MEASURES: Final = Board(
    "measures",
    "measures, verdicts, audit log",
    (
        Panel("May ship, of the verdicts of 7 days", (_shipping(7),), "percentunit", True),
        Panel("May ship, of those of 14 days", (_shipping(14),), "percentunit", True),
        Panel("May ship, of those of 30 days", (_shipping(30),), "percentunit", True),
        Panel(
            "Deeds in 7 days",
            (
                Query(
                    f"SELECT count(*) AS value FROM {_AUDIT}.entry "
                    "WHERE tenant = '$tenant' AND known >= now() - interval '7 days'"
                ),
            ),
            "short",
            True,
            "What somebody did, or what was concluded: mission-control audit lists them.",
        ),
        Panel(
            "$measure per hour, over all iterations",
            (_percentile("p50", "50 of 100"), _percentile("p95", "95 of 100"), _percentile("p99", "99 of 100")),
            says="The last minutes are worked out every five minutes.",
        ),
        Panel(
            "$measure as it was measured",
            (
                Query(
                    f"SELECT at AS time, iteration AS metric, value FROM {_MEASURES}.measure "
                    "WHERE tenant = '$tenant' AND measure = '$measure' AND $__timeFilter(at) ORDER BY 1 LIMIT 20000"
                ),
            ),
        ),
        Panel(
            "$measure per hour, mean of each iteration",
            (
                Query(
                    f"SELECT start AS time, iteration AS metric, mean AS value FROM {_MEASURES}.measure_rolled_up "
                    "WHERE tenant = '$tenant' AND measure = '$measure' AND width = interval '1 hour' "
                    "AND $__timeFilter(start) ORDER BY 1"
                ),
            ),
        ),
        Panel(
            "Values per hour",
            (
                Query(
                    f"SELECT start AS time, measure AS metric, count AS value FROM {_MEASURES}.measure_percentiles "
                    "WHERE tenant = '$tenant' AND $__timeFilter(start) ORDER BY 1"
                ),
            ),
        ),
        Panel(
            "Verdicts per day",
            (
                Query(
                    "SELECT date_trunc('day', at) AS time, verdict AS metric, count(*) AS value "
                    f"FROM {_AUDIT}.verdict WHERE tenant = '$tenant' AND $__timeFilter(at) GROUP BY 1, 2 ORDER BY 1"
                ),
            ),
        ),
        Panel(
            "Answers of the gate per day",
            (
                Query(
                    "SELECT date_trunc('day', at) AS time, after ->> 'gate_status' AS metric, count(*) AS value "
                    f"FROM {_AUDIT}.entry WHERE tenant = '$tenant' AND kind = 'convergence.gate.checked' "
                    "AND $__timeFilter(at) GROUP BY 1, 2 ORDER BY 1"
                ),
            ),
        ),
        Panel(
            "Who did what last",
            (
                Query(
                    "SELECT number, at, who, kind, iteration, subject, before::text, after::text, why, trace_id "
                    f"FROM {_AUDIT}.entry WHERE tenant = '$tenant' AND $__timeFilter(at) ORDER BY 1 DESC LIMIT 99"
                ),
            ),
            table=True,
        ),
    ),
    source=POSTGRES,
    written={"namespace": "mission_control"},
    chosen={
        "tenant": f"SELECT DISTINCT tenant FROM {_MEASURES}.line ORDER BY 1",
        "measure": f"SELECT DISTINCT measure FROM {_MEASURES}.line WHERE tenant = '$tenant' ORDER BY 1",
    },
    back="7d",
)
