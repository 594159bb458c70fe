"""HTTP for programs: the same use cases as the pages."""

from flask import Flask

from app.api.health import register_health
from app.api.limits import register_limits
from app.api.metrics import register_metrics
from app.api.otlp import register_otlp
from app.api.problems import register_problems
from app.api.rest import register_rest
from app.api.sharing import register_sharing
from app.api.tracing import register_tracing
from app.api.visitors import register_visitors
from app.api.webhooks import register_webhooks
from app.desk import Desk
from app.settings import NO_SECRETS, Secrets
from app.sharing import NOWHERE_ELSE, Sharing


def register(server: Flask, desk: Desk, secrets: Secrets = NO_SECRETS, sharing: Sharing = NOWHERE_ELSE) -> None:
    """Add the JSON interface, the health answers and the problem documents to the server."""
    register_problems(server)
    register_visitors(server, desk, sharing)
    register_limits(server, desk)
    register_tracing(server, desk.tracing)
    register_health(server, desk)
    register_metrics(server, desk)
    register_sharing(server, desk, sharing)
    register_rest(server, desk)
    register_otlp(server, desk)
    register_webhooks(server, desk, secrets)
