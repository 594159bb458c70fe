"""A running Mission Control as the place that events go to."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from mission_control_client.places import EVENTS, Refused, Taken, TooLarge, Unreachable, reason_of

TIMEOUT_S = 10.0
LONGEST_WAIT_S = 60.0
LONGEST_ANSWER = 8 * 1024 * 1024
AGAIN = (408, 425, 429, 500, 502, 503, 504)
_LOCAL = ("127.0.0.1", "localhost", "::1")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Following one would turn what is sent into a question; the address is to be corrected instead."""

    def redirect_request(self, *_about: Any) -> None:
        return None


class Server:
    """Posts to one address. Proxies of the environment are used, but never for this machine itself."""

    def __init__(self, url: str, timeout_s: float = TIMEOUT_S, traceparent: str = "") -> None:
        self._flaw, self._timeout_s = _flaw_in(url), timeout_s
        self._place = {"traceparent": traceparent} if traceparent else {}
        self._address = url.rstrip("/") if url.rstrip("/").endswith(EVENTS) else url.rstrip("/") + EVENTS
        self.shown = self._address[: -len(EVENTS)].rpartition("@")[2]
        local = not self._flaw and urlsplit(url).hostname in _LOCAL
        proxies = [urllib.request.ProxyHandler({})] if local else []
        self._opener = urllib.request.build_opener(_NoRedirect, *proxies)

    def take(self, lines: list[bytes]) -> Taken:
        """Post the lines. Raises Unreachable, Refused or TooLarge."""
        if self._flaw:
            raise Refused(self._flaw)
        headers = {"Content-Type": "application/x-ndjson", "Accept": "application/json", **self._place}
        request = urllib.request.Request(self._address, b"\n".join(lines) + b"\n", headers, method="POST")
        try:
            with self._opener.open(request, timeout=self._timeout_s) as answer:
                return _taken(answer.status, answer.read(LONGEST_ANSWER))
        except urllib.error.HTTPError as error:
            with error:
                return _answered(error)
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"{self.shown}: {reason_of(error)}") from error
        except ValueError as error:
            raise Refused(f"{self.shown}: {reason_of(error)}") from error


def _flaw_in(url: str) -> str:
    """What is wrong with the address, empty where nothing is."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"{url!r} is no address: {error}"
    if parts.scheme not in ("http", "https") or "://" not in url:
        return f"{url!r} is no address: it begins with http:// or https://"
    if not host or any(letter.isspace() for letter in url):
        return f"{url!r} is no address: it names no host"
    return ""


def _answered(error: urllib.error.HTTPError) -> Taken:
    """What an answer other than 2xx means."""
    if error.code == 422:
        return _taken(error.code, error.read(LONGEST_ANSWER))
    if error.code == 413:
        raise TooLarge from error
    said = f"the server answered {error.code} {error.reason or ''}".rstrip()
    if error.code in AGAIN:
        raise Unreachable(said, _seconds(error.headers.get("Retry-After"))) from error
    if 300 <= error.code < 400:
        said += f", use the address {error.headers.get('Location', 'it names')}"
    raise Refused(said) from error


def _seconds(text: str | None) -> float:
    """How long the server asks to wait; dates are not read, then the own back-off holds."""
    return min(float(text), LONGEST_WAIT_S) if text and text.isascii() and text.isdigit() else 0.0


def _taken(status: int, body: bytes) -> Taken:
    """Whether it was Mission Control that answered, and what it rejected."""
    try:
        said = json.loads(body)
        accepted, rejected = int(said["accepted"]), int(said["rejected"])
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"what answered ({status}) is not Mission Control") from error
    if not rejected:
        return Taken()
    items = [item for item in said.get("items") or () if item.get("status") == "rejected"]
    reason = str(items[0].get("reason", "")) if items else f"{rejected} of {accepted + rejected}"
    return Taken(rejected, " ".join(reason.split()))
