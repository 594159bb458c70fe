"""What leads from one map to the next: what is gone, what came, what stands elsewhere or shows another state."""

import numpy as np

from app.lenses.views.mapping import Column, Ground, Lines, MapPatch, MapView


def patch(old: MapView, new: MapView) -> MapPatch:
    """The patch that makes the new map of the old one. Both must be of one lens."""
    was, now = old.ground, new.ground
    since = _since(was, now)
    came = np.flatnonzero(since < 0).astype(np.int32)
    at = _differing(old, new, since)
    return MapPatch(
        before=old.version,
        version=new.version,
        gone=_missing(since, len(was.ids)),
        came=came,
        ids=tuple(now.ids[n] for n in came),
        labels=tuple(now.labels[n] for n in came),
        at=at,
        kinds=now.kinds[at],
        x=now.x[at],
        y=now.y[at],
        homes=now.homes[at],
        states=new.states[at],
        lines=_lines(old, new, since),
        regions=None if was.regions == now.regions else now.regions,
    )


def _since(was: Ground, now: Ground) -> Column:
    """Where each node of the new map stood in the old one; -1 for those that came."""
    if was is now or was.ids == now.ids:
        return np.arange(len(now.ids), dtype=np.int32)
    index = {uid: at for at, uid in enumerate(was.ids)}
    return np.array([index.get(uid, -1) for uid in now.ids], dtype=np.int32)


def _missing(since: Column, count: int) -> Column:
    """Indices of the old nodes that nothing new comes from."""
    kept = np.zeros(count, dtype=bool)
    kept[since[since >= 0]] = True
    return np.flatnonzero(~kept).astype(np.int32)


def _differing(old: MapView, new: MapView, since: Column) -> Column:
    """Indices of the new nodes that came, or differ in anything."""
    was, now, kept = old.ground, new.ground, np.maximum(since, 0)
    if not len(was.ids):
        return np.arange(len(now.ids), dtype=np.int32)
    differs = (since < 0) | (old.states[kept] != new.states)
    for before, after in ((was.kinds, now.kinds), (was.x, now.x), (was.y, now.y), (was.homes, now.homes)):
        differs |= before[kept] != after
    return np.flatnonzero(differs).astype(np.int32)


def _lines(old: MapView, new: MapView, since: Column) -> Lines:
    was, now = old.ground, new.ground
    if was is now and np.array_equal(old.ties, new.ties):
        none = np.zeros(0, dtype=np.int32)
        return Lines(none, none, none, none.astype(np.uint8))
    moved = np.full(len(was.ids) + 1, -1, dtype=np.int64)
    moved[since] = np.arange(len(since))
    moved[-1] = -1  # where nothing was, nothing is
    before = _keys(moved[was.sources], moved[was.targets], old.ties, len(now.ids))
    after = _keys(now.sources, now.targets, new.ties, len(now.ids))
    came = np.flatnonzero(~np.isin(after, before))
    gone = np.flatnonzero(~np.isin(before, after)).astype(np.int32)
    return Lines(gone, now.sources[came], now.targets[came], new.ties[came])


def _keys(sources: Column, targets: Column, ties: Column, count: int) -> Column:
    """One number per line; negative where an end is gone."""
    keys = (sources.astype(np.int64) * count + targets) * 16 + ties
    return np.where((sources < 0) | (targets < 0), -1, keys)
