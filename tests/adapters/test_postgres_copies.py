"""What lies in PostgreSQL is copied and restored with the documented commands, and is the same afterwards."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from app.desk import Desk
from app.domain.audit import broken
from app.domain.graph import Scope
from app.golden import GOLDEN
from app.ports import ROLLUP_WIDTHS, PlannedJob, Sample
from app.settings import read_settings
from app.use_cases.audit import AUDIT
from app.use_cases.post import send_all
from app.wire.avro import encode
from app.wiring import open_desk
from servers.postgres import PROGRAMS, USER
from tests.builders import T0, event
from tests.contracts.servers import address, namespace, needs
from workers.audit import Audit
from workers.drain import drain

pytestmark = needs("postgres")

DOCUMENT = (Path(__file__).parents[2] / "docs" / "postgres.md").read_text(encoding="utf-8")
PLAIN, TIMESCALE = re.findall(r"```sh\n(.*?)```", DOCUMENT.partition("## Copies")[2], re.DOTALL)
FOREVER = 1 << 60


def at(database: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(address("MC_POSTGRES"))._replace(path=f"/{database}"))


@contextmanager
def databases(*names: str) -> Iterator[None]:
    """None of them is there before, nor afterwards."""
    with psycopg.connect(address("MC_POSTGRES"), autocommit=True) as connection:
        for name in names:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {names[0]}".encode())
        try:
            yield
        finally:
            for name in names:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def desk_on(database: str, folder: Path) -> Desk:
    """Measures, audit log and jobs there, the rest in files of the folder."""
    variables = {"MC_DATA": str(folder), "MC_STORE": "servers", "MC_POSTGRES": at(database)}
    return open_desk(read_settings(variables), "writer")


def contents(desk: Desk) -> dict[str, Any]:
    """Everything that the three schemas hold, as the ports tell it."""
    scopes = [info.scope for info in desk.graph.scopes()]
    return {
        "series": {(s, m): desk.metrics.series(s, m, 0, FOREVER) for s in scopes for m in desk.metrics.measures(s)},
        "stretches": {
            (scope, measure, width): desk.metrics.rolled_up(scope, measure, width, 0, FOREVER)
            for scope in scopes
            for measure in desk.metrics.measures(scope)
            for width in ROLLUP_WIDTHS
        },
        "spreads": {m: desk.metrics.spreads("local", m, 0, FOREVER) for m in desk.metrics.known_to("local")},
        "positions": (desk.metrics.positions("measures"), desk.audit.positions(AUDIT)),
        "chain": list(desk.audit.chain("local")),
        "heads": desk.audit.heads(),
        "judged": desk.audit.judged("local", 0, FOREVER),
        "jobs": (desk.jobs.planned(), desk.jobs.runs("roll-ups", 9)),
    }


def filled(desk: Desk) -> None:
    send_all(desk.log, encode, GOLDEN["Iter-Golden-SystemicFailure"].events("local"))
    drain(desk)
    desk.metrics.roll_up()
    desk.jobs.plan([PlannedJob("roll-ups", "Roll-up", "now", 5)])
    assert desk.jobs.claim("roll-ups", 1, 2, "me")
    desk.jobs.finish("roll-ups", "me", 3, "done", "well")


def superuser_at(database: str) -> str:
    """The database's address as its server's superuser: the role we come as, or the one of ``make engines``."""
    with psycopg.connect(address("MC_POSTGRES")) as connection:
        found = connection.execute(
            "SELECT rolsuper, current_user FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert found
    return at(database) if found[0] else at(database).replace(f"{found[1]}@", f"{USER}@", 1)


def has_timescale(url: str) -> bool:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT FROM pg_extension WHERE extname = 'timescaledb'")
        return found.fetchone() is not None


def test_a_copy_restored_elsewhere_holds_the_same_and_goes_on(tmp_path: Path) -> None:
    origin, restored = f"{namespace(tmp_path)}_a", f"{namespace(tmp_path)}_b"
    with databases(origin, restored), closing(desk_on(origin, tmp_path)) as desk:
        filled(desk)
        before = contents(desk)
        assert min(map(len, before.values())) > 0
        commands = f"{PLAIN.splitlines()[0]}\n{TIMESCALE}" if has_timescale(at(origin)) else PLAIN
        said = {"MC_POSTGRES": at(origin), "COPY": str(tmp_path / "copy"), "RESTORED": restored}
        said |= {"RESTORED_URL": at(restored), "ADMIN_URL": superuser_at(restored)}
        environment = {**os.environ, **said, "PATH": f"{PROGRAMS}:{os.environ['PATH']}"}
        subprocess.run(["sh", "-e", "-c", commands], env=environment, check=True, timeout=120, capture_output=True)
        with closing(desk_on(restored, tmp_path)) as other:
            assert contents(other) == before
            assert broken(other.audit.chain("local"), other.audit.heads()["local"]) == ""
            send_all(desk.log, encode, [event("bdv.stream.waived", tenant="local", by="ada", reason="so", until=1)])
            assert [followed(one) for one in (other, desk)] == [before["heads"]["local"].number + 1] * 2
            assert contents(other) == contents(desk), "both go on to the same"


def followed(desk: Desk) -> int:
    """How many entries there are once the audit log holds what the log does, and something more was measured."""
    while Audit(desk).step():
        pass
    desk.metrics.record("test", {"dde-0": 1}, [Sample(Scope("local", "new"), "m", T0, 1.0)])
    return desk.audit.heads()["local"].number
