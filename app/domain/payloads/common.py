"""What all payloads share, and the payloads that every stream may send."""

from typing import Final

import msgspec


class Payload(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=False):
    """The base of every payload; unknown extra fields are accepted and dropped (domain 3.5).

    None can hold itself, so the garbage collector need not look at them.
    """


class IterationDeclared(Payload, frozen=True):
    """Says what an iteration is and which streams its verdict requires (R-28); it may come from any stream.

    Several declarations of one iteration add up: a stream is required when any of them names it, or
    when it has reported at all. Without a declaration all three are required.
    """

    required_streams: list[str]
    version: str = ""
    title: str = ""
    environment: str = "production"


class BatchRetracted(Payload, frozen=True):
    """Takes back everything that one ingest (``batch_id``) stated, as a correction."""

    batch_id: str
    reason: str = ""


class CommitSeen(Payload, frozen=True):
    """A commit on the project's timeline; it becomes an iteration that can be picked (R-33)."""

    commit: str
    title: str = ""
    tag: str = ""
    author: str = ""


class StreamWaived(Payload, frozen=True):
    """A named person answers for a stream that has no result, until a date (R-29)."""

    by: str
    reason: str
    until: int


DECISIONS: Final = ("accepted", "rejected", "withdrawn")
"""What a person can decide about a link."""


class LinkDecided(Payload, frozen=True):
    """A person's word on a link (C14): it wins over every method, until it is withdrawn or decided anew.

    ``kind``, ``source`` and ``target`` name the edge (``source`` and ``target`` as ``Label/key``);
    ``decision`` is accepted, rejected or withdrawn (the methods decide again).
    """

    kind: str
    source: str
    target: str
    decision: str
    by: str
    reason: str


class ExpiryPassed(Payload, frozen=True):
    """Something that held until a date holds no longer: the verdict is asked again at the event's valid time.

    ``what`` is suppression, waiver, override or approval, ``subject`` its id.
    """

    what: str
    subject: str
