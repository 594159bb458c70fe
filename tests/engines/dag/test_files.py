"""Manifests on disk: JSON and YAML, strict, with line and column; schema and example say the same as the reader."""

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from app.engines.dag import manifest_schema
from app.engines.dag.files import digests_of, read_plain
from app.engines.dag.places import safe
from app.engines.dag.prepare import prepare
from app.errors import BadFile
from tests.domain.workflow.manifests import manifest, node, plain

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "orders"


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.json", '{"nodes": [,]}', "line 1, column 12"),
        ("a.json", '{"a": 1, "a": 2}', "'a' is said twice"),
        ("a.json", '{"a": NaN}', "NaN"),
        ("a.json", '{"a": "\\ud800"}', "cannot carry"),
        ("a.json", "[" * 100_000, "a.json"),
        ("a.yaml", "nodes: [", "line 1"),
        ("a.yaml", "a: 1\na: 2\n", "'a' is said twice"),
        ("a.yaml", "a: !!python/object/apply:os.system [x]", "line 1"),
        ("a.yaml", "a: \t- b", "line 1"),
        ("a.yaml", "a: .nan", "cannot carry"),
        ("a.yaml", "\x00", "not YAML"),
        ("a.yaml", "? [a, b]\n: c\n", "line 1, column 3"),
        ("a.yaml", "x: 1\n? {a: b}\n: c\n", "line 2, column 3"),
        ("a.yaml", "a: &a [*a]", "recursive"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(tmp_path: Path, name: str, text: str, place: str) -> None:
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(BadFile, match=place):
        read_plain(file)


def test_bytes_that_are_no_text_and_files_that_are_not_there_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe\x00")
    for name in ("a.yaml", "nowhere.yaml", "."):
        with pytest.raises(BadFile):
            read_plain(tmp_path / name)


@pytest.mark.parametrize("nine", ["[" + ", ".join(["*{0}"] * 9) + "]", "{{<<: [" + ", ".join(["*{0}"] * 9) + "]}}"])
def test_aliases_that_stand_for_a_mountain_are_refused_at_once(tmp_path: Path, nine: str) -> None:
    lines = ["k0: &k0 {x: 1}", *(f"k{n}: &k{n} {nine.format(f'k{n - 1}')}" for n in range(1, 12))]
    (tmp_path / "a.yaml").write_text("\n".join(lines))
    with pytest.raises(BadFile, match="aliases"):
        read_plain(tmp_path / "a.yaml")


def test_a_file_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to("/dev/zero")
    with pytest.raises(BadFile, match="longer than"):
        read_plain(tmp_path / "a.yaml")


def test_moments_stay_texts_and_anchors_work(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("t: 2026-11-04T12:00:00Z\nbase: &b {x: 1}\nall: {<<: *b, y: 2}\n")
    assert read_plain(file) == {"t": "2026-11-04T12:00:00Z", "base": {"x": 1}, "all": {"x": 1, "y": 2}}


def test_the_digest_of_a_node_changes_with_what_it_says() -> None:
    before = digests_of(manifest(node("BE.A"), node("BE.B")))
    after = digests_of(manifest(node("BE.A", command="false"), node("BE.B"), timestamp="2026-11-05T12:00:00Z"))
    assert [name for name in before if before[name] != after[name]] == ["BE.A"]


def test_names_stay_different_and_never_leave_their_folder() -> None:
    names = ["a", "A.b", "shop:main", "shop_main", "../x", "..", ".", "a/b", "é", "x" * 300, "x" * 301]
    assert len({safe(name) for name in names}) == len(names)
    assert all("/" not in safe(name) and not safe(name).startswith(".") for name in names)


def test_the_schema_that_is_shipped_is_the_one_of_the_reader() -> None:
    assert manifest_schema.FILE.read_text(encoding="utf-8") == manifest_schema.text()
    jsonschema.Draft202012Validator.check_schema(manifest_schema.schema())


def test_the_example_fits_schema_and_preflight(tmp_path: Path) -> None:
    jsonschema.validate(read_plain(EXAMPLE / "execution.yaml"), manifest_schema.schema())
    found = prepare(EXAMPLE / "execution.yaml", EXAMPLE, 2)
    assert found.findings == ()
    assert found.plan is not None
    assert found.plan.path.minutes == 7


@pytest.mark.parametrize(
    "flaw",
    [
        {"contract_version": "1.0"},
        {"id": "a b"},
        {"estimated_effort": 0},
        {"gates": [{"command": "x"}]},
        {"timeout": 0},
    ],
)
def test_schema_and_reader_refuse_the_same(tmp_path: Path, flaw: dict[str, object]) -> None:
    whole = plain({**node("BE.A"), **flaw})
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(whole, manifest_schema.schema())
    file = tmp_path / "a.json"
    file.write_text(json.dumps(whole))
    assert prepare(file, tmp_path, 1).stops


def example_in(folder: Path) -> Path:
    """A copy of the example that may be run."""
    shutil.copytree(EXAMPLE, folder / "orders", ignore=shutil.ignore_patterns("artifacts", "contracts", "build"))
    return folder / "orders" / "execution.yaml"
