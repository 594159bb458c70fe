"""A file that cannot be used says why in one line, and many openers at once do not trip each other."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from app.adapters.queries import load_queries
from app.adapters.sqlite_file import Schema, SqliteFile
from app.adapters.sqlite_log import SqliteLog
from app.adapters.sqlite_metrics import SqliteMetrics
from app.errors import MissionControlError, SchemaTooNew, StoreUnavailable
from tests.contracts.processes import in_threads

FIRST = Schema("notebook", 0x4D435858, ("CREATE TABLE note (text TEXT);",))
SECOND = Schema("notebook", 0x4D435858, (*FIRST.steps, "ALTER TABLE note ADD COLUMN author TEXT DEFAULT 'ada';"))


def write(file: SqliteFile, text: str = "hello") -> None:
    with file.writing() as connection:
        connection.execute("INSERT INTO note (text) VALUES (?)", (text,))


def notes(file: SqliteFile) -> list[tuple[str, ...]]:
    with file.reading() as connection:
        return list(connection.execute("SELECT * FROM note"))


def refused(file: SqliteFile) -> str:
    with pytest.raises(MissionControlError) as refusal:
        notes(file)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "notes.sqlite"


def test_a_file_and_its_folder_are_made_when_first_used(path: Path) -> None:
    file = SqliteFile(path, FIRST)
    assert not path.exists()
    assert notes(file) == []
    assert path.exists()
    file.close()


def test_what_a_failed_transaction_did_is_undone(path: Path) -> None:
    file = SqliteFile(path, FIRST)
    with pytest.raises(ZeroDivisionError), file.writing() as connection:
        connection.execute("INSERT INTO note VALUES ('half')")
        _ = 1 / 0
    write(file, "whole")
    assert notes(file) == [("whole",)]
    file.close()


def test_an_older_file_is_brought_to_the_newest_schema_with_its_data(path: Path) -> None:
    old = SqliteFile(path, FIRST)
    write(old)
    old.close()
    new = SqliteFile(path, SECOND)
    assert notes(new) == [("hello", "ada")]
    new.close()


def test_a_file_of_a_newer_version_is_left_alone_with_a_hint(path: Path) -> None:
    new = SqliteFile(path, SECOND)
    write(new)
    new.close()
    old = SqliteFile(path, FIRST)
    with pytest.raises(SchemaTooNew, match=r"schema is 2, this program knows up to 1.*mission-control reset"):
        write(old)
    assert "newer version" in refused(old)
    old.close()


def test_a_file_that_is_no_database_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("dear diary, " * 100)
    assert "is not a database" in refused(SqliteFile(path, FIRST))
    assert path.read_text().startswith("dear diary")


def test_a_database_of_somebody_else_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with apsw.Connection(str(path)) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    before = path.read_bytes()
    assert "holds something else than the notebook" in refused(SqliteFile(path, FIRST))
    assert path.read_bytes() == before


def test_our_own_files_are_not_mistaken_for_each_other(path: Path) -> None:
    log = SqliteLog(path, lambda: 0)
    log.ping()
    log.close()
    with pytest.raises(StoreUnavailable, match="holds something else than the measures"):
        SqliteMetrics(path).ping()


def test_a_folder_that_is_none_or_a_file_that_is_a_folder_is_named(path: Path) -> None:
    path.parent.write_text("a file where the folder should be")
    assert str(path) in refused(SqliteFile(path, FIRST))
    path.parent.unlink()
    path.mkdir(parents=True)
    assert "cannot be opened for writing" in refused(SqliteFile(path, FIRST))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(path: Path) -> None:
    path.parent.mkdir(mode=0o500)
    assert "cannot be opened for writing" in refused(SqliteFile(path, FIRST))


def test_a_lock_that_lasts_too_long_is_named_and_the_next_try_succeeds(path: Path) -> None:
    holder, waiter = SqliteFile(path, FIRST), SqliteFile(path, FIRST, patience_ms=100)
    assert notes(waiter) == []
    with holder.writing(), pytest.raises(StoreUnavailable, match=r"is locked by another process for over 0\.1 s"):
        write(waiter)
    write(waiter)
    assert notes(holder) == [("hello",)]
    holder.close()
    waiter.close()


def test_a_closed_file_says_so_in_whatever_thread(path: Path) -> None:
    file = SqliteFile(path, FIRST)
    write(file)
    file.close()
    file.close()
    assert "is closed in this process" in refused(file)


def test_many_threads_may_make_the_file_at_the_same_moment(tmp_path: Path) -> None:
    for number in range(20):
        file = SqliteFile(tmp_path / f"{number}.sqlite", FIRST)
        in_threads(lambda n, file=file: write(file, str(n)))  # type: ignore[misc]
        assert len(notes(file)) == 4
        file.close()


OPENER = """
import sys
from pathlib import Path
from tests.adapters.test_sqlite_file import FIRST, write
from app.adapters.sqlite_file import SqliteFile
print("ready", flush=True)
sys.stdin.readline()
write(SqliteFile(Path(sys.argv[1]), FIRST))
"""


def test_many_processes_may_make_the_file_at_the_same_moment(path: Path) -> None:
    command = [sys.executable, "-c", OPENER, str(path)]
    openers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    for opener in openers:
        assert opener.stdout is not None
        assert opener.stdout.readline() == "ready\n"
    codes = [opener.communicate("go\n") and opener.returncode for opener in openers]
    assert codes == [0] * 6
    file = SqliteFile(path, FIRST)
    assert notes(file) == [("hello",)] * 6
    file.close()


def in_a_child(work: Callable[[], None]) -> int:
    """Fork, do the work in the child, and give its exit code."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_opens_the_file_for_itself(path: Path) -> None:
    file = SqliteFile(path, FIRST)
    write(file, "parent")
    assert in_a_child(lambda: write(file, "child")) == 0
    assert in_a_child(file.close) == 0
    write(file, "parent again")
    assert notes(file) == [("parent",), ("child",), ("parent again",)]
    file.close()


def test_a_named_query_is_found_with_its_comments_and_without_its_name() -> None:
    queries = load_queries("sqlite_bus.sql")
    assert set(queries) == {"schema-1", "say", "forget", "since", "newest"}
    assert queries["say"] == "INSERT INTO said (channel, text) VALUES (?, ?);"
