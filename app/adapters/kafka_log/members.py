"""The groups of workers that one process takes part in."""

import threading

from app.adapters.kafka_log.brokers import Brokers
from app.adapters.kafka_log.membership import Membership, holders


class Members:
    """``app.ports.Shares`` among the workers at the brokers ``servers`` with this ``prefix``."""

    def __init__(self, servers: str, prefix: str) -> None:
        self._servers, self._prefix = servers, prefix
        self._brokers = Brokers(servers, prefix, patience_s=2.0)
        self._members: dict[str, Membership] = {}
        self._lock = threading.Lock()

    def mine(self, group: str) -> frozenset[int]:
        with self._lock:
            if group not in self._members:
                self._members[group] = Membership(self._servers, self._prefix, group)
            member = self._members[group]
        return member.shares()

    def holders(self, group: str) -> dict[str, frozenset[int]]:
        return holders(self._brokers, group)

    def leave(self, group: str) -> None:
        with self._lock:
            member = self._members.pop(group, None)
        if member is not None:
            member.leave()

    def close(self) -> None:
        self._brokers.close()
        for group in list(self._members):
            self.leave(group)
