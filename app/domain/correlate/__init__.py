"""How the streams are joined (domain 4): explicit ids, paths and tags, each link with confidence and a sentence.

Links are *derived*: for every seeker (a task that names a requirement, an artifact with a path, …) a rule
decides, at each moment at which anything it looks at changed, what it is linked to. The whole timeline
of that decision is a pure function of the facts known, so the order of arrival cannot change the outcome:
when a late fact changes the timeline, the difference is written as a correction.
"""

from app.domain.correlate.correlator import Correlator
from app.domain.correlate.rules import Relationship, decidable, decidable_kinds, is_derived

__all__ = ["Correlator", "Relationship", "decidable", "decidable_kinds", "is_derived"]
