"""What leads from one answer to the next, so that of a large one only what changed has to travel.

A change is a list that begins with its kind (``assets/difference.js`` applies it):

- ``["=", value]``: the value instead of what was there;
- ``["{", {name: change}, [name]]``: a map of which these fields change, and these go;
- ``["[", [run], {place: change}]``: a list put together of runs of the old one (``[start, count]``) and of new items
  (``[value]``), in which the items at these places (in the new list) then change.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import msgspec

Change = list[Any]

_NAMED: Final = "id"
UNBOUNDED: Final = 10**9


def difference(before: Any, after: Any, most: int = UNBOUNDED) -> Change | None:
    """The change from one value to another, as they travel: dicts and structures, lists and tuples, texts, numbers;
    None when they are equal. Where more than ``most`` things differ, all of the value.

    Items of a list are told apart by their ``id`` where all have one and no two the same, else by their place.
    """
    if _same(before, after):
        return None
    try:
        return _Differing(most).change(before, after)
    except _TooMany:
        return ["=", after]


class _TooMany(Exception):
    """More differs than is worth to be told one by one."""


class _Differing:
    """Two values that are not the same; it is counted how many things in them are not."""

    def __init__(self, most: int) -> None:
        self._left = most

    def change(self, before: Any, after: Any) -> Change:
        """What leads from one to the other."""
        self._left -= 1
        if self._left < 0:
            raise _TooMany
        if isinstance(before, dict | msgspec.Struct) and isinstance(after, dict | msgspec.Struct):
            were, are = _named(before), _named(after)
            return ["{", dict(self._fields(were, are)), [name for name in were if name not in are]]
        if isinstance(before, list | tuple) and isinstance(after, list | tuple):
            return self._of_lists(before, after)
        return ["=", after]

    def _fields(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Change]]:
        for name, value in after.items():
            if name not in before:
                yield name, ["=", value]
            elif not _same(before[name], value):
                yield name, self.change(before[name], value)

    def _of_lists(self, before: Sequence[Any], after: Sequence[Any]) -> Change:
        were, are = _called(before), _called(after)
        if were == are:  # nothing came, went or moved, as is usual: no more than what changed is looked at
            return ["[", [[0, len(after)]] if after else [], dict(self._changes(range(len(after)), before, after))]
        origins = _origins(were, are)
        return ["[", list(_runs(origins, after)), dict(self._changes(origins, before, after))]

    def _changes(
        self, origins: Iterable[int], before: Sequence[Any], after: Sequence[Any]
    ) -> Iterator[tuple[str, Change]]:
        kept = [(place, before[origin], after[place]) for place, origin in enumerate(origins) if origin >= 0]
        for place, was, now in [item for item in kept if item[1] is not item[2] and item[1] != item[2]]:
            yield str(place), self.change(was, now)


def _same(before: Any, after: Any) -> bool:
    return before is after or (before == after and type(before) is type(after))


def _named(value: dict[str, Any] | msgspec.Struct) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    names = zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True)
    return {sent: getattr(value, name) for sent, name in names}


def _called(items: Sequence[Any]) -> list[Any]:
    return [item.get(_NAMED) if isinstance(item, dict) else getattr(item, _NAMED, None) for item in items]


def _origins(were: Sequence[Any], are: Sequence[Any]) -> list[int]:
    """Per item of the new list the place of the old one that it was; -1 for what came."""
    if not _tell_apart(were) or not _tell_apart(are):
        return [place if place < len(were) else -1 for place in range(len(are))]
    places = {name: place for place, name in enumerate(were)}
    return [places.get(name, -1) for name in are]


def _tell_apart(names: Sequence[Any]) -> bool:
    return all(isinstance(name, str) for name in names) and len(set(names)) == len(names)


def _runs(origins: list[int], after: Sequence[Any]) -> Iterator[list[Any]]:
    """What follows each other in both lists is one run."""
    for _, group in groupby(enumerate(origins), lambda pair: pair[1] - pair[0] if pair[1] >= 0 else None):
        run = list(group)
        if run[0][1] >= 0:
            yield [run[0][1], len(run)]
        else:
            yield from ([after[place]] for place, _ in run)
