"""A desk on SQLite files in a folder, as workers and tests of whole trips hold it."""

import time
from pathlib import Path

from app.desk import Desk
from app.settings import read_settings
from app.wiring import open_desk


def desk_in(folder: Path, role: str = "writer") -> Desk:
    """The desk that the settings for this folder describe."""
    return open_desk(read_settings({"MC_DATA": str(folder)}), "writer" if role == "writer" else "reader")


def now() -> int:
    return time.time_ns() // 1_000_000
