"""What is read of several iterations in one go is what each of them would have said alone."""

from functools import partial
from pathlib import Path

import msgspec
import pytest

from app.domain.graph import Entry, Scope
from app.domain.moments import LATEST, NOW, AsOf
from app.errors import UnknownIteration
from app.ports import Batch, GraphStore
from tests.contracts.graph_fixture import PRODUCTS, Product, address
from tests.contracts.histories import HERE, NODES, TIMES, stated
from tests.contracts.servers import close, offered


@pytest.fixture(params=offered(PRODUCTS))
def product(request: pytest.FixtureRequest) -> Product:
    return PRODUCTS[request.param]


def told(places: list[Scope]) -> list[Entry]:
    return [
        msgspec.structs.replace(stated(f"k{n}", n, TIMES[n % 3], NODES[n % 2], count=n, name=f"n{n}"), scope=place)
        for place in places
        for n in range(9)
    ]


def look(store: GraphStore, place: Scope) -> object:
    """All that can be asked of one iteration."""
    around = store.around(place, 0, LATEST, LATEST, 4)
    seen = [dict(store.snapshot(place, as_of).nodes) for as_of in (NOW, AsOf(TIMES[1]), AsOf.at(None, 5))]
    return seen, store.history(place, NODES[0]), around


def test_pieces_of_reading_come_to_the_same_together_as_alone(product: Product, tmp_path: Path) -> None:
    places = [Scope("acme", f"i{n}") for n in range(5)]
    writer = product.write(address(tmp_path))
    writer.append(Batch("ingest", {}, told(places)[::2]))
    writer.append(Batch("ingest", {}, told(places)[1::2]))
    reader, alone = (product.read(address(tmp_path)) for _ in range(2))
    expected = [look(alone, place) for place in places]
    assert reader.together([partial(look, reader, place) for place in places]) == expected
    assert [look(reader, place) for place in places] == expected
    assert reader.together([]) == []
    with pytest.raises(UnknownIteration, match="nowhere"):
        reader.together([partial(look, reader, place) for place in (*places, Scope("acme", "nowhere"))])
    writer.append(Batch("ingest", {}, [stated("late", 99, TIMES[2], NODES[1], name="late")]))
    (now, *_) = reader.together([partial(reader.snapshot, place) for place in (HERE, *places)])
    assert now.nodes[NODES[1]].props == {"name": "late"}
    close(reader, alone, writer)
