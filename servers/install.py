"""Brings the packages of servers onto this machine: jars by Maven into the state folder, the rest by apt-get."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from servers import java
from servers.server import Debian, Maven, Missing, Server
from servers.settings import Settings

JARS: Final = Path(__file__).parent / "java"
POLICY: Final = Path("/usr/sbin/policy-rc.d")
CLUSTER: Final = Path("/etc/postgresql-common/createcluster.d/mission-control.conf")

Lacks = dict[str, str]
"""What each server of a name lacks, in one line."""


def install(servers: Iterable[Server], settings: Settings) -> Lacks:
    """Bring what is not there; what cannot be had is told for each server that needs it."""
    lacks: Lacks = {}
    jars: list[Server] = []
    packages: list[Server] = []
    for server in servers:
        try:
            if not installed(server, settings):
                (jars if isinstance(server.package, Maven) else packages).append(server)
        except Missing as flaw:
            lacks[server.name] = str(flaw)
    for some, bring in ((packages, _debian), (jars, _maven)):
        try:
            bring(some, settings)
        except Missing as flaw:
            lacks |= dict.fromkeys((server.name for server in some), str(flaw))
    return lacks


def installed(server: Server, settings: Settings) -> bool:
    """Whether the server's files are there, as they are wanted now. Raises Missing when no suitable Java is."""
    if isinstance(server.package, Debian):
        return server.package.program.exists()
    suitable_java(server.package)
    stamp = _stamp(server, settings)
    return stamp.exists() and stamp.read_text(encoding="utf-8") == recipe(server.package)


def recipe(package: Maven) -> str:
    """Tells one list of jars, with what is compiled beside them, from another."""
    files = [JARS / "pom.xml", *sorted((JARS / package.module).iterdir())]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def version(server: Server) -> str:
    """The version that is installed: the one of the list for jars, the system's own for its packages."""
    if isinstance(server.package, Debian) and (dpkg := shutil.which("dpkg-query")):
        asked = [dpkg, "-W", "-f", "${source:Upstream-Version}", server.package.package]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        return done.stdout.partition("+")[0] or server.version
    return server.version


def suitable_java(package: Maven) -> java.Java:
    """A Java that runs the server. Raises Missing."""
    found = java.newest()
    if found is None or found.major < package.least_java:
        seen = f"found {found.major}" if found else "found none"
        raise Missing(f"Java {package.least_java} or newer is missing ({seen})")
    if package.launcher and not found.compiler.exists():
        raise Missing(f"a Java development kit is missing ({found.home} has no compiler)")
    return found


def _stamp(server: Server, settings: Settings) -> Path:
    return server.place(settings).lib / ".complete"


def _maven(servers: list[Server], settings: Settings) -> None:
    """All jars in one run, since two would write the same cache."""
    packages = {server.package.module: server.package for server in servers if isinstance(server.package, Maven)}
    if not packages:
        return
    if not (maven := shutil.which("mvn")):
        raise Missing("Maven (mvn) is missing")
    lib = settings.state / "lib"
    for module in packages:
        shutil.rmtree(lib / module, ignore_errors=True)
    fetch = [maven, "-q", "-B", "-f", str(JARS / "pom.xml"), "-pl", ",".join(packages), f"-Dlib={lib}", "package"]
    _run(fetch, "Maven could not fetch its packages")
    for module, package in packages.items():
        _compile(package, lib / module)
        (lib / module / ".complete").write_text(recipe(package), encoding="utf-8")


def _compile(package: Maven, lib: Path) -> None:
    if not package.launcher:
        return
    source = JARS / package.module / f"{package.launcher}.java"
    command = [str(suitable_java(package).compiler), "-proc:none", "-cp", f"{lib}/*", "-d", str(lib / "launcher")]
    _run([*command, str(source)], f"{source.name} could not be compiled")


def _debian(servers: list[Server], settings: Settings) -> None:
    names = [server.package.package for server in servers if isinstance(server.package, Debian)]
    if not names:
        return
    if not (apt := shutil.which("apt-get")):
        raise Missing(f"apt-get is missing; install {', '.join(names)} as this system does")
    if os.geteuid() != 0:
        raise Missing(f"only root installs packages: apt-get install {' '.join(names)}")
    with _nothing_starts():
        _run([apt, "update", "-qq"], "apt-get could not refresh its lists")
        _run([apt, "install", "-y", "-qq", "--no-install-recommends", *names], "apt-get could not install it")


@contextmanager
def _nothing_starts() -> Iterator[None]:
    """While packages are installed they start no service and PostgreSQL makes no cluster of its own: ours lie
    elsewhere. What was said so is taken back."""
    written = [
        *_say(POLICY, "#!/bin/sh\nexit 101\n", 0o755),
        *_say(CLUSTER, "create_main_cluster = false\n", 0o644),
    ]
    try:
        yield
    finally:
        for file in written:
            file.unlink(missing_ok=True)


def _say(file: Path, text: str, mode: int) -> Iterator[Path]:
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    yield file


def _run(command: list[str], trouble: str) -> None:
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        told = next((line for line in lines if line.lstrip("[").startswith(("ERROR", "E:"))), (lines or ["?"])[-1])
        raise Missing(f"{trouble}: {told.strip()[:200]}")
