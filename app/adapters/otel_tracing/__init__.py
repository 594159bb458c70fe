"""Spans by the SDK of OpenTelemetry."""

from app.adapters.otel_tracing.exporters import exporter_to
from app.adapters.otel_tracing.tracing import OtelTracing

__all__ = ["OtelTracing", "exporter_to"]
