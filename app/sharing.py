"""Links that lead elsewhere: where share links are opened, and where a line of source is shown.

================  ==================================================================  ====================
variable          what it says                                                        without it
================  ==================================================================  ====================
``MC_SHARE_URL``  where share links lead to; who comes by its host needs one          where they were made
``MC_CODE``       the address of a line, with {path}, and {commit} {line} if wanted   on known hosts
================  ==================================================================  ====================
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.errors import SetupError


@dataclass(frozen=True)
class Sharing:
    """Where share links lead to (empty: to where they were made), and the address of a line of source."""

    url: str = ""
    code: str = ""


NOWHERE_ELSE: Final = Sharing()


def read_sharing(environ: Mapping[str, str]) -> Sharing:
    """What these variables say of links. Raises SetupError."""
    url, code = (environ.get(name, "").strip() for name in ("MC_SHARE_URL", "MC_CODE"))
    if url and not re.fullmatch(r"https?://[^/\s]+/?", url):
        raise SetupError(f"MC_SHARE_URL takes an address such as https://share.example.org, found {url!r}")
    if code and not (re.match(r"https?://", code) and "{path}" in code):
        raise SetupError(f"MC_CODE takes an http address with {{path}}, and {{commit}} {{line}}; found {code!r}")
    return Sharing(url.rstrip("/"), code)
