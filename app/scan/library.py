"""The facts of files, each content read and parsed once: in this scan, and in all that share its pack."""

from collections.abc import Callable

import msgspec

from app.scan.facts import FileFacts, facts_of, with_imports
from app.scan.pack import Pack
from app.scan.tree import Tree

Accepts = Callable[[bytes], bool]
"""Whether a source that this Python cannot parse is Python of a newer version."""


class Library:
    """Answers from memory, else from the pack, else by reading the file."""

    def __init__(self, pack: Pack, accepts: Accepts) -> None:
        self._pack = pack
        self._accepts = accepts
        self._known: dict[str, FileFacts] = {}
        self._decode = msgspec.msgpack.Decoder(FileFacts).decode

    def facts(self, tree: Tree, path: str) -> FileFacts:
        """The facts of this file. Raises BadRequest when it cannot be read."""
        content = tree.files[path]
        if content not in self._known:
            self._known[content] = self._recall(tree, path)
        return self._known[content]

    def _recall(self, tree: Tree, path: str) -> FileFacts:
        key = tree.key(path)
        if kept := self._pack.get(key):
            return self._decode(kept)
        made = self._read(tree.read(path))
        self._pack.put(key, msgspec.msgpack.encode(made))
        return made

    def _read(self, source: bytes) -> FileFacts:
        facts = facts_of(source)
        if facts.large or not facts.flaw or not self._accepts(source):
            return facts
        return with_imports(facts, source)
