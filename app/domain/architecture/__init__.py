"""Architecture rules over an import graph (domain 5.3): parsed once, evaluated purely.

``manifest_from`` reads the rules, ``evaluate`` holds code against them, ``propose`` writes rules that
hold today where a repository has none.
"""

from app.domain.architecture.baseline import Baseline
from app.domain.architecture.code import ClassFact, Code, CodeModule, FunctionFact
from app.domain.architecture.evaluate import Findings, evaluate
from app.domain.architecture.manifest import Manifest, manifest_from
from app.domain.architecture.propose import as_fields, extend, propose

__all__ = [
    "Baseline",
    "ClassFact",
    "Code",
    "CodeModule",
    "Findings",
    "FunctionFact",
    "Manifest",
    "as_fields",
    "evaluate",
    "extend",
    "manifest_from",
    "propose",
]
