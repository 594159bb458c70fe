"""Several tenants: each sees its own iterations, the picker leads from one to the other, the address says whose."""

import pytest

from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import event
from workers.drain import drain

pytestmark = pytest.mark.browser


def test_a_tenant_sees_its_own_iterations_and_the_address_says_whose(page, writer):
    told = [event("dde.task.created", 1, iteration="Iter-Other", tenant="other", task_id="BE.Only")]
    for _ in send(writer.log, encode, told):
        pass
    drain(writer)
    page.open("/?tenant=other").until("document.querySelectorAll('.orow').length === 1")
    assert "Iter-Other" in page.run("document.querySelector('.orow').textContent")
    page.run("document.querySelector('.tenants [data-arg=local]').click()")
    page.until("document.querySelectorAll('.orow').length > 1 && location.search.includes('tenant=local')")
    page.open("/dde?tenant=other&iteration=Iter-Other").until("mc.picture?.view?.marks.length === 1")
    page.open("/dde?iteration=Iter-Other").until("mc.picture?.fault")
