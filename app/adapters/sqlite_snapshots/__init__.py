"""Snapshots of the SQLite stores in one file."""

from app.adapters.sqlite_snapshots.store import Openers, Places, SqliteSnapshots

__all__ = ["Openers", "Places", "SqliteSnapshots"]
