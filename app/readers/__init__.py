"""Real files into events: ``recognise`` finds the reader, a reader is a pure function from bytes to events.

A reader raises BadFile (or UnknownFormat, which is one) for any bytes it cannot take, and nothing
else. Ids are computed from content: the same file read twice gives the same events.
"""

from app.readers.origin import Origin
from app.readers.reader import Reader
from app.readers.recognise import recognise
from app.readers.registry import READERS
from app.readers.source import Source

__all__ = ["READERS", "Origin", "Reader", "Source", "recognise"]
