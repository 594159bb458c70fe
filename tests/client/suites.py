"""Small projects with tests of every kind, for the plugin to tell of."""

from pathlib import Path

from tests.client.told import write

ALL = {
    "tests/test_all.py": """
        import pytest

        @pytest.fixture
        def broken():
            raise ValueError("no ground")

        @pytest.fixture
        def leaky():
            yield
            raise ValueError("left a mess")

        def test_passes(): pass
        def test_fails(): assert 1 == 2
        @pytest.mark.parametrize("x", [1, "a b", "ü", None])
        def test_many(x): pass
        @pytest.mark.skip(reason="later")
        def test_skipped(): pass
        @pytest.mark.xfail(reason="known")
        def test_fails_as_expected(): assert 0
        @pytest.mark.xfail
        def test_passes_unexpectedly(): pass
        @pytest.mark.xfail(strict=True)
        def test_passes_though_it_must_not(): pass
        def test_without_ground(broken): pass
        def test_leaves_a_mess(leaky): pass
        class TestOuter:
            class TestInner:
                @pytest.mark.contract("Api:v1.2")
                @pytest.mark.requirement("REQ-1", "REQ-2")
                @pytest.mark.critical
                def test_marked(self): pass
        """,
    "tests/unit/odd_test.py": """
        import unittest
        class Case(unittest.TestCase):
            def test_parts(self):
                for n in range(3):
                    with self.subTest(n=n):
                        self.assertNotEqual(n, 1)
            @unittest.expectedFailure
            def test_expected(self): assert 0
        def test_odd(): pass
        """,
    "tests/test_left_out.py": "import pytest; pytest.skip('not here', allow_module_level=True)",
}
GREEN = {"test_green.py": "def test_one(): pass\ndef test_two(): pass"}


def project(tmp_path: Path, files: dict[str, str] = GREEN) -> Path:
    return write(tmp_path, {"pytest.ini": "[pytest]\n", **files})


TWO = {
    "tests/test_a.py": "import pytest\n@pytest.mark.slow\ndef test_one(): pass\ndef test_two(): pass",
    "tests/test_b.py": "def test_one(): pass",
    "pytest.ini": "[pytest]\ntestpaths = tests\nmarkers = slow",
}
