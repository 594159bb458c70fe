"""All verbs, in the order in which help lists them. A verb is one file and one line here."""

from app.cli.dlq import DLQ
from app.cli.doctor import DOCTOR
from app.cli.gate import GATE
from app.cli.reset import RESET
from app.cli.status import STATUS
from app.cli.up import UP

VERBS = (UP, GATE, DLQ, STATUS, DOCTOR, RESET)
