"""The newest Java is found where Javas usually lie."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servers import java


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    java.newest.cache_clear()
    yield
    java.newest.cache_clear()


def put(folder: Path, version: str, *programs: str) -> Path:
    """A Java that is empty but for what tells its version."""
    (folder / "bin").mkdir(parents=True)
    for program in programs:
        (folder / "bin" / program).touch(mode=0o755)
    (folder / "release").write_text(f'IMPLEMENTOR="X"\nJAVA_VERSION="{version}"\n', encoding="utf-8")
    return folder


def test_of_several_the_newest_with_a_compiler_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "jvm" / "a", "17.0.15", "java", "javac")
    best = put(tmp_path / "jvm" / "b", "999.0.3", "java", "javac")
    put(tmp_path / "jvm" / "c", "999.0.3", "java")
    put(tmp_path / "jvm" / "source-alone", "1000")
    monkeypatch.setattr(java, "FOLDERS", (f"{tmp_path}/jvm/*",))
    assert java.newest() == java.Java(999, best)


def test_the_one_that_java_home_names_counts_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = put(tmp_path / "elsewhere", "998", "java", "javac")
    monkeypatch.setattr(java, "FOLDERS", ())
    monkeypatch.setenv("JAVA_HOME", str(home))
    assert java.newest() == java.Java(998, home)


def test_without_any_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(java, "FOLDERS", (f"{tmp_path}/*",))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert java.newest() is None


def test_a_java_that_does_not_tell_its_version_is_older_than_all(tmp_path: Path) -> None:
    assert java.major(tmp_path) == 0
