"""``/api/v1/shares`` and ``/api/v1/views``: links are made, listed and revoked; views are kept under a name."""

from typing import Any, Final, TypeVar

import msgspec
from flask import Flask, Response, request
from werkzeug.exceptions import NotFound, UnsupportedMediaType

from app.api.events import JSON
from app.desk import Desk
from app.domain.moments import iso
from app.errors import BadRequest
from app.ports import HandedOut, SavedView
from app.sharing import Sharing
from app.use_cases.share import Wish, path_of, share

PREFIX: Final = "/api/v1"
MAX_BYTES: Final = 64 * 1024
Body = TypeVar("Body")


class Naming(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A view to keep: a name, and one address of ours or several."""

    name: str
    addresses: tuple[str, ...]


def register_sharing(server: Flask, desk: Desk, sharing: Sharing) -> None:
    """Add the addresses of links and views."""
    views = (("shares", _LinkDoor(desk, sharing)), ("views", _ViewDoor(desk)))
    for rule, door in views:
        for method, path, view in (
            ("POST", rule, door.add),
            ("GET", rule, door.listed),
            ("DELETE", f"{rule}/<name>", door.remove),
        ):
            server.add_url_rule(f"{PREFIX}/{path}", f"api {method} {path}", view, methods=[method])


class _LinkDoor:
    """Links: made, listed, revoked."""

    def __init__(self, desk: Desk, sharing: Sharing) -> None:
        self._desk, self._sharing = desk, sharing

    def add(self) -> Response:
        token, claims = share(self._desk, _body(Wish), "local user")
        url = (self._sharing.url or request.host_url.rstrip("/")) + path_of(claims, token)
        return _answer({"id": claims.id, "url": url, "expires": iso(claims.expires), "origins": claims.origins}, 201)

    def listed(self) -> Response:
        return _answer({"shares": [told(link) for link in self._desk.views.handed_out(_tenant(self._desk))]})

    def remove(self, name: str) -> Response:
        if not self._desk.views.revoke(_tenant(self._desk), name, self._desk.clock()):
            raise NotFound(f"there is no link {name} that could be revoked")
        return _answer({"revoked": name})


class _ViewDoor:
    """Views: kept, listed, forgotten."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add(self) -> Response:
        view = checked(_body(Naming))
        self._desk.views.save(SavedView(_tenant(self._desk), view.name, view.addresses, self._desk.clock()))
        return _answer({"saved": view.name}, 201)

    def listed(self) -> Response:
        return _answer({"views": [msgspec.to_builtins(one) for one in self._desk.views.views(_tenant(self._desk))]})

    def remove(self, name: str) -> Response:
        if not self._desk.views.forget(_tenant(self._desk), name):
            raise NotFound(f"there is no view {name}")
        return _answer({"forgotten": name})


def told(link: HandedOut) -> dict[str, Any]:
    """A link as people see it; never its token."""
    said = link.claims
    moment = iso(said.as_of) if said.as_of is not None else None
    return {
        "id": said.id,
        "iteration_id": said.iteration,
        "page": said.page,
        "panel": said.panel,
        "view": said.view,
        "as_of": moment,
        "issued": iso(said.issued),
        "expires": iso(said.expires),
        "revoked": iso(link.revoked) if link.revoked else None,
        "origins": said.origins,
        "by": link.by,
        "note": link.note,
    }


def checked(view: Naming) -> Naming:
    """The view, if it has a name and leads to pages of ours. Raises BadRequest."""
    if not 1 <= len(view.name.strip()) <= 80:
        raise BadRequest("name takes 1 to 80 characters")
    if not view.addresses or not all(one.startswith("/") and not one.startswith("//") for one in view.addresses):
        raise BadRequest("addresses takes paths of this site, such as /dde?iteration=shop")
    return msgspec.structs.replace(view, name=view.name.strip())


def _tenant(desk: Desk) -> str:
    return request.args.get("tenant") or desk.tenant


def _body(kind: type[Body]) -> Body:
    request.max_content_length = MAX_BYTES
    if request.mimetype != JSON:
        raise UnsupportedMediaType(f"send {JSON}")
    try:
        return msgspec.json.decode(request.get_data(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as flaw:
        raise BadRequest(f"the body cannot be understood: {flaw}") from flaw


def _answer(document: dict[str, Any], status: int = 200) -> Response:
    return Response(msgspec.json.encode(document), status, {"Cache-Control": "no-store"}, mimetype=JSON)
