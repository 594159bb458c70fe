"""The audit log once more from archive and log, compared with the one in use; it may take its place."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

import msgspec

from app.desk import Desk
from app.domain.audit import Deed, Head, Standing, Stood, entered
from app.domain.events import TOPICS
from app.ports import Positions
from app.use_cases.audit import AUDIT
from workers.audit import deed_in
from workers.positions import after, within
from workers.rebuild import Say

PAGE: Final = 5_000


class Reread(msgspec.Struct, frozen=True):
    """How it went: per tenant the end of the chain in use, and of the one that archive and log give; how many entries
    the latter has; and whether it is in use now."""

    live: Mapping[str, Head]
    told: Mapping[str, Head]
    entries: int
    replaced: bool = False

    @property
    def agrees(self) -> bool:
        """Whether both are the same, to the last digit of the last digest."""
        return dict(self.live) == dict(self.told)


def reread(desk: Desk, say: Say, *, replace: bool = False) -> Reread:
    """Read all that the audit log has read, once more; where it says something else, replace it if that is wanted."""
    live, bounds = _as_it_is(desk)
    told: dict[str, Head] = {}
    standing: dict[Stood, Standing] = {}
    count, deeds = 0, _deeds(desk, bounds, say)
    while page := list(islice(deeds, PAGE)):
        entries, told, standing = entered(page, told, standing)
        count += len(entries)
    done = Reread(live, told, count)
    if done.agrees or not replace:
        return done
    desk.audit.anew(AUDIT, bounds, _deeds(desk, bounds, say))
    return msgspec.structs.replace(done, replaced=True)


def _as_it_is(desk: Desk) -> tuple[Mapping[str, Head], dict[str, int]]:
    """The ends of the chains, and the positions that belong to them, whoever adds to them meanwhile."""
    while True:
        positions = desk.audit.positions(AUDIT)
        heads = desk.audit.heads()
        if desk.audit.positions(AUDIT) == positions:
            return heads, positions


def _deeds(desk: Desk, bounds: Positions, say: Say) -> Iterator[Deed]:
    """Each as it was told first: what is judged again, after a restore say, is published again."""
    told: set[tuple[str, str, str, int]] = set()
    for deed in _told(desk, bounds, say):
        if deed.name not in told:
            told.add(deed.name)
            yield deed


def _told(desk: Desk, bounds: Positions, say: Say) -> Iterator[Deed]:
    positions: dict[str, int] = {}
    read = 0
    while records := desk.log.read(TOPICS, positions, PAGE):
        mine = [record for record in records if within(record, bounds)]
        yield from (deed for record in mine if (deed := deed_in(record, desk.tenant)))
        read += len(mine)
        say(read)
        if not mine:
            return
        positions |= after(records)
