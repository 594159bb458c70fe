"""What a job is."""

from collections.abc import Callable
from typing import Final

import msgspec
from apscheduler.triggers.base import BaseTrigger

from app.desk import Desk

Work = Callable[[Desk], str]
"""Does the job once and says in one sentence what it did."""

MINUTE_S: Final = 60
HOUR_S: Final = 3_600


class Job(msgspec.Struct, frozen=True):
    """A job: its name, what people call it, how often in words, its trigger and its work."""

    name: str
    title: str
    rhythm: str
    trigger: BaseTrigger
    work: Work
