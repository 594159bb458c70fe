"""Snapshots in one file whose parts are SQLite stores, and backups that are such files."""

from app.adapters.sqlite_snapshots.backups import SnapshotBackups
from app.adapters.sqlite_snapshots.store import Openers, Places, SqliteSnapshots
from app.adapters.sqlite_snapshots.through import CarriedSnapshots

__all__ = ["CarriedSnapshots", "Openers", "Places", "SnapshotBackups", "SqliteSnapshots"]
