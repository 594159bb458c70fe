"""Meeting by folder (C11): components name folders or packages, modules lie in them."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Final

from app.domain.correlate.meetings import Several
from app.domain.correlate.steps import Steps
from app.domain.graph import Node, NodeId
from app.domain.identity import normal_path

_WILD: Final = "*?["


def cleaned(path: str) -> str:
    """``/src/shop/**`` and ``src/x/../shop/`` mean the folder ``src/shop``; ``**`` and ``.`` mean everything.

    What leads out of the repository stays as it is, and covers nothing.
    """
    plain = normal_path(path)
    return plain if plain.startswith("..") else plain.rstrip("/*.")


def covers(path: str, module: Node) -> bool:
    """Whether a (cleaned) path of a component covers the module, by its file or by its dotted name."""
    file, name = normal_path(module.get("file_path", "")), module.id.key
    if any(mark in path for mark in _WILD):
        return fnmatchcase(file, f"{path}*") or fnmatchcase(name, f"{path}*")
    in_folder = f"{file}/".startswith(f"{path}/") or file == f"{path}.py"
    return not path or in_folder or f"{name}.".startswith(f"{path}.")


class ByPlace:
    """A tree of folders. A module hangs at its own place, a component at the folder that all it covers lie under."""

    def __init__(self) -> None:
        self._modules, self._components, self._folders = Several(), Several(), Several()
        self._grown: set[str] = set()
        self._known: dict[NodeId, set[str]] = {}

    def seek(self, seeker: NodeId, steps: Steps[Node]) -> None:
        """The module is, or has become, this."""
        for place in _places(steps):
            self._modules.add(place, seeker)
            self._grow(place)

    def offer(self, offer: NodeId, steps: Steps[Node]) -> Iterator[NodeId]:
        """The component is, or has become, this; the modules under its folders."""
        paths = {path for _, node in steps if node is not None for path in node.get("paths", [])}
        roots = {root for path in paths for root in _roots(path)} | self._known.get(offer, set())
        self._known[offer] = roots
        for root in roots:
            self._components.add(root, offer)
            yield from self._under(root)

    def near(self, steps: Steps[Node], _refused: int) -> Iterator[NodeId]:
        """The components that hang at a folder above the module."""
        seen: set[str] = set()
        for place in _places(steps):
            for folder in _upwards(place):
                if folder not in seen:
                    seen.add(folder)
                    yield from self._components.get(folder)

    def _grow(self, place: str) -> None:
        """Every folder knows what lies in it, up to the first that knew already."""
        for folder in _upwards(place):
            if folder in self._grown:
                return
            self._grown.add(folder)
            if (above := _above(folder)) is not None:
                self._folders.add(above, NodeId("", folder))

    def _under(self, root: str) -> Iterator[NodeId]:
        waiting = [root]
        while waiting:
            folder = waiting.pop()
            yield from self._modules.get(folder)
            waiting += [key for _, key in self._folders.get(folder)]


def _places(steps: Steps[Node]) -> set[str]:
    """Where the module lies: by file, without its ending, and by dotted name. Both begin with a mark of their own."""
    found: set[str] = set()
    for _, node in steps:
        if node is not None:
            found.add("." + node.id.key.replace(".", "/"))
            if path := normal_path(node.get("file_path", "")):
                found.add("/" + path.removesuffix(".py"))
    return found


def _roots(path: str) -> Iterable[str]:
    """The folders, of files and of names, under which all lies that a component's path can cover."""
    clean = cleaned(path)
    wild = min((clean.index(mark) for mark in _WILD if mark in clean), default=-1)
    fixed = clean if wild < 0 else clean[:wild].rpartition("/")[0]
    dotted = clean if wild < 0 else clean[:wild].rpartition(".")[0]
    return "/" + fixed.removesuffix(".py"), "." + dotted.replace(".", "/")


def _upwards(place: str) -> Iterator[str]:
    """The place itself, the folder it is in, and so on to the top."""
    folder: str | None = place
    while folder is not None:
        yield folder
        folder = _above(folder)


def _above(folder: str) -> str | None:
    mark, rest = folder[0], folder[1:]
    return None if not rest else mark + rest.rpartition("/")[0]
