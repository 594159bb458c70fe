"""When files that are in no commit were so: at the time of the newest, where that can be a clock.

Tools that build and unpack archives write times of their own: one for all files (1980, SOURCE_DATE_EPOCH), or
those of a release long ago. Such a folder is told at the moment of its first scan. The moment is kept beside
what was read, so that scanning the same content again for the same iteration tells nothing new.
"""

from typing import Final

from app.domain.events import DAY_MS
from app.domain.identity import derived_id
from app.domain.moments import LATEST_VALID
from app.scan.git import Commit
from app.scan.pack import Pack
from app.scan.request import ScanRequest
from app.scan.tree import FolderTree

BELIEVED_FOR: Final = 366 * DAY_MS
"""A folder whose newest file is older than this is not told at that file's time."""

BY_FILE: Final = "newest file"
BY_SCAN: Final = "moment of the scan"

_DIRTY: Final = "work tree differs from the commit"
_NO_GIT: Final = "not under git"


def clock_of(
    tree: FolderTree, head: Commit | None, request: ScanRequest, content: str, pack: Pack
) -> tuple[int, dict[str, str]]:
    """The time (ms), and what to remark about it."""
    if head is None and request.now_ms and not believable(tree, request.now_ms):
        at, clock = _first_scan(request, content, pack), BY_SCAN
    else:
        at, clock = max(tree.newest_ms, head.time_ms if head else 0), BY_FILE
    return min(max(at, DAY_MS + 1), LATEST_VALID - 1), {"clock": clock, "state": _DIRTY if head else _NO_GIT}


def believable(tree: FolderTree, now_ms: int) -> bool:
    """The files were written one after the other, the last of them not long ago and not in the future."""
    alike = len(tree.files) > 1 and tree.oldest_ms == tree.newest_ms
    return not alike and now_ms - BELIEVED_FOR <= tree.newest_ms <= now_ms + DAY_MS


def _first_scan(request: ScanRequest, content: str, pack: Pack) -> int:
    key = derived_id("first scan", request.tenant, request.project, request.iteration, content)
    kept = pack.get(key)
    if kept is None:
        pack.put(key, kept := str(request.now_ms).encode())
    return int(kept)
