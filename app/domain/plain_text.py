"""Text that programs wrote for a terminal, without what only a terminal understands."""

import re
from typing import Final

_COLOURS: Final = re.compile(r"(?:\x1b|#x1B)(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)")
"""Control sequences (ECMA-48): colours, movements, titles. pytest spells their first byte ``#x1B`` in JUnit XML."""

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def uncoloured(text: str) -> str:
    """The text without control sequences; everything else stays as it is."""
    return _COLOURS.sub("", text) if "\x1b" in text or "#x1B" in text else text


def harmless(text: str) -> str:
    """The text as a terminal may show it: no control sequences, and no control characters but tab and line end."""
    return _CONTROLS.sub("\ufffd", uncoloured(text).replace("\r\n", "\n"))
