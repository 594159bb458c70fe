"""The links between the streams, and a person's word on one of them (domain 4)."""

import msgspec

from app.api.documents.common import Doc, when
from app.api.reading import Asked
from app.domain.correlate import decidable_kinds
from app.use_cases import links as use_case


def links(asked: Asked) -> Doc:
    """Every link with why it is believed, the least sure first; what waits for its other end, and what is tied."""
    kind = asked.choice("kind", "", *decidable_kinds())
    below = asked.number("below", 1.0, 0.0, 1.0) if asked.text("below") else None
    found = use_case.links(asked.state, asked.moment, kind, below)
    told: Doc = msgspec.to_builtins(found)
    for name in ("links", "pending", "review"):
        for one in told[name]:
            one["since"] = when(one["since"])
    return {"iteration_id": asked.scope.iteration, **told}
