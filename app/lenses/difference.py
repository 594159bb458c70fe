"""What leads from one answer to the next, so that of a large one only what changed has to travel.

A change is a list that begins with its kind (``assets/difference.js`` applies it):

- ``["=", value]``: the value instead of what was there;
- ``["{", {name: change}, [name]]``: a map of which these fields change, and these go;
- ``["[", [run], {place: change}]``: a list put together of runs of the old one (``[start, count]``) and of new items
  (``[value]``), in which the items at these places (in the new list) then change.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import msgspec

Change = list[Any]

_NAMED: Final = "id"


def difference(before: Any, after: Any) -> Change | None:
    """The change from one value to another, as they travel: dicts and structures, lists and tuples, texts, numbers;
    None when they are equal.

    Items of a list are told apart by their ``id`` where all have one and no two the same, else by their place.
    """
    if before is after or (before == after and type(before) is type(after)):
        return None
    if isinstance(before, dict | msgspec.Struct) and isinstance(after, dict | msgspec.Struct):
        were, are = _named(before), _named(after)
        return ["{", dict(_fields(were, are)), [name for name in were if name not in are]]
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        return _of_lists(before, after)
    return ["=", after]


def _named(value: dict[str, Any] | msgspec.Struct) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    names = zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True)
    return {sent: getattr(value, name) for sent, name in names}


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Change]]:
    for name, value in after.items():
        change = difference(before[name], value) if name in before else ["=", value]
        if change is not None:
            yield name, change


def _of_lists(before: Sequence[Any], after: Sequence[Any]) -> Change:
    origins = _origins(before, after)
    changes = {
        str(place): change
        for place, origin in enumerate(origins)
        if origin >= 0
        and before[origin] is not after[place]
        and (change := difference(before[origin], after[place])) is not None
    }
    return ["[", list(_runs(origins, after)), changes]


def _origins(before: Sequence[Any], after: Sequence[Any]) -> list[int]:
    """Per item of the new list the place of the old one that it was; -1 for what came."""
    were, are = _names(before), _names(after)
    if were is None or are is None:
        return [place if place < len(before) else -1 for place in range(len(after))]
    places = {name: place for place, name in enumerate(were)}
    return [places.get(name, -1) for name in are]


def _names(items: Sequence[Any]) -> list[str] | None:
    found = (item.get(_NAMED) if isinstance(item, dict) else getattr(item, _NAMED, None) for item in items)
    names = [name for name in found if isinstance(name, str)]
    return names if len(set(names)) == len(items) else None


def _runs(origins: list[int], after: Sequence[Any]) -> Iterator[list[Any]]:
    """What follows each other in both lists is one run."""
    for _, group in groupby(enumerate(origins), lambda pair: pair[1] - pair[0] if pair[1] >= 0 else None):
        run = list(group)
        if run[0][1] >= 0:
            yield [run[0][1], len(run)]
        else:
            yield from ([after[place]] for place, _ in run)
