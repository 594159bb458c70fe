"""Where an execution puts things: artifacts, contracts, and beside the artifacts its journal and its logs."""

import hashlib
import os
import re
from pathlib import Path
from typing import Final

import msgspec

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._@+-]")


class Places(msgspec.Struct, frozen=True):
    """The folders of one workflow in one iteration, under the root of the execution."""

    root: Path
    artifacts: Path
    state: Path
    contracts: Path

    @classmethod
    def of(cls, root: Path, iteration: str, workflow: str) -> "Places":
        """``artifacts/<iteration>``, ``artifacts/<iteration>/.execution/<workflow>`` and ``contracts``."""
        artifacts = root / "artifacts" / safe(iteration)
        return cls(root, artifacts, artifacts / ".execution" / safe(workflow), root / "contracts")

    @property
    def journal(self) -> Path:
        """What happened, line by line."""
        return self.state / "journal.jsonl"

    def log(self, run: str, task: str, name: str) -> Path:
        """The file with the whole output of a command."""
        return self.state / "logs" / safe(run) / safe(task) / f"{safe(name)}.log"

    def shown(self, path: Path) -> str:
        """The path relative to the root where it lies under it; always with forward slashes."""
        resolved = path.resolve()
        return (resolved.relative_to(self.root) if resolved.is_relative_to(self.root) else resolved).as_posix()


def safe(name: str) -> str:
    """The name as one part of a path; different names stay different."""
    plain = _UNSAFE.sub("_", name)
    if plain == name and not name.startswith(".") and len(name) <= 120:
        return name
    return f"{plain[:100].lstrip('.')}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def write_whole(path: Path, content: bytes) -> None:
    """Write the file so that nobody ever sees a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)
