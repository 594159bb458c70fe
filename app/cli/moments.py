"""The two clocks on the command line: ``--as-of`` and ``--known-at``."""

import argparse

from app.domain.moments import LATEST, AsOf, parse_moment
from app.errors import BadRequest


def add_moment(parser: argparse.ArgumentParser) -> None:
    """Look at the past: as it was then, and as it was known then."""
    parser.add_argument("--as-of", default="", metavar="TIME", help="as it was then: ISO 8601 with zone, or ms")
    parser.add_argument("--known-at", default="", metavar="TIME", help="as far as it was known then")


def moment_of(given: argparse.Namespace, address: AsOf) -> AsOf:
    """The moment asked for; the address (a commit) bounds it already. Raises BadRequest."""
    valid, known = moment_in("--as-of", given.as_of), moment_in("--known-at", given.known_at)
    asked = AsOf.at(valid, known)
    return AsOf(min(asked.valid, address.valid), min(asked.known, address.known))


def moment_in(name: str, text: str) -> int | None:
    """The moment (ms) that an option names; none for an empty one. Raises BadRequest."""
    if not text:
        return None
    try:
        moment = parse_moment(text)
    except (ValueError, OverflowError) as flaw:
        raise BadRequest(
            f"{name} takes ISO 8601 with a zone (2026-11-04T12:00:00Z) or milliseconds: {flaw}"
        ) from flaw
    if not 0 <= moment < LATEST >> 20:
        raise BadRequest(f"{name}: {text} is outside all that can be stored")
    return moment
