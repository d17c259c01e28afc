"""Search orders: what is new is told once and by one mail, and they end by themselves."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.accounts.models import User
from portal.candidates import queries as candidates
from portal.candidates import services as files
from portal.candidates.models import Candidate, Consent, ExcludedOrganisation
from portal.candidates.rules import ConsentPurpose
from portal.core import clock, db, outbox, reminders, retention
from portal.core.errors import NotFound
from portal.core.outbox import OutboxMail
from portal.organisations.models import Membership, Office, Organisation
from portal.organisations.rules import CompanyState
from portal.proposals.models import OfferMark, SearchOrder, ToldOffer
from portal.proposals.queries import searching
from portal.proposals.rules.searching import MOST_ORDERS, Preset, Question
from portal.proposals.services import searching as services
from portal.vacancies import search
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import VacancyState
from portal.wiring import REMINDERS, RETENTION
from tests.candidates.canaries import plant
from tests.factories.candidates import CandidateFactory, ConsentFactory
from tests.factories.organisations import actor_of, office_member
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.mailbox import Mailbox
from tests.proposals.conftest import Scene

NEWS, STILL_WANTED = "proposals/news", "proposals/still_wanted"
QUESTION = Question("Lagerhelfer", loosened=frozenset({Preset.REACH}))
DAY = timedelta(days=1)


def saved(scene: Scene, question: Question = QUESTION) -> SearchOrder:
    """Save a search order for the person of the scene."""
    made = services.save_order(scene.person, question, actor=scene.office)
    db.session.commit()
    return made


def published(**values: Any) -> Vacancy:
    """Publish an offer now."""
    made: Vacancy = VacancyFactory(published=True, **values)
    return made


def tell() -> list[str]:
    """Run the job and give the mails that told something, oldest first."""
    search.rebuild()
    services.tell_news()
    query = select(OutboxMail).where(OutboxMail.kind == NEWS).order_by(OutboxMail.id)
    return [f"{mail.subject}\n{outbox.opened(mail)}" for mail in db.session.scalars(query)]


def kinds() -> list[str]:
    """Give the kinds of the mails about search orders."""
    mine = OutboxMail.kind.in_([NEWS, STILL_WANTED])
    return list(db.session.scalars(select(OutboxMail.kind).where(mine).order_by(OutboxMail.id)))


def orders() -> int:
    """Count the search orders there are."""
    return db.session.query(SearchOrder).count()


def test_what_was_there_before_is_no_news_and_what_comes_is_told_once_to_who_keeps_the_file(scene: Scene) -> None:
    saved(scene)
    assert tell() == []
    published()

    first, again = tell(), tell()

    assert len(first) == len(again) == 1
    assert scene.person.number in first[0]
    assert "1 neues Angebot" in first[0]
    assert db.session.scalars(select(OutboxMail.user_id).where(OutboxMail.kind == NEWS)).all() == [scene.caseworker.id]


def test_one_mail_tells_of_all_people_of_a_caseworker(scene: Scene) -> None:
    caseworker = db.session.get_one(User, scene.caseworker.id)
    other = CandidateFactory(ready_for_work=True, caseworker=caseworker)
    saved(scene)
    services.save_order(other, QUESTION, actor=scene.office)
    db.session.commit()
    published()

    (mail,) = tell()

    assert "2 neue Angebote" in mail
    assert scene.person.number in mail
    assert other.number in mail


def test_a_mail_names_the_person_by_the_number_alone(scene: Scene) -> None:
    planted = plant(caseworker=db.session.get_one(User, scene.caseworker.id), locale="de")
    services.save_order(planted.person, Question("Lagerhelfer", loosened=frozenset(Preset)), actor=scene.office)
    db.session.commit()
    published()

    (mail,) = tell()

    assert planted.person.number in mail
    assert "Lagerhelfer" not in mail
    assert not [sign for signs in planted.signs.values() for sign in signs if sign in mail]


@pytest.mark.parametrize("way", ["closed", "full", "suspended", "excluded", "aside", "proposed", "another word"])
def test_what_is_over_or_nothing_for_the_person_is_no_news(scene: Scene, way: str) -> None:
    saved(scene)
    other = {"title": "Zahnarzt", "occupation": None, "tasks": "Termine", "easy_german": None, "can_be_learned": None}
    made = published(content=other if way == "another word" else {})
    search.rebuild()
    if way == "closed":
        db.session.execute(update(Vacancy).values(state=VacancyState.WITHDRAWN))
    elif way == "full":
        made.taken = made.places
    elif way == "suspended":
        db.session.execute(update(Organisation).values(state=CompanyState.SUSPENDED))
    elif way == "excluded":
        db.session.add(ExcludedOrganisation(candidate_id=scene.person.id, organisation_id=made.organisation_id))
    elif way == "aside":
        why = services.Why(services.UnsuitableReason.WISH)
        services.put_aside(scene.person, made.id, why, actor=scene.office)
    elif way == "proposed":
        ProposalFactory(candidate=scene.person, vacancy=made)
    db.session.commit()

    services.tell_news()

    assert kinds() == []


def test_what_is_published_again_or_changed_is_not_told_again(scene: Scene) -> None:
    saved(scene)
    made = published()
    tell()
    made.published_at = clock.now() + DAY
    made.text.title = "Lagerhelfer (m/w/d) in Teilzeit"
    db.session.commit()

    with time_machine.travel(clock.now() + 2 * DAY):
        assert len(tell()) == 1


def test_what_the_index_learns_late_is_told_late_and_not_never(scene: Scene) -> None:
    search.rebuild()
    saved(scene)
    published()
    services.tell_news()
    assert kinds() == []

    with time_machine.travel(clock.now() + 3 * DAY):
        assert len(tell()) == 1


def test_a_pause_loses_nothing(scene: Scene) -> None:
    order = saved(scene)
    services.pause_order(order, actor=scene.office)
    db.session.commit()
    published()
    assert tell() == []

    services.resume_order(order, actor=scene.office)
    db.session.commit()

    assert len(tell()) == 1


@pytest.mark.commits
def test_a_job_that_dies_tells_later_and_nothing_twice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    person = CandidateFactory(ready_for_work=True, radius_km=90)
    keeper = actor_of(db.session.get_one(User, person.caseworker_id))
    services.save_order(person, QUESTION, actor=keeper)
    db.session.commit()
    published()
    search.rebuild()

    def die(*_: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "put", die)
        with pytest.raises(ExceptionGroup):
            services.tell_news()
    assert (kinds(), db.session.query(ToldOffer).count()) == ([], 0)
    db.session.rollback()
    for _ in range(2):
        services.tell_news()

    assert (kinds(), db.session.query(ToldOffer).count()) == ([NEWS], 1)


def test_the_news_arrives_in_the_language_of_the_caseworker(app: Flask, scene: Scene, mailbox: Mailbox) -> None:
    scene.caseworker.locale = "en"
    saved(scene)
    published()

    (mail,) = tell()

    assert "1 new offer" in mail


def test_after_half_a_year_it_is_asked_once_and_a_month_later_it_ends(scene: Scene) -> None:
    order = saved(scene)
    start = clock.start_of(clock.today()) + timedelta(hours=12)  # late at night summer time makes it the next day
    for days, asked, left in ((182, 0, 1), (183, 1, 1), (184, 1, 1), (212, 1, 1), (214, 1, 0)):
        with time_machine.travel(start + days * DAY):
            reminders.run_due(tuple(kind for kind in REMINDERS if kind.name == "proposals/search_order"))
            retention.run_due(tuple(rule for rule in RETENTION if rule.name == "proposals/search_orders"))
            db.session.commit()
            assert kinds().count(STILL_WANTED) == asked, days
            assert orders() == left, days
    text = outbox.opened(db.session.scalars(select(OutboxMail).where(OutboxMail.kind == STILL_WANTED)).one())
    assert f"/proposals/people/{order.candidate_id}/orders" in text


def test_one_that_is_kept_goes_on_for_another_half_year(scene: Scene) -> None:
    order = saved(scene)
    start = clock.now()
    with time_machine.travel(start + 190 * DAY):
        services.keep_order(order, actor=scene.office)
        db.session.commit()

    with time_machine.travel(start + 300 * DAY):
        retention.run_due(tuple(rule for rule in RETENTION if rule.name == "proposals/search_orders"))
        assert orders() == 1


def test_notes_are_forgotten_after_half_a_year(scene: Scene) -> None:
    search.rebuild()
    services.note(scene.person, scene.vacancy.id, actor=scene.office)
    db.session.commit()

    with time_machine.travel(clock.now() + 184 * DAY):
        retention.run_due(tuple(rule for rule in RETENTION if rule.name == "proposals/marks"))

    assert db.session.query(OfferMark).count() == 0


@pytest.mark.parametrize("way", ["close", "care", "name"])
def test_orders_end_with_the_file_or_the_consent_to_care_and_with_no_other(scene: Scene, way: str) -> None:
    saved(scene)
    person = candidates.one(scene.office, scene.person.id)
    if way == "close":
        files.step(person, "close", actor=scene.office, reason="Umgezogen")
    else:
        purpose = ConsentPurpose.CARE if way == "care" else ConsentPurpose.NAME
        if way == "name":
            ConsentFactory(candidate_id=person.id, purpose=purpose, organisation_id=scene.company.id)
        same = (Consent.candidate_id == person.id) & (Consent.purpose == purpose)
        files.withdraw_consent(person, db.session.scalars(select(Consent).where(same)).one(), actor=scene.office)
    db.session.commit()

    assert orders() == (1 if way == "name" else 0)


def test_with_the_data_of_a_person_goes_all_that_was_searched_and_noted(scene: Scene) -> None:
    saved(scene)
    search.rebuild()
    services.note(scene.person, scene.vacancy.id, actor=scene.office)
    person = candidates.one(scene.office, scene.person.id)
    files.step(person, "close", actor=scene.office, reason="Umgezogen")
    db.session.commit()

    with time_machine.travel(clock.now() + 200 * DAY):
        retention.run_due(tuple(rule for rule in RETENTION if rule.name == "candidates/closed"))

    assert db.session.get_one(Candidate, scene.person.id).anonymised_at
    assert (orders(), db.session.query(OfferMark).count()) == (0, 0)


def test_the_same_question_is_saved_once_and_no_more_than_a_few(as_office: FlaskClient, scene: Scene) -> None:
    address = f"/proposals/people/{scene.person.id}/orders"
    for word in ("Lager", "Lager", *(f"Wort {n}" for n in range(MOST_ORDERS - 1))):
        assert as_office.post(address, data={"q": word, "off": ["reach"], "kind": ["mini_job"]}).status_code == 303

    answer = as_office.post(address, data={"q": "eins zu viel"})

    assert answer.status_code == 422
    assert "schon fünf Suchaufträge" in answer.text
    assert orders() == MOST_ORDERS


def test_a_caseworker_pauses_resumes_keeps_and_ends(as_office: FlaskClient, scene: Scene) -> None:
    order = saved(scene)
    page = f"/proposals/people/{scene.person.id}/orders"
    found = as_office.get(f"/proposals/orders/{order.id}")
    assert found.location == f"/proposals/people/{scene.person.id}/offers?q=Lagerhelfer&off=reach"

    for deed, words in (("pause", "ruht"), ("resume", "läuft"), ("keep", "läuft"), ("end", "Noch kein Suchauftrag")):
        assert as_office.post(f"/proposals/orders/{order.id}/{deed}").location == page
        assert words in as_office.get(page).text
    assert as_office.post(f"/proposals/orders/{order.id}/end").status_code == 404


@pytest.mark.parametrize("deed", ["pause", "resume", "keep", "end"])
def test_the_order_of_somebody_elses_person_does_not_exist(as_office: FlaskClient, scene: Scene, deed: str) -> None:
    person = CandidateFactory(ready_for_work=True)
    keeper = actor_of(db.session.get_one(User, person.caseworker_id))
    order = services.save_order(person, QUESTION, actor=keeper)
    db.session.commit()

    assert as_office.post(f"/proposals/orders/{order.id}/{deed}").status_code == 404
    assert as_office.get(f"/proposals/orders/{order.id}").status_code == 404
    assert orders() == 1


def test_news_for_files_of_somebody_who_has_left_waits_for_who_takes_them_over(scene: Scene) -> None:
    saved(scene)
    published()
    mine = Membership.user_id == scene.person.caseworker_id
    db.session.execute(update(Membership).where(mine).values(ended_at=clock.now()))
    assert tell() == []

    successor = office_member(db.session.get_one(Office, scene.person.office_id))
    scene.person.caseworker_id = successor.id
    db.session.commit()

    assert len(tell()) == 1
    assert db.session.scalars(select(OutboxMail.address).where(OutboxMail.kind == NEWS)).all() == [successor.email]


def test_a_closed_file_is_searched_for_by_nobody(scene: Scene) -> None:
    offer, person = published(), candidates.one(scene.office, scene.person.id)
    files.step(person, "close", actor=scene.office, reason="Umgezogen")
    db.session.commit()

    with pytest.raises(NotFound):
        services.save_order(scene.person, QUESTION, actor=scene.office)
    with pytest.raises(NotFound):
        services.note(scene.person, offer.id, actor=scene.office)
    with pytest.raises(NotFound):
        searching.person(scene.office, scene.person.id)
