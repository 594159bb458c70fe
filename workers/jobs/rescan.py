"""Repositories scanned again: each by the command line in a process of its own, as a person would do it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from app.desk import Desk
from app.errors import BadRequest
from app.settings import Settings
from workers.jobs.job import Work
from workers.together import die_with_parent

LONGEST_S: Final = 1_800


def rescan(settings: Settings) -> Work:
    """Scans every repository that the settings name."""

    def run(_desk: Desk) -> str:
        told = [_scanned(folder, settings) for folder in settings.rescan]
        if failed := [text for text, fine in told if not fine]:
            raise BadRequest("; ".join(failed))
        return "; ".join(text for text, _ in told)

    return run


def _scanned(folder: Path, settings: Settings) -> tuple[str, bool]:
    command = [sys.executable, "-m", "app.cli.main", "scan", str(folder), "--json"]
    environment = {**os.environ, **settings.variables()}
    try:
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
            preexec_fn=die_with_parent,
        )
    except subprocess.TimeoutExpired:
        return f"{folder}: took longer than {LONGEST_S} s", False
    answer = _answer(done.stdout)
    if done.returncode:
        return f"{folder}: {answer.get('detail') or done.stderr.strip()[-300:]}", False
    return f"{answer.get('project')}: {answer.get('counts', {}).get('modules', 0)} modules", True


def _answer(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
