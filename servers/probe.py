"""Whether a server answers: the question that its clients would ask first."""

import base64
import socket
import urllib.request
from typing import Final

from app.settings import HOST

PATIENCE_S: Final = 2.0
_NO_PROXY: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def listens(port: int) -> bool:
    """Whether somebody accepts connections there."""
    try:
        with socket.create_connection((HOST, port), PATIENCE_S):
            return True
    except OSError:
        return False


def is_free(port: int) -> bool:
    """Whether one could listen there."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what is over may still linger
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(port: int, path: str) -> bool:
    """Whether a GET is answered with success."""
    return _succeeds(urllib.request.Request(f"http://{HOST}:{port}{path}"))


def answers_cypher(port: int, user: str, password: str) -> bool:
    """Whether the database behind Neo4j's HTTP port runs a statement for this user."""
    pass_ = base64.b64encode(f"{user}:{password}".encode()).decode()
    headers = {"Content-Type": "application/json", "Authorization": f"Basic {pass_}"}
    body = b'{"statements": [{"statement": "RETURN 1"}]}'
    url = f"http://{HOST}:{port}/db/neo4j/tx/commit"
    return _succeeds(urllib.request.Request(url, data=body, headers=headers, method="POST"))


def answers_ping(port: int) -> bool:
    """Whether Redis says PONG; while it loads its data it says otherwise."""
    try:
        with socket.create_connection((HOST, port), PATIENCE_S) as line:
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _succeeds(request: urllib.request.Request) -> bool:
    try:
        with _NO_PROXY.open(request, timeout=PATIENCE_S) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
