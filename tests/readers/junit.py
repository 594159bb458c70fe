"""Reports with one suite."""


def wrapped(cases: str, suite: str = 'name="s" timestamp="2026-09-21T10:00:00Z"') -> bytes:
    return f"<testsuites><testsuite {suite}>{cases}</testsuite></testsuites>".encode()


CASE = '<testcase classname="C" name="t"/>'
BAD = '<testcase classname="C" name="t"><failure message="no"/></testcase>'
