"""What is counted in a file, and what is not."""

import hashlib

import pytest

from app.scan.facts import LARGEST, facts_of


@pytest.mark.parametrize(
    ("body", "complexity", "nesting"),
    [
        ("pass", 1, 0),
        ("if a: pass\n    elif b: pass\n    else: pass", 3, 1),
        ("for x in y:\n        while x:\n            if x: pass", 4, 3),
        ("return a and b and c or d", 4, 0),
        ("try: pass\n    except A: pass\n    except B: pass", 3, 1),
        ("return [x for x in y for z in x]", 3, 0),
        ("with a: pass", 2, 1),
        ("if a:\n        pass\n    else:\n        if b: pass", 3, 2),
    ],
)
def test_complexity_and_nesting_of_a_function(body: str, complexity: int, nesting: int):
    [function] = facts_of(f"def f():\n    {body}\n".encode()).functions

    assert (function.complexity, function.nesting) == (complexity, nesting)


def test_an_inner_function_counts_for_itself():
    source = "class A:\n    def outer(self):\n        def inner():\n            if x: pass\n        if y: pass\n"

    facts = facts_of(source.encode())

    assert [(f.name, f.line, f.complexity) for f in facts.functions] == [("A.outer", 2, 2), ("A.outer.inner", 3, 2)]
    assert (facts.worst.complexity, facts.complexity_sum, len(facts.classes)) == (2, 4, 1)


@pytest.mark.parametrize(
    ("head", "abstract"),
    [("A(abc.ABC)", 1), ("A(Protocol[T])", 1), ("A(metaclass=ABCMeta)", 1), ("A(Base)", 0), ("A", 0)],
)
def test_abstract_classes_are_told_from_others(head: str, abstract: int):
    assert facts_of(f"class {head}: pass\nclass Other: pass\n".encode()).abstractness == abstract / 2


def test_a_class_with_an_abstract_method_is_abstract():
    assert facts_of(b"class A:\n    @abc.abstractmethod\n    def f(self): ...\n").abstractness == 1.0


def test_public_classes_are_those_at_the_top_without_underscore():
    source = b"class _Hidden: pass\n\nclass Shown:\n    class Inner: pass\n"

    assert [(listed.name, listed.line) for listed in facts_of(source).public()] == [("Shown", 3)]


@pytest.mark.parametrize(("source", "lines"), [(b"", 0), (b"a", 1), (b"a\n", 1), (b"a\nb", 2)])
def test_lines_are_counted_with_and_without_a_last_newline(source: bytes, lines: int):
    assert facts_of(source).line_count == lines
    assert facts_of(source).sha256 == hashlib.sha256(source).hexdigest()


@pytest.mark.parametrize("source", [b"def f(:\n", b"x = '\x00'\n", b"\xff\xfe\n", b"(" * 5000])
def test_a_file_that_python_cannot_parse_keeps_its_lines_and_says_why(source: bytes):
    facts = facts_of(source)

    assert facts.flaw
    assert (facts.line_count, facts.functions) == (1, ())


def test_an_import_is_marked_by_where_it_stands():
    source = b"import a\nif typing.TYPE_CHECKING:\n    import b\nelse:\n    import c\n"
    source += b"def f():\n    try:\n        import d\n"
    source += b"    except E:\n        from e import f\nclass A:\n    import g\nwith h:\n    import i\n"

    assert dict(facts_of(source).marks) == {3: "t", 5: "c", 8: "cl", 10: "cl", 14: "c"}


def test_an_import_has_a_mark_only_when_all_its_statements_have():
    facts = facts_of(b"import a\nif TYPE_CHECKING:\n    import a\n    import b\n")

    assert facts.marked([3, 4], "t")
    assert not facts.marked([1, 3], "t")
    assert not facts.marked([], "t")
    assert not facts.marked([3], "l")


def test_a_file_of_data_is_not_parsed_and_keeps_its_imports():
    facts = facts_of(b"import shop.core\nrows = [\n" + b"1,\n" * LARGEST + b"]\n")

    assert (facts.large, facts.unread, facts.flaw) == (True, False, "larger than 2 MiB")
    assert (facts.imports, facts.line_count, facts.functions) == (((1, 0, "shop.core"),), LARGEST + 3, ())
