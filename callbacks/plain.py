"""Views as plain data for the browser; the plain form of a view that use cases remember is kept beside it."""

from collections import OrderedDict
from threading import Lock
from typing import Any, Final

import msgspec

from app.lenses.views import View

_MOST: Final = 128
_KEPT: OrderedDict[int, tuple[View, Any]] = OrderedDict()
_LOCK: Final = Lock()


def plain(view: View) -> Any:
    """Dicts, lists, texts and numbers. The answer is shared: do not change it."""
    with _LOCK:
        kept = _KEPT.get(id(view))
        if kept and kept[0] is view:
            _KEPT.move_to_end(id(view))
            return kept[1]
    made = msgspec.to_builtins(view)
    with _LOCK:
        _KEPT[id(view)] = (view, made)
        while len(_KEPT) > _MOST:
            _KEPT.popitem(last=False)
    return made
