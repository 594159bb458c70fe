"""From an address to a scope and a moment: ``iteration``, or ``iteration@commit`` on a project's timeline (R-33)."""

from collections.abc import Sequence
from difflib import get_close_matches

from app.domain import labels
from app.domain.graph import Node, Scope
from app.domain.moments import NOW, AsOf
from app.errors import UnknownIteration
from app.ports import GraphStore
from app.use_cases.looking import looking

FEWEST_DIGITS = 4
"""So many digits of a commit have to be named at least."""


def resolve(graph: GraphStore, tenant: str, iteration: str) -> tuple[Scope, AsOf]:
    """The scope, and the moment that bounds it: no bound for a whole iteration, the commit's time for a commit.

    A commit is named by its tag, its sha, or the beginning of its sha. Raises UnknownIteration with the
    names that come closest.
    """
    scope = Scope(tenant, iteration)
    memory = looking(graph)
    if memory.revision(scope):
        return scope, NOW
    name, _, commit = iteration.rpartition("@")
    timeline = Scope(tenant, name)
    if name and memory.revision(timeline):
        return timeline, AsOf(valid=_commit(graph, timeline, commit).since)
    raise UnknownIteration(_unknown(graph, tenant, name or iteration))


def _commit(graph: GraphStore, timeline: Scope, wanted: str) -> Node:
    commits = list(looking(graph).state(timeline, NOW).of(labels.COMMIT).values())
    exact = [c for c in commits if wanted in (c.id.key, c.get("tag"))]
    begins = [c for c in commits if len(wanted) >= FEWEST_DIGITS and c.id.key.startswith(wanted)]
    found = exact or begins
    if len(found) == 1 or exact:
        return max(found, key=lambda c: c.since)
    if found:
        raise UnknownIteration(f"{wanted!r} begins {len(found)} commits of {timeline.iteration!r}; name more digits")
    tags = [str(c.get("tag")) for c in commits if c.get("tag")]
    near = _near(wanted, [*tags, *(c.id.key[:12] for c in commits)])
    raise UnknownIteration(f"{timeline.iteration!r} has no commit or tag {wanted!r}; {near}")


def _unknown(graph: GraphStore, tenant: str, iteration: str) -> str:
    names = [info.scope.iteration for info in graph.scopes() if info.scope.tenant == tenant]
    return f"no event of iteration {iteration!r} of tenant {tenant!r} has been seen; {_near(iteration, names)}"


def _near(wanted: str, names: Sequence[str]) -> str:
    """What might have been meant."""
    if not names:
        return "nothing is known yet"
    near = get_close_matches(wanted, names, n=3, cutoff=0.5)
    near += [n for n in names if wanted and wanted.lower() in n.lower() and n not in near][:3]
    return f"near: {', '.join(near[:5])}" if near else f"there are {len(names)}, such as {', '.join(names[:3])}"
