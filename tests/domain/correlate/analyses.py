"""Full analyses of a few modules, and an artifact that they may hold."""

from collections.abc import Sequence

import msgspec
from hypothesis import strategies as st

from app.domain.events import Event
from app.domain.payloads.acc import ComponentSpec, ModuleSpec
from tests.builders import event


def analysis(
    minute: float, generation: str, *modules: ModuleSpec, manifest: str = "m", parts: Sequence[ComponentSpec] = ()
) -> list[Event]:
    """A full analysis: it starts, tells of modules and components, and is complete two tenths of a minute later."""
    who = {"analysis_id": generation, "generation": generation, "manifest_name": manifest}
    listed = {"manifest_name": manifest, "generation": generation, "components": [*parts]}
    return [
        event("acc.analysis.started", minute, **who),
        event("acc.graph.built", minute + 0.1, analysis_id=generation, generation=generation, modules=[*modules]),
        event("acc.manifest.loaded", minute + 0.1, **listed),
        event("acc.analysis.completed", minute + 0.2, **who),
    ]


def stamped(path: str = "build/pay/refund.py", content: str = "") -> Event:
    return event("dde.artifact.stamped", 1, task_id="T", name="x", file_path=path, sha256=content)


OLD = ModuleSpec(name="old.refund", file_path="pay/refund.py", sha256="aa")
NEW = ModuleSpec(name="pay.refund", file_path="src/pay/refund.py", sha256="aa")
OTHER = ModuleSpec(name="ship", file_path="src/ship.py")
X = "T/x"


@st.composite
def analysed(draw: st.DrawFn) -> list[Event]:
    """Whole analyses that may overlap, with modules that come, go and come back, and artifacts that hold them."""
    told_of: list[Event] = []
    minutes = draw(st.lists(st.sampled_from((1, 2.05, 2.13, 3, 3.17, 4)), min_size=2, unique=True))
    for number, minute in enumerate(minutes):
        named = draw(st.lists(st.sampled_from((OLD, NEW, OTHER)), unique_by=lambda spec: spec.name, max_size=3))
        paths = draw(st.lists(st.sampled_from(("src", "pay")), max_size=1))
        parts = [ComponentSpec(name="c", paths=paths)] if paths else []
        told_of += analysis(minute, f"g{number}", *named, manifest=draw(st.sampled_from("ab")), parts=parts)
    told_of += [stamped(), event("dde.artifact.stamped", 2, task_id="U", name="x", sha256="aa")]
    return [msgspec.structs.replace(one, event_id=f"{n}", idempotency_key=f"{n}") for n, one in enumerate(told_of)]
