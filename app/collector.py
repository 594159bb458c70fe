"""Where traces go, and where people look at them.

=====================  ==========================================================================  ===============
variable               what it says                                                                without it
=====================  ==========================================================================  ===============
``MC_TRACES``          the collector that spans are sent to: ``http://…`` speaks OTLP (protobuf    (off)
                       over HTTP, ``/v1/traces`` is added), ``zipkin+http://…`` Zipkin's JSON
``MC_TRACES_SAMPLE``   the share of traces that is kept, 0 to 1; all processes keep the same       1
``MC_TRACES_PAGES``    where people look at a trace: ``jaeger+http://…``, ``zipkin+http://…``,     Zipkin's pages
                       or any address with ``{trace_id}`` in it                                    if it takes them
=====================  ==========================================================================  ===============
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from app.errors import SetupError

NAMES: Final = ("MC_TRACES", "MC_TRACES_SAMPLE", "MC_TRACES_PAGES")
_FORMS: Final = {"jaeger": "/trace/{trace_id}", "zipkin": "/zipkin/traces/{trace_id}"}
_PLACE: Final = "{trace_id}"


@dataclass(frozen=True)
class Collector:
    """``address``: the whole one that spans are posted to, empty: to none. ``pages``: the address of a trace with
    ``{trace_id}`` in it, empty: nobody said."""

    address: str = ""
    form: Literal["otlp", "zipkin"] = "otlp"
    sample: float = 1.0
    pages: str = ""

    def page_of(self, trace_id: str) -> str:
        """Where people look at this trace; empty where that is not known."""
        return self.pages.replace(_PLACE, trace_id) if trace_id else ""


NO_COLLECTOR: Final = Collector()
"""Nobody is told."""


def read_collector(environ: Mapping[str, str]) -> Collector:
    """What these variables say. Raises SetupError naming the variable and what it takes."""
    told, sample, pages = (environ.get(name, "").strip() for name in NAMES)
    form, address = _split(told)
    if told and (form not in ("", "zipkin") or not _is_http(address)):
        raise SetupError(f"MC_TRACES takes http://host:port (OTLP) or zipkin+http://host:port, found {told!r}")
    shown = pages or (told if form == "zipkin" else "")
    if form == "zipkin":
        return Collector(_under(address, "/api/v2/spans"), "zipkin", _share(sample), _pages(shown))
    return Collector(_under(address, "/v1/traces"), "otlp", _share(sample), _pages(shown))


def _share(text: str) -> float:
    if text and not re.fullmatch(r"0|1|0?\.\d{1,9}|[01]\.0*", text):
        raise SetupError(f"MC_TRACES_SAMPLE takes a share from 0 to 1, such as 0.1, found {text!r}")
    return float(text or 1)


def _pages(text: str) -> str:
    form, address = _split(text)
    if text and (not _is_http(address) or (form not in _FORMS and _PLACE not in address)):
        raise SetupError(
            "MC_TRACES_PAGES takes jaeger+http://host:port, zipkin+http://host:port, or an address with {trace_id} "
            f"in it, found {text!r}"
        )
    return address.rstrip("/") + _FORMS.get(form, "") if text else ""


def _split(text: str) -> tuple[str, str]:
    """What stands before the ``+`` of the scheme, if anything, and the address."""
    found = re.fullmatch(r"(\w+)\+(https?://.*)", text)
    return (found[1], found[2]) if found else ("", text)


def _is_http(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", address)
    except ValueError:
        return False


def _under(address: str, path: str) -> str:
    base = address.rstrip("/")
    return base if not base or base.endswith(path) else base + path
