"""Ports that tell how long each question took and whether it was answered; whoever asks them notices nothing."""

from app.measured.desk import watched

__all__ = ["watched"]
