"""How often an offer is read: counted without anybody being followed, and not for programs and people of the portal."""

import pytest
from sqlalchemy import select

from portal.core import db
from portal.vacancies.models import OfferReads
from tests.factories.vacancies import VacancyFactory

PERSON = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}

pytestmark = pytest.mark.commits


def times() -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(select(OfferReads.times)))


@pytest.fixture
def address(app) -> str:
    vacancy = VacancyFactory(published=True)
    db.session.commit()
    return f"/offers/{vacancy.number}"


def test_every_reader_counts_once_a_visit(client, address):
    for _visit in range(3):
        client.get(address, headers=PERSON).close()

    assert times() == [3]


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Somebot/2.1; +http://somebot.example)"},
        {"User-Agent": "curl/8.5"},
        {**PERSON, "Sec-Purpose": "prefetch;prerender"},
        {**PERSON, "Purpose": "prefetch"},
    ],
)
def test_programs_and_browsers_that_fetch_ahead_do_not_count(client, address, headers):
    client.get(address, headers=headers).close()
    client.head(address, headers=PERSON).close()

    assert times() == []


def test_what_is_answered_from_a_cache_and_an_offer_that_is_over_do_not_count(client, address):
    first = client.get(address, headers=PERSON)
    first.close()
    client.get(address, headers={**PERSON, "If-None-Match": first.headers["ETag"]}).close()
    client.get("/offers/A-XXXXXX", headers=PERSON).close()

    assert times() == [1]
