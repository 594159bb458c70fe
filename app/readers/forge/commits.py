"""Pushed commits as events: points on the project's timeline."""

from collections.abc import Iterator
from typing import NamedTuple

from app.domain.events import Event
from app.domain.payloads.common import CommitSeen
from app.readers.origin import Origin, Stamp, clipped


class Pushed(NamedTuple):
    """A commit with its time in ms."""

    sha: str
    message: str
    at: int
    author: str = ""


def commit_events(origin: Origin, format_name: str, pushed: list[Pushed], tag: str = "") -> Iterator[Event]:
    """``acc.commit.seen`` for each; the tag is the last one's. What trailers say is left to others."""
    stamp = Stamp(origin, format_name, "commits")
    for index, one in enumerate(pushed):
        title = clipped(one.message.strip().partition("\n")[0], 200)
        named = tag if index == len(pushed) - 1 else ""
        seen = CommitSeen(commit=one.sha, title=title, tag=named, author=one.author)
        natural = f"{one.sha}|{one.at}|{named}"
        yield stamp.event("acc.commit.seen", one.at, one.sha, seen, place=one.sha, natural=natural, commit=one.sha)
