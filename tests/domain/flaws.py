"""One flaw at a time: each of these keeps the smallest iteration from shipping, and nothing else does."""

from tests.domain.flaws_acc import WILL_NOT_LAST
from tests.domain.flaws_bdv import BEHAVES_WRONG
from tests.domain.flaws_dde import BUILT_WRONG
from tests.domain.small_iteration import Step

FLAWS: dict[str, list[Step]] = {**BUILT_WRONG, **BEHAVES_WRONG, **WILL_NOT_LAST}
"""Per name what is told."""
