"""Where the real servers are: variables that only count with ``MC_STORE=servers``.

======================  ========================================================  ===============================
variable                what it names                                             without it
======================  ========================================================  ===============================
``MC_POSTGRES``         ``postgresql://`` address of measures, jobs, audit log    all are SQLite files
``MC_REDIS``            ``redis://`` (or ``redis+cluster://``) of cache and bus   memory, and a SQLite file
``MC_OPENSEARCH``       ``http://`` address of the search index                   search is a SQLite file
``MC_NEO4J``            ``bolt://`` or ``neo4j://`` address of the graph          the graph is a SQLite file
``MC_NEO4J_USER``       the user that the graph's server knows us as              neo4j
``MC_NEO4J_PASSWORD``   that user's password                                      (none)
``MC_KAFKA``            brokers of the event log, host:port, comma separated      the log is a SQLite file
``MC_KAFKA_PREFIX``     what the names of its topics and groups begin with        trimodal.events.
``MC_REGISTRY``         ``http://`` address of the schema registry beside it      schemas are the package's own
``MC_NAMESPACE``        what our topics, schemas and indices begin with, so that  mission-control
                        several installations can share servers
======================  ========================================================  ===============================
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.errors import SetupError

NAMES: Final = (
    "MC_POSTGRES",
    "MC_REDIS",
    "MC_OPENSEARCH",
    "MC_NEO4J",
    "MC_NEO4J_USER",
    "MC_NEO4J_PASSWORD",
    "MC_KAFKA",
    "MC_KAFKA_PREFIX",
    "MC_REGISTRY",
    "MC_NAMESPACE",
)
_SERVERS: Final = ("MC_KAFKA", "MC_NEO4J", "MC_POSTGRES", "MC_REDIS", "MC_OPENSEARCH")
_PREFIX: Final = re.compile(r"[A-Za-z0-9._-]{1,200}")
_BROKERS: Final = re.compile(r"[^\s:,]+:\d{1,5}(,[^\s:,]+:\d{1,5})*")
_NAMESPACE: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")


@dataclass(frozen=True)
class Addresses:
    """One installation's servers; an empty address: that port stays with its file. Passwords are never shown."""

    postgres: str = field(default="", repr=False)
    redis: str = field(default="", repr=False)
    opensearch: str = field(default="", repr=False)
    namespace: str = "mission-control"
    neo4j: str = field(default="", repr=False)
    neo4j_user: str = "neo4j"
    neo4j_password: str = field(default="", repr=False)
    kafka: str = field(default="", repr=False)
    kafka_prefix: str = "trimodal.events."
    registry: str = field(default="", repr=False)


NOWHERE: Final = Addresses()
"""Everything in files."""


def read_addresses(environ: Mapping[str, str]) -> Addresses:
    """The servers that these variables name. Raises SetupError when they name none, or a namespace that is none."""
    found = {name: environ.get(name, "").strip() for name in NAMES}
    if not any(found[name] for name in _SERVERS):
        raise SetupError(
            f"MC_STORE=servers wants to know where they are: set some of {', '.join(_SERVERS)} (make engines starts "
            "them on this machine, and `python -m servers env` prints their addresses)"
        )
    namespace = _namespace(found["MC_NAMESPACE"] or NOWHERE.namespace)
    return Addresses(
        postgres=found["MC_POSTGRES"],
        redis=found["MC_REDIS"],
        opensearch=found["MC_OPENSEARCH"],
        namespace=namespace,
        neo4j=found["MC_NEO4J"],
        neo4j_user=found["MC_NEO4J_USER"] or NOWHERE.neo4j_user,
        neo4j_password=found["MC_NEO4J_PASSWORD"],
        kafka=_brokers(found["MC_KAFKA"]),
        kafka_prefix=_prefix(found["MC_KAFKA_PREFIX"] or _topics_of(namespace)),
        registry=found["MC_REGISTRY"],
    )


def _namespace(text: str) -> str:
    if not _NAMESPACE.fullmatch(text):
        raise SetupError(
            "MC_NAMESPACE takes up to 32 lower-case letters, digits and dashes, beginning with a letter; found "
            f"{text!r}"
        )
    return text


def _brokers(text: str) -> str:
    if text and not _BROKERS.fullmatch(text):
        raise SetupError(f"MC_KAFKA takes brokers such as 127.0.0.1:19092,127.0.0.1:19093, found {text!r}")
    return text


def _topics_of(namespace: str) -> str:
    """The topics' own names (domain 3.2); another installation than the usual one puts its name before them."""
    return NOWHERE.kafka_prefix if namespace == NOWHERE.namespace else f"{namespace}.{NOWHERE.kafka_prefix}"


def _prefix(text: str) -> str:
    if not _PREFIX.fullmatch(text):
        raise SetupError(
            f"MC_KAFKA_PREFIX takes up to 200 letters, digits, dots, dashes or underscores, found {text!r}"
        )
    return text
