"""Scenes told as events: the first one in full, the later ones by what came and went."""

import msgspec

from app.domain.events import Event
from app.domain.identity import derived_id
from app.domain.payloads import Payload
from app.domain.payloads.common import CommitSeen, IterationDeclared
from app.scan.analyst import Scene
from app.scan.changes import changes
from app.scan.chapter import Chapter, Moment, chapter_of, completed, started
from app.scan.request import ScanRequest


class Storyteller:
    """Makes events of one request. Their ids follow from their content: told twice, they are the same."""

    def __init__(self, request: ScanRequest, batch_id: str) -> None:
        self._request = request
        self._batch = request.batch_id or batch_id
        self._before: Chapter | None = None

    def declare(self, moment: Moment, version: str) -> Event:
        """What the iteration is, and which streams its verdict needs."""
        asked = self._request
        payload = IterationDeclared(
            required_streams=list(asked.required_streams),
            version=version,
            title=asked.project,
            environment=asked.environment,
        )
        return self._event("acc.iteration.declared", asked.iteration, payload, moment)

    def commit(self, moment: Moment, seen: CommitSeen) -> Event:
        """A commit on the project's timeline."""
        return self._event("acc.commit.seen", seen.commit, seen, moment)

    def tell(self, scene: Scene, moment: Moment) -> list[Event]:
        """One analysis, from its start to its totals."""
        chapter = chapter_of(scene, moment, self._before)
        goes_on = self._before and chapter.generation == self._before.generation
        before = self._before.scene if self._before and goes_on else None
        self._before = chapter
        told = [started(chapter), *changes(before, chapter), completed(chapter)]
        return [self._event(kind, subject, payload, moment) for kind, subject, payload in told]

    def _event(self, kind: str, subject: str, payload: Payload, moment: Moment) -> Event:
        asked = self._request
        said = msgspec.json.encode(payload, order="sorted").decode()
        where = (asked.tenant, asked.project, asked.iteration, moment.commit)
        return Event(
            event_id=derived_id(*where, kind, subject, str(moment.at), said),
            timestamp=moment.at,
            tenant_id=asked.tenant,
            project=asked.project,
            iteration_id=asked.iteration,
            commit_sha=moment.commit,
            batch_id=self._batch,
            event_type=kind,
            node_id=subject,
            source="scan",
            metadata={**asked.build, **moment.remarks} if kind == "acc.analysis.started" else {},
            payload=payload,
        )
