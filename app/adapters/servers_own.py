"""Copies of what lies on servers: the servers have tools of their own for that, and this program says so."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from app.errors import BadRequest
from app.ports import BackupInfo, Copies, GraphStore, Manifest

WHY: Final = (
    "with MC_STORE=servers, copies are made with the servers' own tools (neo4j-admin database dump, pg_dump); "
    "mission-control rebuild makes the graph anew from archive and log"
)


class ServersOwnBackups:
    """``app.ports.Backups`` where there are none of ours."""

    def make(self, now: int) -> BackupInfo:
        raise BadRequest(WHY)

    def listed(self) -> list[BackupInfo]:
        return []

    def restored(self, name: str) -> AbstractContextManager[GraphStore]:
        raise BadRequest(WHY)

    def damaged(self, name: str) -> str:
        raise BadRequest(WHY)

    def drop(self, name: str) -> None:
        raise BadRequest(WHY)


class ServersOwnSnapshots:
    """``app.ports.Snapshots`` where files of ours hold nothing."""

    def copied(self) -> AbstractContextManager[Copies]:
        raise BadRequest(WHY)

    def write(self, file: Path, copies: Copies, manifest: Manifest) -> Manifest:
        raise BadRequest(WHY)

    def manifest(self, file: Path) -> Manifest:
        raise BadRequest(WHY)

    def unpacked(self, file: Path) -> AbstractContextManager[Copies]:
        raise BadRequest(WHY)

    def put_graph(self, copies: Copies) -> str:
        raise BadRequest(WHY)

    def put_others(self, copies: Copies) -> None:
        raise BadRequest(WHY)
