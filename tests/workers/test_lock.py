"""There is never more than one writer per store, and a dead one never stands in the way."""

import os
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from app.errors import SetupError
from workers.lock import is_held, one_of_many, only_one

HOLD = """
import sys, time
from pathlib import Path
from workers.lock import only_one
with only_one(Path(sys.argv[1]), "ingest"):
    print("held", flush=True)
    time.sleep(60)
"""


def again(folder: Path) -> AbstractContextManager[None]:
    return only_one(folder, "ingest")


def test_a_second_holder_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with only_one(tmp_path, "ingest"), pytest.raises(SetupError, match=rf"process {os.getpid()}"), again(tmp_path):
        pytest.fail("two holders")


def test_the_lock_is_free_again_afterwards(tmp_path: Path) -> None:
    with only_one(tmp_path, "ingest"):
        assert is_held(tmp_path, "ingest")
    assert not is_held(tmp_path, "ingest")
    with only_one(tmp_path, "ingest"):
        pass


def test_locks_of_other_names_and_folders_are_apart(tmp_path: Path) -> None:
    with only_one(tmp_path, "ingest"), only_one(tmp_path, "schedule"), only_one(tmp_path / "other", "ingest"):
        assert not is_held(tmp_path, "seed")


def test_a_holder_that_is_killed_leaves_the_lock_free(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert is_held(tmp_path, "ingest")
        holder.kill()
        holder.wait()
    assert not is_held(tmp_path, "ingest")


def test_those_who_work_side_by_side_keep_out_who_wants_to_be_alone(tmp_path: Path) -> None:
    with one_of_many(tmp_path, "ingest"), one_of_many(tmp_path, "ingest"):
        assert is_held(tmp_path, "ingest")
        with pytest.raises(SetupError), only_one(tmp_path, "ingest"):
            pass
    with only_one(tmp_path, "ingest"), pytest.raises(SetupError), one_of_many(tmp_path, "ingest"):
        pass
