"""What people look at: pure functions from an iteration's state to plain data, sorted, ready to draw.

A lens takes the state, its judgement, and the moment (ms) that both are about. Adding one is one file and
one line here.
"""

from collections.abc import Callable
from typing import Final

from app.domain.state import IterationState
from app.domain.verdict.model import Judgement
from app.lenses.acc import acc, acc_components
from app.lenses.bdv import bdv
from app.lenses.convergence import convergence
from app.lenses.dde import dde
from app.lenses.matrix import matrix, matrix_components
from app.lenses.views import GraphView, MatrixView

Lens = Callable[[IterationState, Judgement, int], GraphView | MatrixView]

LENSES: Final[dict[str, Lens]] = {
    "convergence": convergence,
    "dde": dde,
    "bdv": bdv,
    "acc": acc,
    "acc-components": acc_components,
    "matrix": matrix,
    "matrix-components": matrix_components,
}
