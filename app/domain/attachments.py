"""Where the bytes of an attachment lie: below the folder of all that is kept, named after their content."""

import re
from typing import Final

FOLDER: Final = "attachments"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def place_of(sha256: str) -> str:
    """``attachments/ab/abcdef…``; empty for what is no digest, so that nothing else is ever opened."""
    return f"{FOLDER}/{sha256[:2]}/{sha256}" if _DIGEST.fullmatch(sha256) else ""
