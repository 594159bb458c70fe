"""What leads from one plain answer to the next, so that of a large one only what changed has to travel.

A change is a list that begins with its kind (``assets/difference.js`` applies it):

- ``["=", value]``: the value instead of what was there;
- ``["{", {name: change}, [name]]``: a map of which these fields change, and these go;
- ``["[", [run], {place: change}]``: a list put together of runs of the old one (``[start, count]``) and of new items
  (``[value]``), in which the items at these places (in the new list) then change.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

Change = list[Any]

_NAMED: Final = "id"


def difference(before: Any, after: Any) -> Change | None:
    """The change from one plain value (dicts, lists, texts, numbers) to another; None when they are equal.

    Items of a list are told apart by their ``id`` where all have one and no two the same, else by their place.
    """
    if before == after and type(before) is type(after):
        return None
    if isinstance(before, dict) and isinstance(after, dict):
        gone = [name for name in before if name not in after]
        return ["{", dict(_fields(before, after)), gone]
    if isinstance(before, list) and isinstance(after, list):
        return _of_lists(before, after)
    return ["=", after]


def _fields(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, Change]]:
    for name, value in after.items():
        change = difference(before[name], value) if name in before else ["=", value]
        if change is not None:
            yield name, change


def _of_lists(before: list[Any], after: list[Any]) -> Change:
    origins = _origins(before, after)
    changes = {
        str(place): change
        for place, origin in enumerate(origins)
        if origin >= 0 and (change := difference(before[origin], after[place])) is not None
    }
    return ["[", list(_runs(origins, after)), changes]


def _origins(before: list[Any], after: list[Any]) -> list[int]:
    """Per item of the new list the place of the old one that it was; -1 for what came."""
    were, are = _names(before), _names(after)
    if were is None or are is None:
        return [place if place < len(before) else -1 for place in range(len(after))]
    places = {name: place for place, name in enumerate(were)}
    return [places.get(name, -1) for name in are]


def _names(items: list[Any]) -> list[str] | None:
    found = (item.get(_NAMED) if isinstance(item, dict) else None for item in items)
    names = [name for name in found if isinstance(name, str)]
    return names if len(set(names)) == len(items) else None


def _runs(origins: list[int], after: list[Any]) -> Iterator[list[Any]]:
    """What follows each other in both lists is one run."""
    for _, group in groupby(enumerate(origins), lambda pair: pair[1] - pair[0] if pair[1] >= 0 else None):
        run = list(group)
        if run[0][1] >= 0:
            yield [run[0][1], len(run)]
        else:
            yield from ([after[place]] for place, _ in run)
