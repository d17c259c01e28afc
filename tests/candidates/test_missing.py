"""What is missing for work: said on the own page, given by the person, true once the caseworker takes it over."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates import queries, services
from portal.candidates.models import PersonMessage
from portal.candidates.rules import CandidateState, Reach, ScreeningItem
from portal.candidates.services import Skill
from portal.core import audit, clock, db
from tests.candidates.files import again, behind_the_door, url
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import actor_of

HEADING = "Das fehlt noch, damit Sie arbeiten können"
LEVELS = {"language": "de", "speaking": "B1", "reading": "A2"}
HOURS = {"available_from": "2027-01-04", "weekly_hours": "20,5", "reach": "bike", "radius_km": "12"}


def said() -> list[PersonMessage]:
    """Read what was said."""
    return list(db.session.scalars(select(PersonMessage).execution_options(populate_existing=True)))


def lines(own_page) -> dict[str, str]:
    """Give the lines of the page on what is missing, by their names."""
    browser, address = own_page
    page = browser.get(address).text
    part = page.split(HEADING)[1].split("</ul>")[0] if HEADING in page else ""
    return {line.split("</strong>")[0]: line for line in part.split("<strong>")[1:]}


@pytest.fixture
def newcomer(app):
    """Somebody of whom nothing is known yet, and their browser on the own page."""
    person = CandidateFactory(
        phone=None, street=None, schooling_level=None, weekly_hours=None, reach=None, wish_occupations=[]
    )
    return person, behind_the_door(app, person)


def test_what_is_missing_is_said_in_plain_words_with_where_to_say_it(newcomer):
    _person, own_page = newcomer
    browser, address = own_page

    found = lines(own_page)

    assert len(found) == len(ScreeningItem)
    assert "Bitte kein Foto schicken" in found["Aufenthaltspapier und Eintrag zur Arbeit"]
    assert "href" not in found["Aufenthaltspapier und Eintrag zur Arbeit"]
    for name, where in (("Stunden und Weg zur Arbeit", "hours"), ("Wünsche", "change")):
        assert f'href="{address}?page={where}"' in found[name]
        assert browser.get(f"{address}?page={where}").status_code == 200


def test_what_is_known_or_was_said_lies_with_the_caseworker(newcomer):
    person, own_page = newcomer
    browser, address = own_page
    person.phone = "0151 999888"
    db.session.commit()

    for where, data in (("hours", HOURS), ("languages", LEVELS), ("change", {"phone": person.phone, "wishes": "Bau"})):
        assert browser.post(f"{address}?page={where}", data=data).status_code == 303

    found = lines(own_page)
    waiting = {name for name, line in found.items() if "Ihre Beratung prüft das noch" in line}
    assert len(said()) == 3
    assert {"Kontakt", "Wünsche", "Stunden und Weg zur Arbeit", "Deutsch beim Sprechen und Lesen"} == waiting


@pytest.mark.parametrize("traits", [{"ready_for_work": True}, {"state": CandidateState.CLOSED}], ids=str)
def test_who_misses_nothing_or_is_no_longer_with_us_reads_of_nothing(app, traits):
    assert lines(behind_the_door(app, CandidateFactory(**traits))) == {}


def test_a_line_that_lapsed_is_missing_again():
    person = CandidateFactory(ready_for_work=True)
    day = max(check.valid_until for check in queries.checks_of(person.id))

    assert queries.missing(person.id, clock.today()) == []
    assert queries.missing(person.id, date(day.year + 1, day.month, 1)) == list(ScreeningItem)


def test_hours_and_way_count_once_the_caseworker_takes_them_over(own_page, desk, person):
    browser, address = own_page
    before = (person.weekly_hours, person.reach, person.radius_km, person.available_from)

    assert browser.post(f"{address}?page=hours", data=HOURS).status_code == 303
    (message,) = said()
    page = desk.get(url(person, "/messages")).text
    known = again(person)
    assert (known.weekly_hours, known.reach, known.radius_km, known.available_from) == before
    assert all(text in page for text in ("20,5", "mit dem Fahrrad", "12", "4. Januar 2027"))

    assert desk.post(f"/candidates/messages/{message.id}/adopt").status_code == 303

    known = again(person)
    assert (known.weekly_hours, known.reach) == (Decimal("20.5"), Reach.BIKE)
    assert (known.radius_km, known.available_from) == (12, date(2027, 1, 4))
    edits = [event.details["section"] for event in audit.history("candidate", person.id) if event.name == "edit"]
    assert edits == ["availability"]
    assert browser.post(f"{address}?page=hours", data=HOURS).status_code == 303
    assert len(said()) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"weekly_hours": "49"}, {"weekly_hours": "NaN"}, {"radius_km": "0"}, {"reach": "ship"}, {"available_from": "x"}],
    ids=str,
)
def test_hours_that_cannot_be_are_refused_at_the_field(own_page, wrong):
    browser, address = own_page

    answer = browser.post(f"{address}?page=hours", data={**HOURS, **wrong})

    assert answer.status_code == 422
    assert f'id="{next(iter(wrong))}-error"' in answer.text
    assert said() == []


def test_a_level_people_say_of_themselves_counts_once_it_is_taken_over_and_says_so(own_page, desk, person):
    browser, address = own_page
    data = {**LEVELS, "language": "ar", "writing": "C2"}

    assert browser.post(f"{address}?page=languages", data=data).status_code == 303
    (message,) = said()
    assert queries.skill(person.id, "ar") is None
    assert "Sprechen B1, Lesen A2, Schreiben C2" in desk.get(url(person, "/messages")).text

    assert desk.post(f"/candidates/messages/{message.id}/adopt").status_code == 303

    known = queries.skill(person.id, "ar")
    assert (known.speaking, known.reading, known.listening, known.writing) == ("B1", "A2", None, "C2")
    assert known.evidence == "Eigene Angabe"
    assert browser.post(f"{address}?page=languages", data=data).status_code == 303
    assert len(said()) == 1


def test_what_a_certificate_showed_is_still_known_to_have_been_shown(own_page, desk, person):
    browser, address = own_page
    keeper = actor_of(db.session.get_one(User, person.caseworker_id))
    services.set_language(person, Skill("de", "B1", "A2", "telc B1", date(2026, 3, 1)), actor=keeper)
    db.session.commit()

    browser.post(f"{address}?page=languages", data={**LEVELS, "speaking": "B2"})
    desk.post(f"/candidates/messages/{said()[0].id}/adopt")

    known = queries.skill(person.id, "de")
    db.session.refresh(known)
    assert (known.speaking, known.evidence, known.evidenced_on) == ("B2", "telc B1", date(2026, 3, 1))


@pytest.mark.parametrize(
    "wrong", [{"language": "xx"}, {"speaking": "Z9"}, {"reading": ""}, {"language": "\x00"}], ids=str
)
def test_a_level_nobody_knows_is_refused(own_page, wrong):
    browser, address = own_page

    assert browser.post(f"{address}?page=languages", data={**LEVELS, **wrong}).status_code == 422

    assert said() == []


def test_a_double_click_says_it_once(own_page, person):
    browser, address = own_page

    for where, data in (("hours", HOURS), ("languages", LEVELS)):
        record_id = str(db.new_id())
        for _press in range(2):
            assert browser.post(f"{address}?page={where}", data={**data, "record_id": record_id}).status_code == 303

    assert len(said()) == 2
