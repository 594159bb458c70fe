"""What can be set: ``MC_…`` variables, read once, checked, and handed over as one value.

====================  ============================================================  =================
variable              what it says                                                  without it
====================  ============================================================  =================
``MC_PORT``           the port of the dashboard on 127.0.0.1                        8050
``MC_DATA``           the folder of everything that is kept                         see default_data
``MC_STORE``          ``sqlite`` (files), or ``servers``: see app.addresses         sqlite
``MC_TENANT``         whose data commands and pages mean when nobody says           local
``MC_RETENTION``      how long events stay on the log before they are archived      30d
``MC_SEARCH_KEEPS``   how long search keeps what nothing else is said of (domain 3.1)  90d
``MC_RESCAN``         folders to scan again every hour, separated as in PATH        (none)
``MC_METRICS``        the port on which workers tell Prometheus; web under /metrics    (off)
``MC_PATIENCE``       how long a start waits for stores that do not answer          1m
``MC_RATE``           requests a second that programs at one address may make; 0: any  500
``MC_GITHUB_SECRET``  the secret that GitHub signs its webhooks with                (not accepted)
``MC_GITLAB_SECRET``  the signing token or secret token of GitLab's webhooks        (not accepted)
``MC_SHARE…``         where share links lead to, who signs them: see app.sharing    (this address)
``MC_CODE``           the address of a line of source: see app.sharing              (path:line)
``MC_TRACES…``        where traces go, and where they are looked at: see app.collector  (off)
``MC_ADMINS``         who may approve overrides of the gate: names, commas between  the account
``MC_INPUTS``         tests only: a folder of real input files                      (tests skip)
====================  ============================================================  =================

Nothing listens anywhere but on this machine (127.0.0.1), and no variable changes that.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app import addresses, collector, sharing, taken
from app.addresses import NOWHERE, Addresses, read_addresses
from app.admins import read_admins
from app.collector import NO_COLLECTOR, Collector, read_collector
from app.sharing import NOWHERE_ELSE, Sharing, read_sharing
from app.taken import DAY_MS

HOST: Final = "127.0.0.1"
SECRETS: Final = ("MC_GITHUB_SECRET", "MC_GITLAB_SECRET")
NAMES: Final = (
    *("MC_PORT", "MC_DATA", "MC_STORE", "MC_TENANT", "MC_RETENTION", "MC_SEARCH_KEEPS", "MC_RESCAN"),
    *("MC_METRICS", "MC_PATIENCE", "MC_RATE", "MC_ADMINS"),
    *SECRETS,
    "MC_INPUTS",
)
HANDED: Final = (
    *("MC_RUN_ID", "MC_RUNS", "MC_PROJECT", "MC_ITERATION", "MC_COMMIT"),
    *("MC_WORKFLOW", "MC_TASK", "MC_ATTEMPT"),
)
"""What the tasks of an execution find set, so that what they send lands where they belong; not to be set by hand."""
TOLD: Final = ("MC_URL", "MC_EVENTS_FILE")
"""Where the client sends to, in other people's processes."""
SERVERS: Final = ("MC_SERVERS", "MC_SERVERS_SHIFT", "MC_WITHOUT")
"""Read by ``python -m servers``, which starts what the product can stand on."""
WATCHING: Final = ("MC_ZIPKIN", "MC_PROMETHEUS")
"""Printed by it with the other addresses: who watches the product, and need not be known to it."""

STORES: Final = ("sqlite", "servers")


@dataclass(frozen=True)
class Settings:
    """One process's settings. ``metrics`` 0: nobody watches. ``unknown`` lists ``MC_…`` variables
    that mean nothing here (misspelt ones, say)."""

    port: int
    data: Path
    store: str
    tenant: str
    retention_ms: int = 30 * DAY_MS
    rescan: tuple[Path, ...] = ()
    metrics: int = 0
    patience_ms: int = 60_000
    rate: int = 500
    search_keeps_ms: int = 90 * DAY_MS
    admins: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    addresses: Addresses = NOWHERE
    collector: Collector = NO_COLLECTOR
    sharing: Sharing = NOWHERE_ELSE

    @property
    def address(self) -> str:
        """Where the dashboard is found."""
        return f"http://{HOST}:{self.port}"

    def variables(self) -> dict[str, str]:
        """The settings as variables, to be printed and to be given to child processes."""
        return {
            "MC_PORT": str(self.port),
            "MC_DATA": str(self.data),
            "MC_STORE": self.store,
            "MC_TENANT": self.tenant,
            "MC_RETENTION": f"{self.retention_ms // 1000}s",
            "MC_SEARCH_KEEPS": f"{self.search_keeps_ms // 1000}s",
            "MC_RESCAN": os.pathsep.join(map(str, self.rescan)),
            "MC_METRICS": str(self.metrics or ""),
            "MC_PATIENCE": f"{self.patience_ms // 1000}s",
            "MC_RATE": str(self.rate),
            "MC_ADMINS": ",".join(self.admins),
        }


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings that these variables describe. Raises SetupError naming the variable and what it takes."""
    return Settings(
        port=taken.port("MC_PORT", environ.get("MC_PORT") or "8050"),
        data=taken.folder(environ["MC_DATA"]) if environ.get("MC_DATA") else default_data(),
        store=taken.one_of("MC_STORE", STORES, environ.get("MC_STORE") or "sqlite"),
        tenant=taken.name("MC_TENANT", environ.get("MC_TENANT") or "local"),
        retention_ms=taken.duration("MC_RETENTION", environ.get("MC_RETENTION") or "30d"),
        search_keeps_ms=taken.duration("MC_SEARCH_KEEPS", environ.get("MC_SEARCH_KEEPS") or "90d"),
        rescan=tuple(taken.folders("MC_RESCAN", environ.get("MC_RESCAN", ""))),
        metrics=taken.port("MC_METRICS", found) if (found := environ.get("MC_METRICS", "")) else 0,
        patience_ms=taken.duration("MC_PATIENCE", environ.get("MC_PATIENCE") or "1m"),
        rate=taken.rate("MC_RATE", environ.get("MC_RATE") or "500"),
        admins=read_admins(environ.get("MC_ADMINS", "")),
        unknown=tuple(sorted(filter(_means_nothing, environ))),
        addresses=read_addresses(environ) if environ.get("MC_STORE") == "servers" else NOWHERE,
        collector=read_collector(environ),
        sharing=read_sharing(environ),
    )


@dataclass(frozen=True)
class Secrets:
    """What senders of webhooks share with us; empty: their webhooks are not accepted. Never shown anywhere."""

    github: str = field(default="", repr=False)
    gitlab: str = field(default="", repr=False)


NO_SECRETS: Final = Secrets()


def read_secrets(environ: Mapping[str, str]) -> Secrets:
    """The secrets that these variables hold."""
    return Secrets(*(environ.get(name, "").strip() for name in SECRETS))


def _means_nothing(name: str) -> bool:
    """Ours by its beginning, and read by nobody (the measurements under ``bench`` read MC_BENCH_…)."""
    known = (*NAMES, *HANDED, *TOLD, *SERVERS, *WATCHING, *addresses.NAMES, *collector.NAMES, *sharing.NAMES)
    return name.startswith("MC_") and not name.startswith("MC_BENCH_") and name not in known


def default_data() -> Path:
    """``.mission-control`` in the checkout that this file belongs to, or in the home folder when installed."""
    root = Path(__file__).resolve().parents[1]
    home = root if (root / "Makefile").is_file() and (root / "pyproject.toml").is_file() else Path.home()
    return home / ".mission-control"
