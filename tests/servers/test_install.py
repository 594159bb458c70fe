"""What a server needs and this machine lacks is told in one line that says what to do."""

from dataclasses import replace
from pathlib import Path

import pytest

from servers import java
from servers.catalogue import SERVERS, wanted
from servers.install import install, installed, recipe, version
from servers.server import Debian, Maven
from servers.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


def only_java(monkeypatch: pytest.MonkeyPatch, major: int, home: Path) -> None:
    """This machine has that Java and no other."""
    (home / "bin").mkdir(parents=True, exist_ok=True)
    (home / "bin" / "javac").touch()
    monkeypatch.setattr(java, "newest", lambda: java.Java(major, home) if major else None)


def test_too_old_a_java_is_told_with_what_is_needed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_java(monkeypatch, 17, tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    lacks = install(wanted(["registry", "opensearch"]), settings)
    assert lacks == dict.fromkeys(["registry", "opensearch"], "Java 21 or newer is missing (found 17)")


def test_no_java_at_all_is_told(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only_java(monkeypatch, 0, tmp_path)
    assert install(wanted(["zipkin"]), settings) == {"zipkin": "Java 17 or newer is missing (found none)"}


def test_a_java_that_cannot_compile_is_told_where_a_launcher_is_compiled(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(java, "newest", lambda: java.Java(25, tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    lacks = install(wanted(["neo4j", "zipkin"]), settings)
    assert lacks["neo4j"].startswith("a Java development kit is missing")
    assert lacks["zipkin"] == "Maven (mvn) is missing"


def test_only_root_installs_packages_and_others_are_told_the_command(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "apt-get").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    absent = replace(wanted(["redis"])[0], package=Debian("redis-server", tmp_path / "absent"))
    assert install([absent], settings) == {"redis": "only root installs packages: apt-get install redis-server"}


def test_what_a_failing_tool_says_is_handed_on(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_java(monkeypatch, 25, tmp_path)
    (tmp_path / "mvn").write_text("#!/bin/sh\necho\necho '[ERROR] no route to host'\nexit 1\n", encoding="utf-8")
    (tmp_path / "mvn").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    told = install(wanted(["kafka"]), settings)
    assert set(told) == {"kafka-1", "kafka-2", "kafka-3"}
    assert set(told.values()) == {"Maven could not fetch its packages: [ERROR] no route to host"}


def test_jars_are_fetched_once_and_again_when_their_list_changes(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_java(monkeypatch, 25, tmp_path)
    [zipkin] = wanted(["zipkin"])
    runs = tmp_path / "runs"
    (tmp_path / "mvn").write_text(f"#!/bin/sh\necho >>{runs}\nmkdir -p {tmp_path}/lib/zipkin\n", encoding="utf-8")
    (tmp_path / "mvn").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    for _ in range(2):
        assert install([zipkin], settings) == {}
    assert installed(zipkin, settings)
    assert len(runs.read_text(encoding="utf-8").splitlines()) == 1
    (tmp_path / "lib" / "zipkin" / ".complete").write_text("an older list", encoding="utf-8")
    assert not installed(zipkin, settings)


def test_every_list_of_jars_is_told_from_every_other() -> None:
    packages = {server.package for server in SERVERS if isinstance(server.package, Maven)}
    assert len({recipe(package) for package in packages}) == len(packages)


def test_the_version_of_jars_is_the_one_of_the_list() -> None:
    [zipkin] = wanted(["zipkin"])
    assert version(zipkin) == zipkin.version
