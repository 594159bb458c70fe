"""The schema registry: what may stand on the topics, agreed upon with every producer outside.

Each topic has the subject ``<topic>-value``. A program that starts registers the schemas it writes, in the order in
which they came to be, under the rule BACKWARD: whoever has the new one can read what was written with the old one.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from app.errors import SetupError, StoreUnavailable
from app.wire.compatibility import hindrances
from app.wire.schema import Avro, generated, kept_versions, schema_id

RULE: Final = "BACKWARD"
_TYPE: Final = "application/vnd.schemaregistry.v1+json"
_DEAD_LETTERS: Final = "dlq"


class Registry:
    """The registry with Confluent's interface at ``url``; ``app.ports.Schemas``.

    ``kept``: the file in which its numbers are kept, for when it is away.
    """

    def __init__(self, url: str, *, kept: Path | None = None, patience_s: float = 5.0) -> None:
        self.kept: Final = kept
        self.where: Final = f"the schema registry at {url}"
        self._url = url.rstrip("/")
        self._patience_s = patience_s

    def register(self, subject: str, schemas: Iterable[Avro]) -> dict[int, int]:
        """Bring the schemas, the oldest first, into the subject. Returns the registry's number of each by ours.

        Raises SetupError when one does not go with what the registry holds, and StoreUnavailable.
        """
        self._settle_rule(subject)
        return {schema_id(schema): self._number(subject, schema) for schema in schemas}

    def ping(self) -> None:
        """Return when it answers. Raises StoreUnavailable."""
        status, _ = self._ask("GET", "/config")
        if status != 200:
            raise StoreUnavailable(f"{self.where}: status {status}")

    def close(self) -> None:
        return None

    def schema(self, number: int) -> Avro | None:
        """The schema that the registry knows by this number, if any. Raises StoreUnavailable."""
        status, answer = self._ask("GET", f"/schemas/ids/{number}")
        return json.loads(answer["schema"]) if status == 200 else None

    def forget(self, subject: str) -> None:
        """Remove the subject with all its versions."""
        for how in ("", "?permanent=true"):
            self._ask("DELETE", f"/subjects/{quote(subject)}{how}")

    def _settle_rule(self, subject: str) -> None:
        """Have the rule, and see that it holds: a registry may keep to one of its own."""
        self._ask("PUT", f"/config/{quote(subject)}", {"compatibility": RULE})
        _, answer = self._ask("GET", f"/config/{quote(subject)}")
        if (found := answer.get("compatibilityLevel")) != RULE:
            raise SetupError(
                f"{self.where} holds {subject} to the rule {found or 'of nobody'} and must hold it to {RULE}: set "
                "that there, or let the user of this program set it"
            )

    def _number(self, subject: str, schema: Avro) -> int:
        """The number of the schema; one that the subject has is not measured against the later ones."""
        body = {"schema": json.dumps(schema)}
        status, answer = self._ask("POST", f"/subjects/{quote(subject)}", body)
        if status != 200:
            self._check(subject, body)
            status, answer = self._ask("POST", f"/subjects/{quote(subject)}/versions", body)
        if status == 200:
            return int(answer["id"])
        raise self._refusal(subject, answer.get("message", f"status {status}"))

    def _check(self, subject: str, body: dict[str, str]) -> None:
        path = f"/compatibility/subjects/{quote(subject)}/versions/latest"
        status, answer = self._ask("POST", path, body)
        if status == 200 and not answer.get("is_compatible", True):
            raise self._refusal(subject, self._hindrances(subject, json.loads(body["schema"])))

    def _hindrances(self, subject: str, schema: Avro) -> str:
        """The fields that stand in the way; the registry itself may name none."""
        status, latest = self._ask("GET", f"/subjects/{quote(subject)}/versions/latest")
        found = hindrances(schema, json.loads(latest["schema"])) if status == 200 else []
        return "; ".join(found) or "it gives no reason"

    def _refusal(self, subject: str, why: str) -> SetupError:
        return SetupError(
            f"{self.where} refuses a schema of {subject}: {' '.join(why.split())}. Its rule is {RULE}: with the new "
            "schema one must be able to read what was written with the last one (a new field needs a default, a type "
            "stays); where that cannot be, it needs a topic of its own"
        )

    def _ask(self, method: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._url}{path}", data, {"Content-Type": _TYPE}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=self._patience_s) as answer:
                return answer.status, _object(answer.read())
        except urllib.error.HTTPError as refused:
            with refused:
                if refused.code >= 500:
                    raise StoreUnavailable(f"{self.where}: {refused.code} {refused.reason}") from refused
                return refused.code, _object(refused.read())
        except (OSError, ValueError) as flaw:
            raise StoreUnavailable(f"{self.where}: {flaw}") from flaw


def register_all(registry: Registry, prefix: str) -> dict[int, int]:
    """Register what every topic of the log holds; the registry's number of each schema by ours. Raises as above."""
    numbers: dict[int, int] = {}
    for name, schema in generated().items():
        topic = name.removesuffix("_event") if name.endswith("_event") else _DEAD_LETTERS
        numbers |= registry.register(subject_of(prefix, topic), [*kept_versions(name), schema])
    return numbers


def current_numbers() -> set[int]:
    """Our numbers of the schemas that this program writes."""
    return {schema_id(schema) for schema in generated().values()}


def subject_of(prefix: str, topic: str) -> str:
    """The subject of the topic."""
    return f"{prefix}{topic}-value"


def _object(body: bytes) -> dict[str, Any]:
    found = json.loads(body) if body.strip() else {}
    return found if isinstance(found, dict) else {"answer": found}
