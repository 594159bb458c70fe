"""The names and words of what is measured."""

import re

import pytest

from app.ports.meters import METERS
from app.ports.telemetry import Histogram


@pytest.mark.parametrize("meter", METERS, ids=lambda meter: meter.name)
def test_every_meter_is_named_and_explained_as_prometheus_wants_it(meter) -> None:
    assert re.fullmatch(r"trimodal_[a-z0-9_]+", meter.name)
    assert meter.help
    if isinstance(meter, Histogram):
        assert list(meter.buckets) == sorted(set(meter.buckets))
