"""Who reads the log, and how far each has come."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from app.api.documents.common import Doc
from app.desk import Desk
from app.use_cases.groups import groups

KEPT_S: Final = 2.0
"""However many pages ask, the log is looked at no more often: for each group that is behind a record is read."""
_KEY: Final = "api|groups"


def listed(desk: Desk, _arguments: Mapping[str, str]) -> Doc:
    """Every group: its position and the end of each partition, how far it is behind, who has which shares."""
    body = desk.cache.get(_KEY)
    if body is None:
        body = msgspec.json.encode({"now": desk.clock(), "groups": groups(desk)})
        desk.cache.put(_KEY, body, KEPT_S)
    found: dict[str, Any] = msgspec.json.decode(body)
    return found
