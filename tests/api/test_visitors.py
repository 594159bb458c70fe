"""Who comes with a share link sees what it claims, and reaches nothing else."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.api.visitors import HEADER
from app.golden import GOLDEN
from app.main import create_server
from app.use_cases.post import send
from app.wire.avro import encode
from tests.workers.desks import desk_in
from workers.drain import drain

HERE, ELSEWHERE = "Iter-Golden-AllPass", "Iter-Golden-TechDebt"


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    desk = desk_in(tmp_path_factory.mktemp("shared"))
    for name in (HERE, ELSEWHERE):
        for _ in send(desk.log, encode, GOLDEN[name].events("local")):
            pass
    drain(desk)
    return create_server(desk).test_client()


def link(client: FlaskClient, **wish: object) -> tuple[str, str]:
    """The id of a new link, and its token."""
    made = client.post("/api/v1/shares", json={"iteration": HERE, "page": "dde", **wish})
    assert made.status_code == 201, made.get_json()
    return made.get_json()["id"], parse_qs(urlsplit(made.get_json()["url"]).query)["share"][0]


def asked(client: FlaskClient, token: str, path: str, **arguments: str) -> int:
    question = {"tenant": "local", "iteration": HERE, "lens": "dde", **arguments}
    return client.get(path, query_string=question, headers={HEADER: token}).status_code


def test_a_link_shows_its_page_and_what_that_asks_for(visited: FlaskClient) -> None:
    _, token = link(visited)
    assert visited.get("/shared/dde", query_string={"share": token}).status_code == 200
    assert asked(visited, token, "/picture") == 200
    assert asked(visited, token, "/live") == 200
    assert visited.get("/_dash-layout", headers={HEADER: token}).status_code == 200


@pytest.mark.parametrize(
    "beyond", [{"iteration": ELSEWHERE}, {"tenant": "other"}, {"tenant": ""}, {"lens": "acc"}, {"asOf": "1000"}]
)
@pytest.mark.parametrize("path", ["/picture", "/map"])
def test_no_other_iteration_tenant_page_or_moment_is_reached(
    visited: FlaskClient, beyond: dict[str, str], path: str
) -> None:
    _, token = link(visited)
    assert asked(visited, token, path, **beyond) == 403


def test_an_argument_that_is_given_twice_is_refused(visited: FlaskClient) -> None:
    _, token = link(visited)
    twice = f"/picture?tenant=local&iteration={HERE}&iteration={ELSEWHERE}&lens=dde"
    assert visited.get(twice, headers={HEADER: token}).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/dde", "/stream", "/dsm", "/shared/acc", "/jobs", "/readyz", "/metrics", "/nowhere"),
        *("/api/v1/iterations", "/api/v1/shares", f"/api/v1/dde/graph/{HERE}"),
    ],
)
def test_whatever_is_not_named_is_refused(visited: FlaskClient, path: str) -> None:
    _, token = link(visited)
    assert visited.get(path, headers={HEADER: token}).status_code == 403
    assert visited.get(path, query_string={"share": token}).status_code == 403


def test_a_visitor_makes_and_revokes_no_link(visited: FlaskClient) -> None:
    name, token = link(visited)
    wish = {"iteration": ELSEWHERE, "page": "dde"}
    assert visited.post("/api/v1/shares", json=wish, headers={HEADER: token}).status_code == 403
    assert visited.delete(f"/api/v1/shares/{name}", headers={HEADER: token}).status_code == 403


@pytest.mark.parametrize("store", ["detail", "timeline", "rows", "compared"])
def test_the_stores_of_a_shared_page_are_answered_nothing(visited: FlaskClient, store: str) -> None:
    _, token = link(visited)
    value = {"iteration": ELSEWHERE, "tenant": "local", "selection": "x"}
    body = {"output": f"{store}.data", "inputs": [{"id": "picked", "property": "data", "value": value}]}
    for output in (f"{store}.data", "page.children"):
        sent = {**body, "output": output}
        assert visited.post("/_dash-update-component", json=sent, headers={HEADER: token}).status_code == 403


def test_a_pinned_link_shows_its_moment_and_no_other(visited: FlaskClient) -> None:
    _, token = link(visited, as_of=1_800_000_000_000)
    assert asked(visited, token, "/picture", asOf="1800000000000") == 200
    assert asked(visited, token, "/picture") == 403


def test_a_revoked_or_changed_link_says_so_in_words(visited: FlaskClient) -> None:
    name, token = link(visited)
    assert visited.delete(f"/api/v1/shares/{name}").status_code == 200
    refused = visited.get("/shared/dde", query_string={"share": token})
    assert (refused.status_code, "revoked" in refused.text) == (403, True)
    assert asked(visited, token, "/picture") == 403
    assert visited.get("/shared/dde", query_string={"share": f"{token}x"}).status_code == 403
    assert visited.get("/shared/dde").status_code == 403


def test_only_the_sites_that_a_link_names_may_frame_it(visited: FlaskClient) -> None:
    _, token = link(visited, origins="https://wiki.example.org")
    framed = visited.get("/shared/dde", query_string={"share": token})
    assert framed.headers["Content-Security-Policy"] == "frame-ancestors https://wiki.example.org"
    assert "X-Frame-Options" not in framed.headers
    _, token = link(visited)
    alone = visited.get("/shared/dde", query_string={"share": token})
    assert alone.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert alone.headers["X-Frame-Options"] == "DENY"
    assert visited.get("/dde").headers["X-Frame-Options"] == "SAMEORIGIN"


def test_by_the_host_of_share_links_nothing_is_seen_without_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MC_SHARE_URL", "https://share.example.org")
    client = create_server(desk_in(tmp_path)).test_client()
    there = {"Host": "share.example.org"}
    assert client.get("/api/v1/iterations", headers=there).status_code == 403
    assert client.get("/dde", headers=there).status_code == 403
    assert client.get("/api/v1/iterations").status_code == 200


def test_views_are_kept_under_a_name(visited: FlaskClient) -> None:
    view = {"name": "Morning", "addresses": [f"/dde?iteration={HERE}"]}
    assert visited.post("/api/v1/views", json=view).status_code == 201
    (kept,) = visited.get("/api/v1/views").get_json()["views"]
    assert (kept["name"], kept["addresses"]) == ("Morning", view["addresses"])
    assert visited.post("/api/v1/views", json={**view, "addresses": ["https://evil.example"]}).status_code == 400
    assert visited.delete("/api/v1/views/Morning").status_code == 200
    assert visited.delete("/api/v1/views/Morning").status_code == 404


def wall(client: FlaskClient, **wish: object) -> tuple[str, str]:
    return link(client, iteration="", page="wall", **wish)


def boarded(client: FlaskClient, token: str, **arguments: str) -> TestResponse:
    return client.get("/wall/board", query_string={"tenant": "local", **arguments}, headers={HEADER: token})


def test_the_link_of_a_wall_shows_every_verdict_and_no_other_page(visited: FlaskClient) -> None:
    _, token = wall(visited)
    assert visited.get("/shared/wall", query_string={"share": token}).status_code == 200
    rows = boarded(visited, token).get_json()["rows"]
    assert [one["iteration"] for one in rows] == [ELSEWHERE, HERE]
    assert boarded(visited, token, tenant="other").status_code == 403
    assert boarded(visited, token, view="mine").status_code == 403
    assert asked(visited, token, "/picture") == 403
    assert visited.get("/wall", headers={HEADER: token}).status_code == 403


def test_no_other_link_shows_the_board(visited: FlaskClient) -> None:
    _, token = link(visited)
    assert boarded(visited, token).status_code == 403


def test_the_pages_of_a_view_are_shown_under_the_link_of_its_wall_and_end_with_it(visited: FlaskClient) -> None:
    kept = ["/", f"/acc?iteration={ELSEWHERE}", "/jobs"]
    visited.post("/api/v1/views", json={"name": "turns", "addresses": kept})
    name, token = wall(visited, view="turns")
    board, page, other = boarded(visited, token, view="turns").get_json()["turns"]
    assert (board, other) == ("/", "/")
    assert urlsplit(page).path == "/shared/acc"
    own = parse_qs(urlsplit(page).query)["share"][0]
    shown = {"iteration": ELSEWHERE, "lens": "acc"}
    assert asked(visited, own, "/picture", **shown) == 200
    assert asked(visited, own, "/picture", iteration=HERE, lens="acc") == 403
    assert "http://localhost" in visited.get(page).headers["Content-Security-Policy"]
    visited.delete(f"/api/v1/shares/{name}")
    assert asked(visited, own, "/picture", **shown) == 403


@pytest.mark.parametrize("wish", [{"iteration": HERE}, {"as_of": 1000}, {"panel": "answer"}])
def test_a_wall_is_of_no_iteration_moment_or_panel(visited: FlaskClient, wish: dict[str, object]) -> None:
    made = visited.post("/api/v1/shares", json={"page": "wall", **wish})
    assert made.status_code == 400


def test_the_board_says_which_view_is_not_kept(visited: FlaskClient) -> None:
    missed = visited.get("/wall/board?view=nowhere")
    assert missed.status_code == 404
    assert "nowhere" in missed.get_json()["fault"]["text"]
