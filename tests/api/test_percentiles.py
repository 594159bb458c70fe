"""Percentiles as programs ask for them."""

import pytest
from flask.testing import FlaskClient

from app.desk import Desk
from app.domain.graph import Scope
from app.ports import HOUR_MS, Sample

NOON = 1_762_257_600_000  # 2025-11-04 12:00 UTC


@pytest.fixture
def measured(desk: Desk) -> None:
    samples = [
        Sample(Scope(tenant, f"i{n % 3}"), "bdv.duration_ms", NOON + n * HOUR_MS // 50, float(n))
        for tenant in ("local", "other")
        for n in range(100)
    ]
    desk.metrics.record("test", {}, samples)


def test_hours_of_a_tenant_come_with_their_percentiles(client: FlaskClient, measured: None) -> None:
    asked = "/api/v1/percentiles?measure=bdv.duration_ms&from=2025-11-04T12:00:00Z&to=2025-11-04T13:00:00Z"
    answer = client.get(asked).get_json()
    assert answer["hours"] == [
        {
            "at": "2025-11-04T12:00:00.000Z",
            **{
                "count": 50,
                "low": 0.0,
                "p50": 24.0,
                "p75": 37.0,
                "p90": 44.0,
                "p95": 47.0,
                "p99": 49.0,
                "high": 49.0,
            },
        }
    ]
    assert "bdv.duration_ms" in answer["measures"]
    assert client.get("/api/v1/percentiles?tenant=nobody").get_json()["measures"] == []


def test_too_long_a_stretch_is_refused(client: FlaskClient) -> None:
    refused = client.get("/api/v1/percentiles?measure=x&from=2025-01-01T00:00:00Z&to=2025-11-04T13:00:00Z")
    assert (refused.status_code, "90 days" in refused.get_json()["detail"]) == (400, True)
