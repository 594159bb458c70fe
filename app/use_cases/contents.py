"""What a search index holds, in two figures."""

import hashlib

import msgspec

from app.ports import SearchIndex


class Contents(msgspec.Struct, frozen=True):
    """How many documents, and a digest of all that they say; equal digests, equal answers."""

    documents: int
    digest: str


def contents(index: SearchIndex) -> Contents:
    """Read all of it. When a document was told is left out: the same story, told again, has the same digest."""
    digest, count = hashlib.sha256(), 0
    for document in index.documents():
        digest.update(msgspec.json.encode(msgspec.structs.replace(document, accepted=0)))
        count += 1
    return Contents(count, digest.hexdigest()[:32])
