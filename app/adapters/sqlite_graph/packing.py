"""Compression (Zstandard), with a working space per thread: it must not be shared."""

import threading

import zstandard


class _Spaces(threading.local):
    def __init__(self) -> None:
        self.packer = zstandard.ZstdCompressor(level=1)
        self.unpacker = zstandard.ZstdDecompressor()


_spaces = _Spaces()


def press(plain: bytes | bytearray) -> bytes:
    """The bytes, smaller."""
    return _spaces.packer.compress(plain)


def unpress(pressed: bytes | memoryview) -> bytes:
    """What ``press`` was given."""
    return _spaces.unpacker.decompress(pressed)
