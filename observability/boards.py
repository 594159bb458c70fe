"""The dashboards: what is shown, in which words, from which numbers. Most are worked out in ``rules.yml``."""

from typing import Final

from observability.grafana import Board, Panel, Query
from observability.on_postgres import MEASURES

EVENTS: Final = Board(
    "events",
    "events",
    (
        Panel(
            "Within 5 s on the screen",
            (Query("trimodal:e2e_within_5s:ratio_rate1h"),),
            "percentunit",
            True,
            "Of the events of the last hour; the objective is 95 %.",
        ),
        Panel("Since the newest event", (Query("trimodal:freshness_seconds"),), "s", True),
        Panel("Cannot be read", (Query("trimodal:dead_letters:ratio_rate5m"),), "percentunit", True),
        Panel("Links that wait", (Query("trimodal:links_pending:ratio"),), "percentunit", True),
        Panel("Taken in", (Query("trimodal:events:rate5m", "{{consumer}}"),), "ops"),
        Panel(
            "What became of it",
            (
                Query("trimodal:events_applied:rate5m", "applied"),
                Query("trimodal:events_duplicate:rate5m", "known already"),
                Query("trimodal:events_late:rate5m", "late"),
            ),
            "ops",
        ),
        Panel("Behind the log", (Query("trimodal:lag_seconds:max", "{{consumer}}"),), "s"),
        Panel("Records to be taken in", (Query("trimodal:lag_records:max", "{{consumer}}"),)),
        Panel(
            "From the log to the screen",
            (
                Query("trimodal:e2e_latency_seconds:p95_5m", "95 of 100"),
                Query("trimodal:e2e_latency_seconds:p99_5m", "99 of 100"),
            ),
            "s",
        ),
        Panel(
            "One turn of a worker, 99 of 100", (Query("trimodal:ics_processing_seconds:p99_5m", "{{worker}}"),), "s"
        ),
        Panel("Dead letters in an hour", (Query("sum by (category) (increase(trimodal_dead_letters_total[1h]))"),)),
        Panel(
            "Most frequent events",
            (Query("topk(10, sum by (event_type) (rate(trimodal_events_applied_total[5m])))", "{{event_type}}"),),
            "ops",
        ),
        Panel(
            "Links made, by method and how sure",
            (Query("sum by (method, band) (trimodal_links_made_total)", "{{method}}, {{band}}"),),
        ),
        Panel("Links now", (Query("sum by (standing) (trimodal_links)", "{{standing}}"),)),
    ),
)

REQUESTS: Final = Board(
    "requests",
    "requests",
    (
        Panel("Failed in five minutes", (Query("trimodal:http_errors:ratio_rate5m"),), "percentunit", True),
        Panel("Failed in an hour", (Query("trimodal:http_errors:ratio_rate1h"),), "percentunit", True),
        Panel(
            "Budget used in three days",
            (Query("trimodal:http_errors:ratio_rate3d / 0.001"),),
            "percentunit",
            True,
            "1 of 1,000 requests may fail; 100 % is all of it.",
        ),
        Panel("Open streams", (Query("sum(trimodal_open_streams)"),), "short", True),
        Panel("By status", (Query("sum by (status) (trimodal:http_requests:rate5m)", "{{status}}"),), "reqps"),
        Panel("By route", (Query("topk(12, sum by (route) (trimodal:http_requests:rate5m))", "{{route}}"),), "reqps"),
        Panel("Seconds, 95 of 100", (Query("trimodal:http_request_seconds:p95_5m", "{{route}}"),), "s"),
        Panel("Answers from the cache", (Query("trimodal:cache_hits:ratio_rate5m"),), "percentunit"),
    ),
)

STORES: Final = Board(
    "stores",
    "stores and processes",
    (
        Panel("Answers", (Query("trimodal:store_up:min", "{{port}}"),), "bool_yes_no", True),
        Panel("Publishing, 99 of 100", (Query("trimodal:publish_seconds:p99_5m"),), "s", True),
        Panel("Writing the graph, 99 of 100", (Query("trimodal:graph_write_seconds:p99_5m"),), "s", True),
        Panel("Processes that answer", (Query('sum(up{job="mission-control"})'),), "short", True),
        Panel("Seconds, 95 of 100", (Query("trimodal:store_seconds:p95_5m", "{{port}} {{query}}"),), "s"),
        Panel(
            "Questions",
            (Query("sum by (port) (rate(trimodal_store_seconds_count[5m]))", "{{port}}"),),
            "ops",
        ),
        Panel(
            "Not answered",
            (
                Query(
                    "sum by (port) (rate(trimodal_store_errors_total[5m])) or 0 * trimodal:store_up:min", "{{port}}"
                ),
            ),
            "ops",
        ),
        Panel(
            "Undone and done again",
            (Query("sum by (port, why) (rate(trimodal_store_undone_total[5m]))", "{{port}} {{why}}"),),
            "ops",
        ),
        Panel("Memory", (Query('process_resident_memory_bytes{job="mission-control"}', "{{instance}}"),), "bytes"),
        Panel("Processor", (Query('rate(process_cpu_seconds_total{job="mission-control"}[5m])', "{{instance}}"),)),
    ),
)

DECISIONS: Final = Board(
    "decisions",
    "decisions and jobs",
    (
        Panel("Alerts", (Query('count(ALERTS{alertstate="firing"}) or vector(0)'),), "short", True),
        Panel(
            "Streams somebody answered for, in a day",
            (Query('sum(increase(trimodal_events_applied_total{event_type=~".+[.]stream[.]waived"}[1d]))'),),
            "short",
            True,
        ),
        Panel(
            "Ran out in a day",
            (Query('sum(increase(trimodal_events_applied_total{event_type=~".+[.]expiry[.]passed"}[1d]))'),),
            "short",
            True,
        ),
        Panel(
            "Jobs that failed in a day",
            (Query('sum(increase(trimodal_job_runs_total{outcome="failed"}[1d]))'),),
            "short",
            True,
        ),
        Panel(
            "Verdicts in an hour", (Query("sum by (verdict) (increase(trimodal_verdicts_total[1h]))", "{{verdict}}"),)
        ),
        Panel(
            "The gate's answers in an hour",
            (Query("sum by (status, asked) (increase(trimodal_gate_decisions_total[1h]))", "{{status}}, {{asked}}"),),
        ),
        Panel(
            "Runs of jobs in an hour",
            (Query("sum by (job, outcome) (increase(trimodal_job_runs_total[1h]))", "{{job}}, {{outcome}}"),),
        ),
        Panel(
            "Seconds of a job, 95 of 100",
            (Query("histogram_quantile(0.95, sum by (job, le) (rate(trimodal_job_seconds_bucket[1h])))", "{{job}}"),),
            "s",
        ),
    ),
)

BOARDS: Final = (EVENTS, REQUESTS, STORES, DECISIONS, MEASURES)
"""All of them."""
