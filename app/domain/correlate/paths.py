"""Rules that join by where a file lies: artifact to module (C5, C6), module to component (C11)."""

from collections.abc import Sequence

from app.domain import labels
from app.domain.correlate.outcomes import (
    PATH_EXACT,
    PATH_FUZZY,
    Offers,
    all_of,
    link,
    pending,
    review,
)
from app.domain.correlate.timelines import Decided
from app.domain.graph import EdgeId, Node
from app.domain.identity import normal_path

FEWEST_COMMON_PARTS = 2
"""A fuzzy match needs the file name and at least one folder above it to agree."""


def file_name(path: str) -> str:
    """The last part of a path."""
    return normal_path(path).rpartition("/")[2]


def contains(artifact: Node, modules: Offers) -> Decided:
    """C5: the same repository-relative path. C6: the same file name and the one longest common tail."""
    path = normal_path(artifact.get("file_path", ""))
    if not path:
        return {}
    placed = [(m, normal_path(m.get("file_path", ""))) for m in modules if m.get("file_path")]
    exact = [m for m, where in placed if where == path]
    if exact:
        return all_of(
            link(
                EdgeId(labels.CONTAINS, artifact.id, m.id),
                "C5",
                1.0,
                PATH_EXACT,
                f"Artifact and module {m.id.key} have the same path {path}.",
            )
            for m in exact
        )
    return _fuzzy(artifact, path, placed)


def _fuzzy(artifact: Node, path: str, placed: Sequence[tuple[Node, str]]) -> Decided:
    scored = sorted(((common_tail(path, where), m.id) for m, where in placed), key=lambda s: (-s[0], s[1]))
    scored = [s for s in scored if s[0] >= FEWEST_COMMON_PARTS]
    if not scored:
        sentence = f"No module lies at {path}, nor at a path that ends alike."
        return all_of([pending("C5", artifact.id, path, sentence)])
    best = [module for length, module in scored if length == scored[0][0]]
    if len(best) > 1:
        names = ", ".join(m.key for m in best)
        sentence = f"{path} ends like the paths of {len(best)} modules alike: {names}."
        return all_of([review("C6", artifact.id, (m.uid for m in best), sentence)])
    sentence = (
        f"{path} and the path of module {best[0].key} share their last {scored[0][0]} parts, and no other does."
    )
    return all_of([link(EdgeId(labels.CONTAINS, artifact.id, best[0]), "C6", 0.7, PATH_FUZZY, sentence)])


def common_tail(a: str, b: str) -> int:
    """How many parts two paths share, counted from the end."""
    count = 0
    for left, right in zip(reversed(a.split("/")), reversed(b.split("/")), strict=False):
        if left != right:
            break
        count += 1
    return count


def belongs_to(module: Node, components: Offers) -> Decided:
    """C11: the component with the longest path that the module's file path, or dotted name, starts with."""
    path = normal_path(module.get("file_path", ""))
    fitting = [
        (len(prefix), component.id, prefix)
        for component in components
        for prefix in component.get("paths", [])
        if _lies_under(path, module.id.key, prefix)
    ]
    if not fitting:
        return {}
    _, component, prefix = max(fitting, key=lambda f: (f[0], f[1]))
    sentence = f"{path or module.id.key} lies under {prefix} of component {component.key}."
    return all_of([link(EdgeId(labels.BELONGS_TO, module.id, component), "C11", 1.0, PATH_EXACT, sentence)])


def _lies_under(path: str, dotted: str, prefix: str) -> bool:
    folder = normal_path(prefix.removesuffix("/**").removesuffix("/*"))
    under_path = path == folder or path.startswith(f"{folder}/") or path == f"{folder}.py"
    return bool(folder) and (under_path or dotted == prefix or dotted.startswith(f"{prefix}."))
