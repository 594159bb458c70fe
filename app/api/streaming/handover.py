"""Taking a connection over from the WSGI server, whose thread is then free for the next request.

WSGI has no way to say "go on without me", but servers tell which socket a request came by. Its connection is taken
under another descriptor, and the server's descriptor is made to lead nowhere: what the server still writes and closes
is not the connection.
"""

import os
import socket
from collections.abc import Callable, Mapping
from typing import Any, Final

SOCKETS: Final = ("gunicorn.socket", "werkzeug.socket")
"""Under which names servers tell the socket of a request."""


class Unable(Exception):
    """This server does not let go of its connections."""


def handed_over(environ: Mapping[str, Any]) -> tuple[socket.socket, Callable[[], None]]:
    """The connection of this request, which does not block; and what to call when the server has answered.

    Raises Unable where the server does not tell its socket, or speaks anything but plain HTTP/1 on it.
    """
    held = next((environ[name] for name in SOCKETS if name in environ), None)
    plain = environ.get("wsgi.url_scheme") == "http" and environ.get("HTTP_VERSION", "1.1") != "2"
    if not isinstance(held, socket.socket) or not plain:
        raise Unable("streams need a server that speaks plain HTTP/1 and tells its socket (gunicorn, Werkzeug)")
    taken = held.dup()
    nowhere, sink = socket.socketpair()
    with nowhere:
        os.dup2(nowhere.fileno(), held.fileno(), inheritable=False)
    taken.setblocking(False)
    return taken, sink.close
