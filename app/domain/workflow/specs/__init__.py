"""Specifications of contracts: whether one is sound, and what a new one changes (domain 5.1).

OpenAPI comes parsed, GraphQL and protocol buffers as text.
"""

from app.domain.workflow.specs.changes import Changes, Spec, bump, changes, problems

__all__ = ["Changes", "Spec", "bump", "changes", "problems"]
