"""Answers that stay open: one thread of a web process serves all of them, however many there are."""

from app.api.streaming.handover import Unable, handed_over
from app.api.streaming.message import BEAT, message
from app.api.streaming.switchboard import Channel, Listener, Switchboard

__all__ = ["BEAT", "Channel", "Listener", "Switchboard", "Unable", "handed_over", "message"]
