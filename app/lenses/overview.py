"""One iteration on the overview: verdict, since when, what to do first, and its commits to pick from."""

from app.domain import labels
from app.domain.state import IterationState
from app.domain.verdict.model import Judgement
from app.domain.whereabouts import REPOSITORY, line_form
from app.lenses import streams, words
from app.lenses.links import label_of
from app.lenses.tones import verdict_badge
from app.lenses.verdict import NOTHING_YET, action
from app.lenses.views import OverviewRow, Pick

MOST_COMMITS = 200


def row(where: tuple[str, str], state: IterationState, judgement: Judgement, seen: tuple[int, int]) -> OverviewRow:
    """The row of the iteration at ``where`` (tenant, iteration); ``seen`` are its events and its last moment."""
    tenant, iteration = where
    badge = verdict_badge(judgement.verdict.value, judgement.scope_note)
    told = title(state, iteration)
    return OverviewRow(
        tenant=tenant,
        iteration=iteration,
        project=told["project"],
        title=told["title"],
        version=told["version"],
        verdict=judgement.verdict.value,
        display=badge.display,
        tone=badge.tone,
        icon=badge.icon,
        since=judgement.since.get("verdict"),
        first=_first(judgement),
        scope_note=judgement.scope_note,
        streams=tuple((s.stream, streams.state_of(s)) for s in judgement.streams),
        events=seen[0],
        last_valid=seen[1],
        reasons=len(judgement.reasons),
        commits=picks(state, iteration),
    )


def title(state: IterationState, iteration: str) -> dict[str, str]:
    """What the iteration is called: ``project``, ``title``, ``version``, ``commit``; and ``code``, the address of
    a line of its source, where its repository lies on a known host."""
    node = state.one(labels.ITERATION)
    said = {name: str(node.get(name, "")) if node else "" for name in ("project", "title", "version", "commit")}
    code = line_form(str(node.get(REPOSITORY, ""))) if node else ""
    return said | {"title": said["title"] or iteration, "code": code}


def _first(judgement: Judgement) -> str:
    """The first reason and what clears it; without one, what the verdict advises."""
    reason = next(iter(judgement.holds), None)
    if reason is not None and any(s.reported for s in judgement.streams):
        return f"{words.sentence(reason.title)} {reason.clears}".strip()
    return action(judgement) if any(s.reported for s in judgement.streams) else NOTHING_YET


def picks(state: IterationState, iteration: str) -> tuple[Pick, ...]:
    """The commits of the timeline, newest first; a tagged one is called by its tag."""
    commits = sorted(state.of(labels.COMMIT).values(), key=lambda c: (-c.since, c.id.key))
    return tuple(
        Pick(
            address=f"{iteration}@{c.get('tag') or c.id.key}",
            title=" ".join(dict.fromkeys([label_of(c), str(c.get("title", ""))])).strip(),
            at=c.since,
        )
        for c in commits[:MOST_COMMITS]
    )
