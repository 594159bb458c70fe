"""The files of the pages, as they were when this process began, each under an address that changes with its content.

A page and its scripts belong together. So what is served stays as it was read at the start, beside the code that was
read then too; and a browser keeps a file for good only under the address that its content gave it (RFC 8246). Under
any other address it asks again each time, and what a process of another age is asked for is not kept at all.

The scripts that every page runs, and the styles that it wears, travel as one file each: a browser spends more on
asking for a hundred small files, even of itself, than on reading them.
"""

import mimetypes
import posixpath
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from flask import Flask, Response, request

PLACE: Final = "/assets/"
MARK: Final = "v"
"""Of an address: the query field that holds the mark of the content."""
BUILD: Final = "MC-Build"
"""The header of answers that says which files belong to this process."""
BLANK: Final = '<meta name="mc-build" content="">'
"""Of a page: where it says the same."""
JOINED: Final = ("all.js", "all.css")
"""Each is every file of its kind that lies at the top of the folder, in the order of their names."""
FOREVER: Final = "public, max-age=31536000, immutable"
_LENGTH: Final = 12
_NAMED: Final = re.compile(rf"{PLACE}([\w./-]+)(?:\?[\w=.]*)?")
_WITHIN: Final = re.compile(r"""url\((["']?)([\w./-]+)\1\)""")


class Asset(NamedTuple):
    """A file as it is sent; its mark is twelve hexadecimal digits of the SHA-256 of its content."""

    body: bytes
    kind: str
    mark: str


class Assets:
    """All files of a folder, by their path in it. ``mark`` stands for all of them together."""

    def __init__(self, folder: Path) -> None:
        read = {file.relative_to(folder).as_posix(): file.read_bytes() for file in _files(folder)}
        plain = {name: _asset(name, body) for name, body in read.items()}
        led = {
            name: _asset(name, _leading(name, one.body, plain)) if name.endswith(".css") else one
            for name, one in plain.items()
        }
        self.files: Final[Mapping[str, Asset]] = {**led, **{name: _joined(name, led) for name in JOINED}}
        self.mark: Final = _mark("".join(f"{name} {one.mark}" for name, one in self.files.items()).encode())

    def named(self, page: str) -> str:
        """The page, with every file of ours that it names under the address of its content."""
        page = page.replace(BLANK, BLANK.replace('""', f'"{self.mark}"'))
        return _NAMED.sub(lambda found: _address(PLACE + found[1], self.files.get(found[1])), page)

    def answer(self, name: str, mark: str) -> Response:
        """The file, to be kept as long as the mark that was asked for says."""
        asset = self.files.get(name)
        if asset is None:
            return Response("There is no such file.", 404, {"Cache-Control": "no-store"}, mimetype="text/plain")
        kept = FOREVER if mark == asset.mark else "no-store" if mark else "no-cache"
        answer = Response(asset.body, headers={"Cache-Control": kept}, mimetype=asset.kind)
        answer.set_etag(asset.mark)
        answer.make_conditional(request)
        return answer


def register_assets(server: Flask, assets: Assets) -> None:
    """Serve the files; name them in every page by their content; say with every other answer which they are."""

    def serve() -> Response | None:
        inside = request.path.startswith(PLACE) and request.method in ("GET", "HEAD")
        return assets.answer(request.path[len(PLACE) :], request.args.get(MARK, "")) if inside else None

    def name(response: Response) -> Response:
        if response.mimetype == "text/html" and not response.is_streamed:
            response.set_data(assets.named(response.get_data(as_text=True)))
            response.headers.setdefault("Cache-Control", "no-cache")
        elif response.mimetype == "application/json":
            response.headers[BUILD] = assets.mark
        return response

    server.before_request(serve)
    server.after_request(name)


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file())


def _asset(name: str, body: bytes) -> Asset:
    return Asset(body, mimetypes.guess_type(name)[0] or "application/octet-stream", _mark(body))


def _joined(name: str, files: Mapping[str, Asset]) -> Asset:
    kind = Path(name).suffix
    parts = [one.body for path, one in sorted(files.items()) if "/" not in path and path.endswith(kind)]
    return _asset(name, b"\n".join(parts))


def _mark(body: bytes) -> str:
    return sha256(body).hexdigest()[:_LENGTH]


def _leading(name: str, body: bytes, plain: Mapping[str, Asset]) -> bytes:
    """A style sheet leads to fonts under the addresses of their content too."""

    def marked(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[2]))
        return f'url("{_address(found[2], plain.get(target))}")'

    return _WITHIN.sub(marked, body.decode()).encode()


def _address(path: str, asset: Asset | None) -> str:
    return f"{path}?{MARK}={asset.mark}" if asset else path
