"""What every bus promises."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.errors import StoreUnavailable
from app.ports import Bus
from tests.contracts.processes import several
from tests.contracts.products import BUSES
from tests.contracts.servers import close, offered

OpenBus = Callable[[], Bus]


@pytest.fixture(params=offered(BUSES))
def product(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def open_bus(product: str, tmp_path: Path) -> Iterator[OpenBus]:
    opened: list[Bus] = []

    def opening() -> Bus:
        opened.append(BUSES[product](tmp_path))
        return opened[-1]

    yield opening
    close(*opened)


def tuned_in(bus: Bus, *channels: str) -> Bus:
    """The same bus, once this thread listens to the channels."""
    for channel in channels:
        assert list(bus.listen(channel, 0)) == []
    return bus


def test_who_listens_hears_what_is_said_once_and_in_order(open_bus: OpenBus) -> None:
    speaker, listener = open_bus(), tuned_in(open_bus(), "graph")
    speaker.publish("graph", "1")
    speaker.publish("graph", "2")
    assert list(listener.listen("graph", 5)) == ["1", "2"]
    assert list(listener.listen("graph", 0)) == []
    listener.ping()


def test_who_tunes_in_later_does_not_hear_what_was_said_before(open_bus: OpenBus) -> None:
    open_bus().publish("graph", "1")
    late = tuned_in(open_bus(), "graph")
    assert list(late.listen("graph", 0)) == []


def test_channels_do_not_mix(open_bus: OpenBus) -> None:
    speaker, listener = open_bus(), tuned_in(open_bus(), "graph", "measures")
    speaker.publish("graph", "g")
    speaker.publish("measures", "m")
    assert list(listener.listen("measures", 5)) == ["m"]
    assert list(listener.listen("graph", 5)) == ["g"]


def test_every_listener_hears_it_the_speaker_too(open_bus: OpenBus) -> None:
    buses = [tuned_in(open_bus(), "graph") for _ in range(3)]
    buses[0].publish("graph", "1")
    assert [list(bus.listen("graph", 5)) for bus in buses] == [["1"]] * 3


def test_silence_ends_with_the_time_given(open_bus: OpenBus) -> None:
    bus = tuned_in(open_bus(), "graph")
    began = time.monotonic()
    assert list(bus.listen("graph", 0.2)) == []
    assert 0.15 <= time.monotonic() - began < 5


def test_a_waiting_listener_wakes_soon(open_bus: OpenBus) -> None:
    speaker, listener = open_bus(), tuned_in(open_bus(), "graph")
    timer = threading.Timer(0.1, speaker.publish, ("graph", "1"))
    timer.start()
    began = time.monotonic()
    assert list(listener.listen("graph", 30)) == ["1"]
    assert time.monotonic() - began < 10
    timer.join()


def test_each_thread_is_a_listener_of_its_own(open_bus: OpenBus) -> None:
    bus, ready, said = tuned_in(open_bus(), "graph"), threading.Barrier(4), list[list[str]]()

    def hear() -> None:
        tuned_in(bus, "graph")
        ready.wait(10)
        said.append(list(bus.listen("graph", 10)))

    threads = [threading.Thread(target=hear) for _ in range(3)]
    for thread in threads:
        thread.start()
    ready.wait(10)
    bus.publish("graph", "1")
    for thread in threads:
        thread.join()
    assert said == [["1"]] * 3


def test_other_processes_are_heard(product: str, open_bus: OpenBus, tmp_path: Path) -> None:
    bus = tuned_in(open_bus(), "a", "b")
    heard: dict[str, list[str]] = {"a": [], "b": []}
    with several("publish", product, tmp_path, "ab", 50):
        deadline = time.monotonic() + 60
        while any(len(said) < 50 for said in heard.values()) and time.monotonic() < deadline:
            for channel, said in heard.items():
                said += bus.listen(channel, 0.05)
    assert heard == {"a": [str(n) for n in range(50)], "b": [str(n) for n in range(50)]}


def test_a_listener_far_behind_still_hears_the_latest(open_bus: OpenBus) -> None:
    speaker, listener = open_bus(), tuned_in(open_bus(), "graph")
    for number in range(1500):
        speaker.publish("graph", str(number))
    said = list(listener.listen("graph", 5))
    assert said[-1] == "1499"
    assert [int(text) for text in said] == sorted({int(text) for text in said})


def test_a_closed_bus_stays_closed_and_says_so(open_bus: OpenBus) -> None:
    bus = tuned_in(open_bus(), "graph")
    bus.close()
    bus.close()
    with pytest.raises(StoreUnavailable):
        bus.publish("graph", "1")
    with pytest.raises(StoreUnavailable):
        bus.ping()


def test_closing_ends_the_wait_of_a_listener(open_bus: OpenBus) -> None:
    bus, answers = open_bus(), list[object]()

    def hear() -> None:
        try:
            answers.append(list(bus.listen("graph", 60)))
        except StoreUnavailable as closed:
            answers.append(closed)

    thread = threading.Thread(target=hear)
    thread.start()
    time.sleep(0.2)
    bus.close()
    thread.join(20)
    assert len(answers) == 1
