"""Messages of one run with one scenario, line by line, and the kit of samples."""

from tests.readers.inputs import (
    ROOT,
    expected,
)

KIT = expected("cucumber-messages/")

START = b'{"testRunStarted":{"timestamp":{"seconds":1790000000,"nanos":0}}}\n'
GHERKIN = (
    b'{"gherkinDocument":{"uri":"f/a.feature","feature":{"name":"A","tags":[],"children":[{"scenario":{"id":"s",'
    b'"location":{"line":3},"steps":[{"id":"st","keyword":"Given "}]}}]}}}\n'
)
PICKLE = (
    b'{"pickle":{"id":"p","uri":"f/a.feature","name":"It works","astNodeIds":["s"],"tags":[{"name":"@req:R-1"}],'
    b'"steps":[{"id":"ps","text":"a step","astNodeIds":["st"]}]}}\n'
)
CASE = b'{"testCase":{"id":"c","pickleId":"p","testSteps":[{"id":"ts","pickleStepId":"ps"}]}}\n'
BEGUN = b'{"testCaseStarted":{"id":"x","testCaseId":"c","attempt":0,"timestamp":{"seconds":1790000001,"nanos":0}}}\n'
STEP = (
    b'{"testStepFinished":{"testCaseStartedId":"x","testStepId":"ts","timestamp":{"seconds":1790000002,"nanos":0},'
    b'"testStepResult":{"status":"%s","message":"boom","duration":{"seconds":1,"nanos":500000}}}}\n'
)
ENDED = b'{"testCaseFinished":{"testCaseStartedId":"x","timestamp":{"seconds":1790000002,"nanos":5000000}}}\n'
OVER = b'{"testRunFinished":{"success":true,"timestamp":{"seconds":1790000003,"nanos":0}}}\n'
PLANNED = START + GHERKIN + PICKLE + CASE
FAILED = PLANNED + BEGUN + STEP % b"FAILED" + ENDED + OVER


def read_lines(name: str) -> list[bytes]:
    return (ROOT / name).read_bytes().splitlines()
