"""What the database must have before it is used: constraints and indexes, brought up to date in versioned steps."""

from typing import Final

from app.adapters.neo4j_graph.database import Neo4jDatabase, Run
from app.adapters.queries import load_queries
from app.errors import SchemaTooNew

QUERIES: Final = {**load_queries("neo4j_graph.cypher"), **load_queries("neo4j_live.cypher")}
STEPS: Final = (QUERIES["schema"],)
"""``STEPS[n]`` brings the schema from version n to n + 1. A step may be taken twice: Neo4j keeps no two kinds of
change in one transaction, so whoever dies in between leaves it to the next."""


def bring_up_to_date(database: Neo4jDatabase) -> None:
    """Take the steps that are missing. Raises SchemaTooNew and StoreUnavailable."""
    database.run(QUERIES["one-version"])
    found = database.write(_version) or 0
    if found > len(STEPS):
        raise SchemaTooNew(
            f"the graph in Neo4j at {database.url} was written by a newer version (its schema is {found}, this "
            f"program knows up to {len(STEPS)}): upgrade the program"
        )
    for number, step in enumerate(STEPS[found:], start=found + 1):
        for statement in statements(step):
            database.run(statement)
        database.run(QUERIES["set-version"], version=number)


def statements(step: str) -> list[str]:
    """The statements of one step."""
    lines = (line for line in step.splitlines() if not line.startswith("//"))
    return [text for part in "\n".join(lines).split(";") if (text := part.strip())]


def _version(transaction: Run) -> int:
    (record,) = transaction.run(QUERIES["version"])
    return int(record[0])
