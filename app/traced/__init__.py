"""Ports that are told as spans, where the work around them is; whoever asks them notices nothing."""

from app.traced.desk import traced

__all__ = ["traced"]
