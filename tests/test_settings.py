"""Settings are read once, checked, and refused in one clear line."""

from pathlib import Path

import pytest

from app.errors import SetupError
from app.settings import NAMES, default_data, read_settings


def test_without_variables_there_is_one_sqlite_folder_and_port_8050() -> None:
    settings = read_settings({})
    assert (settings.port, settings.store, settings.tenant) == (8050, "sqlite", "local")
    assert settings.data == default_data()
    assert settings.unknown == ()


def test_in_a_checkout_the_data_lies_beside_the_code() -> None:
    assert default_data() == Path(__file__).parents[1] / ".mission-control"


def test_every_variable_is_taken_over(tmp_path: Path) -> None:
    settings = read_settings({"MC_PORT": "9001", "MC_DATA": str(tmp_path), "MC_STORE": "sqlite", "MC_TENANT": "acme"})
    assert (settings.port, settings.data, settings.tenant) == (9001, tmp_path, "acme")
    assert read_settings(settings.variables()) == settings


def test_nobody_watches_unless_a_port_is_named_and_a_start_waits_a_minute() -> None:
    assert (read_settings({}).metrics, read_settings({}).patience_ms) == (0, 60_000)
    told = read_settings({"MC_METRICS": "9100", "MC_PATIENCE": "5s"})
    assert (told.metrics, told.patience_ms) == (9100, 5_000)
    assert read_settings(told.variables()).metrics == 9100


def test_a_relative_folder_becomes_absolute_so_that_every_process_means_the_same() -> None:
    assert read_settings({"MC_DATA": "here"}).data == Path.cwd() / "here"
    assert read_settings({"MC_DATA": "~/there"}).data == Path.home() / "there"


def test_a_misspelt_variable_is_named_and_a_known_one_is_not() -> None:
    assert read_settings({"MC_PROT": "1", "MCX": "2", "HOME": "/"}).unknown == ("MC_PROT",)
    assert read_settings({"MC_INPUTS": "/somewhere", "MC_BENCH_SCALE": "2", "MC_WITHOUT": "neo4j"}).unknown == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MC_PORT", "http"),
        ("MC_PORT", "0"),
        ("MC_PORT", "65536"),
        ("MC_PORT", "-1"),
        ("MC_PORT", "٣"),
        ("MC_STORE", "mongo"),
        ("MC_METRICS", "all"),
        ("MC_PATIENCE", "soon"),
        ("MC_TENANT", "a/b"),
        ("MC_TENANT", "x" * 65),
    ],
)
def test_a_wrong_value_names_the_variable_and_what_was_found(name: str, value: str) -> None:
    with pytest.raises(SetupError) as refused:
        read_settings({name: value})
    assert name in str(refused.value)
    assert value in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_empty_variable_counts_as_unset() -> None:
    assert read_settings(dict.fromkeys(NAMES, "")) == read_settings({})
