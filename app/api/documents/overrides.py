"""The overrides of an iteration's gate (domain 6.6)."""

from app.api.documents.common import Doc
from app.api.reading import Asked
from app.domain.verdict.overrides import About
from app.use_cases.override import told


def listed(asked: Asked) -> Doc:
    """Every override as it stands at the moment, the newest first, and the one that decides for production."""
    judged = asked.judgement
    deciding = judged.override(About())
    return {
        "iteration_id": asked.scope.iteration,
        "overrides": [told(one) for one in judged.overrides],
        "in_force": deciding.id if deciding else None,
    }
