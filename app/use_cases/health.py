"""Do the ports answer? One by one, so that the one that does not is named."""

from app.desk import Desk
from app.errors import StoreUnavailable

PORTS = ("log", "graph", "metrics", "search", "cache", "bus", "jobs")


def check_all(desk: Desk) -> None:
    """Return when every port answers. Raises what the first one that does not raised."""
    for name in PORTS:
        getattr(desk, name).ping()


def health(desk: Desk) -> dict[str, str]:
    """Per port ``ok``, or what is wrong in one line."""
    return {name: _answer(desk, name) for name in PORTS}


def _answer(desk: Desk, name: str) -> str:
    try:
        getattr(desk, name).ping()
    except StoreUnavailable as flaw:
        return str(flaw) or "does not answer"
    return "ok"
