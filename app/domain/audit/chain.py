"""The chain: each entry of a tenant holds the digest of the one before, so that none can be changed, left out or put
in later without all that follow it saying so."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import msgspec

from app.domain.audit.deeds import Deed, Standing

Stood = tuple[str, str, str]
"""Tenant, iteration and subject: what a standing is of."""

TOLD_AGAIN: Final = ("suppression.declared", "iteration.declared", "cycle.detected")
"""Kinds that every analysis tells anew; one that changes nothing is no deed."""


class Head(NamedTuple):
    """The last entry of a tenant's chain: its number, from 1 on, and its digest."""

    number: int
    digest: str


FIRST: Final = Head(0, "")
"""Where every chain begins."""


class AuditEntry(msgspec.Struct, frozen=True):
    """A deed with its place in the chain of its tenant."""

    number: int
    previous: str
    digest: str
    deed: Deed


def entered(
    deeds: Iterable[Deed], heads: Mapping[str, Head], stood: Mapping[Stood, Standing]
) -> tuple[list[AuditEntry], dict[str, Head], dict[Stood, Standing]]:
    """The deeds as entries that follow the ``heads``, and the heads and standings that there are then.

    A deed that does not say how its subject stood gets that from the deed before it on the same subject.
    """
    last, standing, entries = dict(heads), dict(stood), []
    for deed in deeds:
        subject = (deed.tenant, deed.iteration, deed.subject)
        if deed.kind.endswith(TOLD_AGAIN) and standing.get(subject) == deed.after:
            continue
        whole = msgspec.structs.replace(deed, before=deed.before or standing.get(subject, {}))
        head = last.get(deed.tenant, FIRST)
        entry = AuditEntry(head.number + 1, head.digest, digest_of(head, whole), whole)
        entries.append(entry)
        last[deed.tenant] = Head(entry.number, entry.digest)
        standing[subject] = deed.after
    return entries, last, standing


def digest_of(head: Head, deed: Deed) -> str:
    """SHA-256, in hex, over the digest before, the number, and the deed as JSON with sorted keys."""
    said = msgspec.json.encode(deed, order="sorted")
    return hashlib.sha256(f"{head.digest}\n{head.number + 1}\n".encode() + said).hexdigest()


def broken(entries: Iterable[AuditEntry], end: Head | None = None) -> str:
    """What is wrong with a tenant's entries, given in order and leading to the ``end``; empty when nothing is.

    The first of them is believed about what came before it: that may have been kept long enough.
    """
    head: Head | None = None
    for entry in entries:
        if head is not None and (entry.number, entry.previous) != (head.number + 1, head.digest):
            return f"entry {entry.number} does not follow entry {head.number}: something was left out or put in"
        if digest_of(Head(entry.number - 1, entry.previous), entry.deed) != entry.digest:
            return f"entry {entry.number} is not what was written: its digest is another one"
        head = Head(entry.number, entry.digest)
    if head and end and head.number <= end.number and head != end:
        return f"the chain leads to entry {end.number}, and entry {head.number} is the last: something was left out"
    return ""
