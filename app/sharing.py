"""Links that lead elsewhere: where share links are opened, and where a line of source is shown.

================  ==================================================================  ====================
variable          what it says                                                        without it
================  ==================================================================  ====================
``MC_SHARE_URL``  where share links lead to; who comes by its host needs one          where they were made
``MC_SHARE_KEY``  the secrets that sign links, commas between: the first signs, what  kept in MC_DATA
                  any of them signed is believed; the same for all processes
``MC_CODE``       the address of a line, with {path}, and {commit} {line} if wanted   on known hosts
================  ==================================================================  ====================
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.errors import SetupError

NAMES: Final = ("MC_SHARE_URL", "MC_SHARE_KEY", "MC_CODE")
SHORTEST: Final = 32
"""Characters that a secret has at least; nobody guesses so many."""


@dataclass(frozen=True)
class Sharing:
    """Where share links lead to (empty: to where they were made), the address of a line of source, and the secrets
    that sign, the newest first (none: each data folder has its own). Secrets are shown nowhere."""

    url: str = ""
    code: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)


NOWHERE_ELSE: Final = Sharing()


def read_sharing(environ: Mapping[str, str]) -> Sharing:
    """What these variables say of links. Raises SetupError."""
    url, code = (environ.get(name, "").strip() for name in ("MC_SHARE_URL", "MC_CODE"))
    if url and not re.fullmatch(r"https?://[^/\s]+/?", url):
        raise SetupError(f"MC_SHARE_URL takes an address such as https://share.example.org, found {url!r}")
    if code and not (re.match(r"https?://", code) and "{path}" in code):
        raise SetupError(f"MC_CODE takes an http address with {{path}}, and {{commit}} {{line}}; found {code!r}")
    return Sharing(url.rstrip("/"), code, _secrets(environ.get("MC_SHARE_KEY", "")))


def _secrets(text: str) -> tuple[str, ...]:
    secrets = tuple(part.strip() for part in text.split(",") if part.strip())
    if short := [str(number) for number, one in enumerate(secrets, 1) if len(one) < SHORTEST]:
        raise SetupError(
            f"MC_SHARE_KEY takes secrets of {SHORTEST} characters or more with commas between, as "
            f"`openssl rand -hex 32` makes them; number {short[0]} is shorter"
        )
    return secrets
