"""The JSON interface, prefix ``/api/v1`` (domain 7.1): one table of what is asked and what answers it."""

from collections.abc import Callable
from typing import Final

import msgspec
from flask import Flask, Response, request
from flask_caching import Cache as Front

from app.api.answers import FRESH_S, front, key_about_all, key_about_one, seconds
from app.api.deciding import post_decision
from app.api.documents import (
    acc,
    audit,
    bdv,
    convergence,
    dde,
    dlq,
    finding,
    groups,
    history,
    iterations,
    jobs,
    links,
    measures,
    overrides,
    percentiles,
)
from app.api.documents.common import Doc
from app.api.events import post_events
from app.api.overriding import post_answer, post_request
from app.api.quarantining import post_quarantine
from app.api.reading import Asked, when_asked
from app.desk import Desk
from app.traced.drawing import drawing
from app.use_cases.looking import one_glance
from app.use_cases.watermark import watermark

PREFIX: Final = "/api/v1"

Make = Callable[..., Doc]

ABOUT_ONE: Final[dict[str, Make]] = {
    "dde/graph/<path:iteration>": dde.graph,
    "dde/graph/<path:iteration>/lineage": dde.lineage,
    "dde/graph/<path:iteration>/contracts": dde.contracts,
    "dde/graph/<path:iteration>/critical-path": dde.longest,
    "bdv/graph/<path:iteration>": bdv.graph,
    "bdv/graph/<path:iteration>/contracts": bdv.contracts,
    "bdv/graph/<path:iteration>/flakes": bdv.flakes,
    "bdv/graph/<path:iteration>/coverage": bdv.coverage,
    "acc/graph/<path:iteration>": acc.graph,
    "acc/graph/<path:iteration>/violations": acc.violations,
    "acc/graph/<path:iteration>/cycles": acc.cycles,
    "acc/graph/<path:iteration>/coupling": acc.coupling,
    "acc/graph/<path:iteration>/dsm": acc.dsm,
    "acc/graph/<path:iteration>/manifests": acc.manifests,
    "acc/graph/<path:iteration>/manifest/<path:name>": acc.manifest,
    "convergence/graph/<path:iteration>": convergence.graph,
    "convergence/<path:iteration>/verdict": convergence.verdict,
    "convergence/<path:iteration>/deployment-gate": convergence.deployment_gate,
    "convergence/<path:iteration>/contracts": convergence.contracts,
    "convergence/<path:iteration>/links": links.links,
    "convergence/<path:iteration>/overrides": overrides.listed,
    "convergence/<path:iteration>/stream-status": convergence.stream_status,
    "convergence/<path:iteration>/spine/<path:uid>": history.spine_of,
    "convergence/<path:iteration>/snapshots": history.snapshots,
    "convergence/<path:iteration>/diff": history.diff,
    "iterations/<path:iteration>/measures": measures.measures,
    "iterations/<path:iteration>/nodes/<path:uid>": history.node,
    "iterations/<path:iteration>/nodes/<path:uid>/history": history.versions,
}
"""Questions about one iteration, each with ``asOf``, ``knownAt`` and ``tenant``."""

ABOUT_ALL: Final[dict[str, Make]] = {
    "iterations": iterations.listed,
    "search": finding.search,
    "jobs": jobs.listed,
    "dlq": dlq.listed,
    "groups": groups.listed,
    "audit": audit.listed,
    "percentiles": percentiles.percentiles,
    "acc/manifests": iterations.manifests,
    "acc/manifest/<path:name>": iterations.manifest,
}
"""Questions about everything of a tenant."""


NOT_LASTING: Final = (convergence.deployment_gate, measures.measures)
"""One bears the time of its answer, the other is asked of another store; everything else follows from the graph."""


def register_rest(server: Flask, desk: Desk) -> None:
    """Add every route of the interface."""
    server.add_url_rule(f"{PREFIX}/events", "api_post_events", post_events(desk), methods=["POST"])
    decide = f"{PREFIX}/convergence/<path:iteration>/links"
    server.add_url_rule(decide, "api_post_decision", post_decision(desk), methods=["POST"])
    overriding = f"{PREFIX}/convergence/<path:iteration>/overrides"
    server.add_url_rule(overriding, "api_post_override", post_request(desk), methods=["POST"])
    server.add_url_rule(f"{overriding}/<override>", "api_post_answer", post_answer(desk), methods=["POST"])
    holding = f"{PREFIX}/bdv/graph/<path:iteration>/quarantine"
    server.add_url_rule(holding, "api_post_quarantine", post_quarantine(desk), methods=["POST"])
    kept = front(server, desk)
    for rule in ABOUT_ONE:
        server.add_url_rule(f"{PREFIX}/{rule}", f"api {rule}", _about_one(desk, kept, rule))
    for rule, listed in ABOUT_ALL.items():
        server.add_url_rule(f"{PREFIX}/{rule}", f"api {rule}", _about_all(desk, kept, listed))


def _about_one(desk: Desk, kept: Front, rule: str) -> Callable[..., Response]:
    make = ABOUT_ONE[rule]
    lasting = make not in NOT_LASTING

    def body(asked: Asked, more: dict[str, str]) -> bytes:
        seen = watermark(desk.graph, asked.scope)
        document = make(asked, **more) | {"as_of": when_asked(asked.as_of), "watermark": seen}
        return msgspec.json.encode(document)

    def view(iteration: str, **more: str) -> Response:
        with one_glance():
            asked = Asked(desk, iteration, request.args)
            key, seconds_ = key_about_one(asked), seconds(asked, lasting)
            with drawing(desk, asked.scope, f"{PREFIX}/{rule}"):
                return _answer(kept.cached(seconds_, make_cache_key=lambda *_: key)(body)(asked, more))

    return view


def _about_all(desk: Desk, kept: Front, make: Make) -> Callable[..., Response]:
    def body(revision: int, more: dict[str, str]) -> bytes:
        return msgspec.json.encode(make(desk, request.args, **more) | {"revision": revision})

    def view(**more: str) -> Response:
        revision = desk.graph.revision()
        key = key_about_all(desk, revision)
        return _answer(kept.cached(FRESH_S, make_cache_key=lambda *_: key)(body)(revision, more))

    return view


def _answer(body: bytes) -> Response:
    """The document; not sent again to who has it."""
    answer = Response(body, mimetype="application/json")
    answer.add_etag()
    answer.headers["Cache-Control"] = "no-cache"
    answer.make_conditional(request)
    return answer
