"""PostgreSQL 15, with TimescaleDB where its extension is installed."""

import signal
import subprocess
import time
from pathlib import Path
from typing import Final

from app.settings import HOST
from servers.process import LOOK_S, environment, hand_over, identity_of
from servers.server import Broken, Debian, Place, Server

VERSION: Final = "15"
PROGRAMS: Final = Path("/usr/lib/postgresql") / VERSION / "bin"
EXTENSION: Final = Path("/usr/share/postgresql") / VERSION / "extension" / "timescaledb.control"
USER: Final = "postgres"
OWNER: Final = "mission_control"
"""The role that the product comes as, and its database; it may make more databases, as tests do."""
BURIAL_S: Final = 10.0

SETTINGS: Final = (
    f"listen_addresses = '{HOST}'",
    "unix_socket_directories = ''",  # a socket's path may have 107 bytes, and a checkout may lie deeper
    "timezone = 'UTC'",
    "shared_buffers = 256MB",
    "max_connections = 100",
    "max_wal_size = 2GB",
    "jit = off",
)
TIMESCALE: Final = (
    "shared_preload_libraries = 'timescaledb'",
    "timescaledb.telemetry_level = off",
    "timescaledb.max_background_workers = 4",
)


def postgres() -> Server:
    """The server. SIGINT is its fast shutdown: sessions end, data are written, nothing is to be recovered."""
    return Server(
        name="postgres",
        version=VERSION,
        package=Debian("postgresql-15", PROGRAMS / "postgres"),
        image="timescale/timescaledb:2.28.3-pg15",
        ports={"sql": 15432},
        scheme=f"postgresql://{OWNER}@{{}}/{OWNER}",
        memory_mb=350,
        prepare=prepare,
        command=lambda place: [str(PROGRAMS / "postgres"), "-D", str(place.data)],
        ready=ready,
        user=USER,
        stop=signal.SIGINT,
    )


def prepare(place: Place) -> None:
    """Make the data folder, the role and the database before the first start; write the settings. Raises Broken."""
    settings = [*SETTINGS, f"port = {place.ports['sql']}", *(TIMESCALE if EXTENSION.exists() else ())]
    file = place.write("postgresql.conf", settings)
    _wait_for_burial(place.data / "postmaster.pid")
    made = place.data / "mission-control.made"
    if made.exists():
        return
    hand_over(place.data, USER)
    # Trust is for this machine: the server listens nowhere else.
    _run(place, ["initdb", "-D", str(place.data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"])
    with (place.data / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write(f"include '{file}'\n")
    statements = f"CREATE ROLE {OWNER} LOGIN CREATEDB;\n\nCREATE DATABASE {OWNER} OWNER {OWNER};\n\n"
    _run(place, ["postgres", "--single", "-j", "-D", str(place.data), "postgres"], statements)
    made.touch()


def ready(place: Place) -> bool:
    """It turns clients away while it recovers; its own tool knows."""
    asked = [str(PROGRAMS / "pg_isready"), "-q", "-h", HOST, "-p", str(place.ports["sql"]), "-U", OWNER, "-d", OWNER]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


def _wait_for_burial(lock: Path) -> None:
    """A server that was killed is in its successor's way for as long as the system still knows its id."""
    if not lock.exists():
        return
    buried = Path("/proc") / lock.read_text(encoding="utf-8").split("\n", 1)[0]
    until = time.monotonic() + BURIAL_S
    while buried.exists() and time.monotonic() < until:
        time.sleep(LOOK_S)


def _run(place: Place, command: list[str], said: str = "") -> None:
    identity = identity_of(USER)
    done = subprocess.run(
        [str(PROGRAMS / command[0]), *command[1:]],
        cwd="/",
        env=environment(place.data),
        input=said,
        capture_output=True,
        text=True,
        check=False,
        user=identity.user,
        group=identity.group,
        extra_groups=identity.others,
    )
    if done.returncode or "ERROR" in done.stderr:
        raise Broken(f"{command[0]} failed: {(done.stderr or done.stdout).strip()[-300:]}")
