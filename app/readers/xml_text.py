"""XML as people's tools write it: without the control characters that the standard forbids and output is full of.

Terminal colours in a failure's text would otherwise cost the whole report. Each becomes ``?``, written out or as a
reference (``&#27;``); everything else stays as it is. UTF-16 is left alone: there such bytes are halves of letters.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

_BAD: Final = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_CLEAN: Final = bytes.maketrans(_BAD, b"?" * len(_BAD))
_REFERENCE: Final = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bBcCeEfF]|1[\da-fA-F]));")
_LONGEST: Final = 12
"""How many bytes at the end of a piece may be the beginning of a reference."""


def cleaned(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces without forbidden control characters."""
    held, plain = b"", None
    for piece in pieces:
        if plain is None:
            plain = b"\x00" not in piece[:4] and not piece.startswith((b"\xff\xfe", b"\xfe\xff"))
        if not plain:
            yield piece
            continue
        text = (held + piece).translate(_CLEAN)
        cut = text.rfind(b"&", max(0, len(text) - _LONGEST))
        held = text[cut:] if cut >= 0 and b";" not in text[cut:] else b""
        text = text[: len(text) - len(held)]
        yield _REFERENCE.sub(b"?", text) if b"&#" in text else text
    if held:
        yield held
