"""From lists of names to the columns of a map."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Final

import numpy as np

from app.lenses.tones import CONTRACT, MODULE, SCENARIO, TASK, Face
from app.lenses.views.mapping import KINDS, TIES, Column, Ground, MapView, Region

FACES: Final = tuple(dict.fromkeys((*TASK.values(), *SCENARIO.values(), *CONTRACT.values(), *MODULE.values())))
"""Every face that a node of a map can show."""

_FACE: Final = {face: at for at, face in enumerate(FACES)}
_KIND: Final = {kind: at for at, kind in enumerate(KINDS)}
_TIE: Final = {tie: at for at, tie in enumerate(TIES)}

Pairs = Sequence[tuple[str, str]]
Places = tuple[Column, Column, Column, tuple[Region, ...]]
"""The columns x, y and homes of a list of nodes, and the regions that homes point into."""


def ground(named: Sequence[tuple[str, str, str]], places: Places, pairs: Pairs) -> Ground:
    """The ground of nodes ``(uid, name, kind)`` that stand at the places, joined by pairs of uids."""
    index = {uid: at for at, (uid, _, _) in enumerate(named)}
    sources = np.array([index[a] for a, _ in pairs], dtype=np.int32)
    targets = np.array([index[b] for _, b in pairs], dtype=np.int32)
    kinds = np.array([_KIND.get(kind, 0) for _, _, kind in named], dtype=np.uint8)
    x, y, homes, regions = places
    columns = (kinds, x, y, homes, sources, targets)
    uids, names = tuple(uid for uid, _, _ in named), tuple(name for _, name, _ in named)
    mark = _mark([repr((uids, names, regions)).encode(), *(column.tobytes() for column in columns)])
    return Ground(uids, names, kinds, x, y, homes, regions, sources, targets, mark)


def shown(lens: str, on: Ground, faces: Mapping[str, Face], ties: Iterable[str]) -> MapView:
    """The map: per uid its face, per line of the ground its kind. A face that no map knows shows as failed."""
    failed = _FACE[SCENARIO["FAILED"]]
    states = np.array([_FACE.get(faces[uid], failed) for uid in on.ids], dtype=np.uint8)
    tied = np.array([_TIE[tie] for tie in ties], dtype=np.uint8)
    version = _mark([lens.encode(), on.mark.encode(), states.tobytes(), tied.tobytes()])
    return MapView(lens, on, states, tied, FACES, version)


def _mark(parts: Iterable[bytes]) -> str:
    digest = blake2b(digest_size=10)
    for part in parts:
        digest.update(part)
    return digest.hexdigest()
