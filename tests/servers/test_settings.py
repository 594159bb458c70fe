"""Where the servers lie is read once and checked."""

from pathlib import Path

import pytest

from servers.settings import CHECKOUT, Misset, default_folder, open_to_all, read_settings


def test_without_variables_they_lie_in_the_checkout_or_where_all_may_enter() -> None:
    assert read_settings({}).state == default_folder(CHECKOUT)
    assert (read_settings({}).shift, read_settings({}).without) == (0, frozenset())


def test_a_folder_under_a_closed_one_is_not_open(tmp_path: Path) -> None:
    inner = tmp_path / "closed" / "inner"
    inner.mkdir(parents=True)
    inner.parent.chmod(0o700)
    assert not open_to_all(inner)


def test_roots_own_closed_checkout_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert not default_folder(tmp_path).is_relative_to(tmp_path)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert default_folder(tmp_path) == tmp_path / ".servers"


def test_every_variable_is_taken_over(tmp_path: Path) -> None:
    said = {"MC_SERVERS": str(tmp_path), "MC_SERVERS_SHIFT": "200", "MC_WITHOUT": "neo4j, redis,"}
    settings = read_settings(said | {"MC_NEO4J_PASSWORD": "long enough"})
    assert (settings.state, settings.shift, settings.password) == (tmp_path, 200, "long enough")
    assert settings.without == {"neo4j", "redis"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MC_SERVERS_SHIFT", "-1"),
        ("MC_SERVERS_SHIFT", "10001"),
        ("MC_SERVERS_SHIFT", "x"),
        ("MC_NEO4J_PASSWORD", "abc"),
    ],
)
def test_a_wrong_value_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(Misset, match=name):
        read_settings({name: value})
