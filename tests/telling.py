"""What a process tells Prometheus, read as Prometheus reads it."""

import urllib.request
from collections.abc import Iterator

from prometheus_client.parser import text_string_to_metric_families


class Read:
    """The numbers of one answer."""

    def __init__(self, text: str) -> None:
        self.samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]

    def of(self, name: str, **labels: str) -> float:
        """The sum of all samples of this name that carry these labels; an answer without any is a fault."""
        found = list(self._of(name, labels))
        assert found, f"nothing is told of {name} {labels}"
        return sum(found)

    def by(self, name: str, label: str) -> dict[str, float]:
        """The samples of this name that are not 0, by one of their labels."""
        return {s.labels[label]: s.value for s in self.samples if s.name == name and s.value}

    def _of(self, name: str, labels: dict[str, str]) -> Iterator[float]:
        for sample in self.samples:
            if sample.name == name and labels.items() <= sample.labels.items():
                yield sample.value


def scraped(port: int) -> Read:
    """What is told on a port of this machine now."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
        return Read(answer.read().decode())
