"""Stamps what a task made: a copy, its SHA-256, and a side file that says where it came from (domain 5.1)."""

import hashlib
import os
from collections import Counter
from pathlib import Path
from typing import Final

import msgspec

from app.domain.identity import normal_path
from app.domain.moments import iso
from app.domain.payloads.dde import ArtifactEvent
from app.domain.workflow.manifest import Task
from app.engines.dag.places import safe
from app.engines.dag.setting import Setting
from app.engines.dag.teller import Span

_PIECE: Final = 1 << 20
_TYPES: Final = {
    ".py": "source",
    ".js": "source",
    ".ts": "source",
    ".whl": "package",
    ".gz": "package",
    ".zip": "package",
    ".xml": "report",
    ".html": "report",
    ".json": "data",
    ".yaml": "document",
    ".yml": "document",
    ".md": "document",
}


class NotMade(Exception):
    """A declared output that is not there, or is no file; the text says which and why."""


def stamp_all(setting: Setting, task: Task, span: Span) -> list[str]:
    """Stamp every declared output; returns their names. Raises NotMade before any of them is stamped."""
    outputs = list(dict.fromkeys(task.outputs))
    files = [setting.cwd(task) / output for output in outputs]
    if missing := [_flaw(output, file) for output, file in zip(outputs, files, strict=True) if not file.is_file()]:
        raise NotMade("; ".join(missing))
    for output, file, name in zip(outputs, files, _file_names(outputs), strict=True):
        _stamp(setting, task, span, _Output(output, file, name))
    return outputs


class _Output(msgspec.Struct, frozen=True):
    """A declared output, the file, and the name of its copy."""

    output: str
    file: Path
    copy: str


def _flaw(output: str, file: Path) -> str:
    what = "is a folder; declare its files" if file.is_dir() else "was not made"
    return f"declared output {output} {what}"


def _file_names(outputs: list[str]) -> list[str]:
    """The bare file names, or the whole paths where two would be the same."""
    bare = [normal_path(output).rpartition("/")[2] for output in outputs]
    often = Counter(bare)
    return [
        name if often[name] == 1 else normal_path(output).replace("/", "__")
        for name, output in zip(bare, outputs, strict=True)
    ]


def _stamp(setting: Setting, task: Task, span: Span, made: _Output) -> None:
    copy = setting.places.artifacts / safe(task.id) / made.copy
    shown, stamped = setting.places.shown(made.file), setting.places.shown(copy)
    sha256, size = _copied(made.file, copy)
    labels = {**setting.request.manifest.labels, **task.labels}
    said = ArtifactEvent(
        task_id=task.id,
        name=made.output,
        file_path=shown,
        stamped_path=stamped,
        sha256=sha256,
        size_bytes=size,
        artifact_type=_TYPES.get(copy.suffix.lower(), "file"),
        capability=task.capability,
        contract_version=task.contract_version,
        labels=labels,
        workflow_id=setting.workflow,
        run_id=setting.run_id,
    )
    event = setting.tell("artifact.stamped", task.id, said, span)
    _side_file(copy, {**msgspec.to_builtins(said), "iteration_id": setting.request.iteration}, event.timestamp)


def _side_file(copy: Path, said: dict[str, object], at: int) -> None:
    names = {"node_id": "task_id", "artifact_name": "name", "original_path": "file_path"}
    same = ("iteration_id", "capability", "contract_version", "stamped_path", "sha256", "size_bytes", "labels")
    meta = {name: said[name] for name in same} | {new: said[old] for new, old in names.items()}
    meta |= {"timestamp": iso(at)}
    copy.with_name(f"{copy.name}.meta.json").write_bytes(msgspec.json.format(msgspec.json.encode(meta), indent=2))


def _copied(source: Path, target: Path) -> tuple[str, int]:
    """Copy whole or not at all; returns SHA-256 and size of what was copied."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    state, size = hashlib.sha256(), 0
    with source.open("rb") as read, beside.open("wb") as write:
        while piece := read.read(_PIECE):
            state.update(piece)
            size += write.write(piece)
    beside.replace(target)
    return state.hexdigest(), size


def sha256_of(file: Path) -> str:
    """The digest of a file; empty when it cannot be read."""
    try:
        with file.open("rb") as read:
            return hashlib.file_digest(read, "sha256").hexdigest()
    except OSError:
        return ""
