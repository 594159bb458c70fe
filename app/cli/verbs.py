"""All verbs, in the order in which help lists them. A verb is one file and one line here."""

from app.cli.audit import AUDIT
from app.cli.chronicle import CHRONICLE
from app.cli.dlq import DLQ
from app.cli.doctor import DOCTOR
from app.cli.emit import EMIT
from app.cli.execute import EXECUTE
from app.cli.gate import GATE
from app.cli.ingest import INGEST
from app.cli.jobs import JOBS
from app.cli.links import LINK, LINKS
from app.cli.override import OVERRIDE
from app.cli.quarantine import QUARANTINE
from app.cli.rebuild import REBUILD
from app.cli.replay import REPLAY
from app.cli.requirements import REQUIREMENTS
from app.cli.reset import RESET
from app.cli.scan import SCAN
from app.cli.seed import SEED
from app.cli.share import SHARE
from app.cli.snapshot import SNAPSHOT
from app.cli.status import STATUS
from app.cli.up import UP
from app.cli.validate import VALIDATE
from app.cli.verify import HASH, VERIFY

VERBS = (
    UP,
    INGEST,
    SCAN,
    EXECUTE,
    VALIDATE,
    QUARANTINE,
    REQUIREMENTS,
    EMIT,
    SEED,
    GATE,
    OVERRIDE,
    LINKS,
    LINK,
    SHARE,
    DLQ,
    AUDIT,
    JOBS,
    STATUS,
    HASH,
    VERIFY,
    CHRONICLE,
    REBUILD,
    REPLAY,
    SNAPSHOT,
    DOCTOR,
    RESET,
)
