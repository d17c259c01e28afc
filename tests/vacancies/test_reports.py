"""Reports about offers: sent by anybody, grouped by offer, closed with an outcome, and forgotten."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import select

from portal.core import audit, clock, db
from portal.core.actor import NOBODY, Role
from portal.core.audit import Event
from portal.core.outbox import OutboxMail
from portal.core.paging import PAGE_SIZE
from portal.core.retention import run_due
from portal.insight import queries as desk
from portal.vacancies.models import OfferReport
from portal.vacancies.queries import reports as queries
from portal.vacancies.rules.reports import REPORT_KEPT, ReportOutcome, ReportReason, ReportState
from portal.vacancies.services import reports
from portal.wiring import BOUNDS, RETENTION
from tests.factories.organisations import actor_of, company_member, office_member
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in
from tests.statements import statements


@pytest.fixture
def offer(app):
    return VacancyFactory(published=True)


@pytest.fixture
def reviewer(app):
    return office_member(role=Role.EMPLOYER_SERVICE)


def send(client, offer, prefix="", **changed):
    data = {"record_id": str(uuid4()), "reason": "gone", **changed}
    return client.post(f"{prefix}/offers/{offer.number}/report", data=data)


def report(offer, reason=ReportReason.GONE, text=None):
    reports.report(offer, uuid4(), actor=NOBODY, reason=reason, text=text)


def opened(client, offer):
    """Open the page that closes reports, and give what its form carries."""
    page = client.get(f"/reports/{offer.id}/close").text
    return {"shown": re.search(r'name="shown"[^>]*value="([^"]*)"', page)[1], "outcome": "unfounded"}


def close(actor, offer, **answer):
    reports.close(queries.to_close(actor, offer.id), actor=actor, outcome=ReportOutcome.UNFOUNDED, **answer)


def sent() -> list[OfferReport]:
    return list(db.session.scalars(select(OfferReport).order_by(OfferReport.id)))


@pytest.mark.parametrize("prefix", ["", "/en", "/uk", "/ar", "/leicht"])
def test_anybody_reports_an_offer_in_every_language_without_a_name(client, offer, prefix):
    answer = send(client, offer, prefix, text="Der Platz ist weg.")

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{prefix}/reported")
    assert client.get(f"{prefix}/reported").status_code == 200
    (one,) = sent()
    assert (one.vacancy_id, one.reason, one.text, one.state) == (offer.id, "gone", "Der Platz ist weg.", "open")
    assert audit.latest("report", one.id).actor_id is None


@pytest.mark.parametrize(("reason", "text", "status"), [("other", "", 422), ("other", "x", 303), ("", "x", 422)])
def test_a_reason_is_chosen_and_another_one_is_put_in_words(client, offer, reason, text, status):
    assert send(client, offer, reason=reason, text=text).status_code == status
    assert len(sent()) == (status == 303)


def test_a_double_click_counts_once_and_a_machine_not_at_all(client, offer):
    same = str(uuid4())
    for extra in ({"record_id": same}, {"record_id": same}, {"homepage": "https://spam.example"}):
        assert send(client, offer, **extra).status_code == 303

    assert len(sent()) == 1
    assert "board.report" in BOUNDS


def test_what_is_not_on_the_board_cannot_be_reported(client):
    ended = VacancyFactory(published=True, expires_on=clock.today() - timedelta(days=1))

    assert [send(client, one).status_code for one in (VacancyFactory(), ended)] == [404, 410]


def test_reviewers_get_one_mail_for_an_offer_and_one_line_on_the_desk(client, offer, reviewer):
    for _ in range(3):
        report(offer)

    mails = list(db.session.scalars(select(OutboxMail)))
    assert [(mail.address, mail.subject) for mail in mails] == [(reviewer.email, "Ein Angebot wurde gemeldet")]
    assert f"/reports/{offer.id}" in mails[0].body
    assert desk.waiting(actor_of(reviewer)) == 1


def test_staff_read_all_of_it_and_one_answer_closes_it(client, offer, reviewer):
    report(offer, text="Falsche Zeiten")
    report(offer, ReportReason.UNFAIR)
    sign_in(client, reviewer)
    here = f"/reports/{offer.id}"

    assert client.get("/reports/").text.count(f'href="{here}"') == 1
    assert "Falsche Zeiten" in client.get(here).text
    assert "2 Meldungen" in client.get(here).text
    form = opened(client, offer)
    assert client.post(f"{here}/close", data={**form, "outcome": ""}).status_code == 422
    answer = client.post(f"{here}/close", data={**form, "outcome": "corrected", "reason": "Angerufen."})
    assert (answer.status_code, answer.headers["Location"]) == (303, here)

    assert {(one.state, one.outcome) for one in sent()} == {(ReportState.CLOSED, ReportOutcome.CORRECTED)}
    assert "Angerufen." in client.get(here).text
    assert f'href="{here}"' not in client.get("/reports/").text
    assert client.get("/reports/?done=1").text.count(f'href="{here}"') == 1
    assert desk.waiting(actor_of(reviewer)) == 0


def test_the_queue_goes_by_who_came_first_whatever_ids_visitors_send(client, reviewer):
    offers = [VacancyFactory(published=True, content={"title": f"Angebot {number}"}) for number in range(3)]
    now = clock.now()
    for minute, (offer, sent_id) in enumerate(zip(offers, ("f" * 32, "8" * 32, "0" * 32), strict=True)):
        with time_machine.travel(now + timedelta(minutes=minute)):
            send(client, offer, record_id=str(UUID(sent_id)))
    with time_machine.travel(now + timedelta(hours=1)):
        send(client, offers[0], record_id=str(UUID("1" * 32)), reason="pay")

    pile, (found, _total) = desk.desk(actor_of(reviewer))[0], queries.reported(actor_of(reviewer), is_open=True)

    assert [one.reason for one in found] == [ReportReason.GONE] * 3, "each by what came first about it"
    assert [one.vacancy_id for one in found] == [offer.id for offer in offers]
    assert [line.page.values["vacancy_id"] for line in pile.lines] == [offer.id for offer in offers]


def test_many_reports_cost_as_many_statements_as_one(client, app, offer, reviewer):
    sign_in(client, reviewer)

    def cost():
        with statements(app) as said:
            assert client.get(f"/reports/{offer.id}").status_code == 200
        return len(said)

    report(offer)
    db.session.commit()
    one = cost()
    for _ in range(3):
        report(offer)
    db.session.commit()

    assert cost() == one


def test_what_was_said_is_read_page_by_page(client, offer, reviewer):
    for number in range(PAGE_SIZE + 1):
        report(offer, ReportReason.OTHER, f"Grund {number}.")
    sign_in(client, reviewer)

    newest, oldest = (client.get(f"/reports/{offer.id}?page={page}").text for page in (1, 2))

    assert ("Grund 0." in newest, "Grund 0." in oldest) == (False, True)
    assert f"Grund {PAGE_SIZE}." in newest
    assert f"{PAGE_SIZE + 1} Meldungen" in oldest


def test_an_answer_closes_what_its_page_showed_and_what_came_meanwhile_is_seen_first(client, offer, reviewer):
    sign_in(client, reviewer)
    report(offer, text="Falsche Zeiten")
    form = opened(client, offer)
    report(offer, ReportReason.DUBIOUS, text="Ich soll meinen Ausweis schicken")
    db.session.commit()

    answer = client.post(f"/reports/{offer.id}/close", data=form)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/reports/{offer.id}/close")
    assert {one.text: one.state.value for one in sent()} == {
        "Falsche Zeiten": "closed",
        "Ich soll meinen Ausweis schicken": "open",
    }
    assert desk.waiting(actor_of(reviewer)) == 1
    again = client.get(answer.headers["Location"]).text
    assert "Es warten noch Meldungen, die Sie nicht gesehen haben." in again
    assert ("Ich soll meinen Ausweis schicken" in again, "Falsche Zeiten" in again) == (True, False)
    answer = client.post(f"/reports/{offer.id}/close", data=opened(client, offer))
    assert (answer.headers["Location"], desk.waiting(actor_of(reviewer))) == (f"/reports/{offer.id}", 0)
    assert client.get(f"/reports/{offer.id}/close").status_code == 404, "nothing waits any more"


def test_a_refused_answer_names_what_its_page_shows_now(client, offer, reviewer):
    sign_in(client, reviewer)
    report(offer)
    form = opened(client, offer)
    report(offer, text="Noch etwas")
    db.session.commit()

    refused = client.post(f"/reports/{offer.id}/close", data={**form, "outcome": ""})

    assert "Noch etwas" in refused.text
    assert all(str(one.id) in refused.text for one in sent())


def test_a_form_closes_nothing_of_another_offer_nor_what_somebody_else_has_closed(client, offer, reviewer):
    report(offer)
    other = VacancyFactory(published=True)
    report(other)
    db.session.commit()
    sign_in(client, reviewer)
    form, foreign = opened(client, offer), opened(client, other)
    address = f"/reports/{offer.id}/close"

    assert client.post(address, data=foreign).status_code == 404
    assert [client.post(address, data={**form, "shown": wrong}).status_code for wrong in ("", "x")] == [422, 422]
    assert {one.state for one in sent()} == {ReportState.OPEN}
    close(actor_of(office_member(role=Role.COORDINATOR)), offer)
    db.session.commit()
    assert client.post(address, data=form).status_code == 409


def test_a_company_does_not_learn_that_it_was_reported(client, offer):
    report(offer)
    sign_in(client, company_member(offer.organisation))

    assert client.get("/reports/").status_code == 403
    assert client.get(f"/reports/{offer.id}").status_code == 403
    assert client.post(f"/reports/{offer.id}/close").status_code == 403
    assert "gemeldet" not in client.get(f"/vacancies/{offer.id}").text.lower()


def test_there_is_no_page_for_an_offer_nobody_reported(client, offer, reviewer):
    sign_in(client, reviewer)

    assert client.get(f"/reports/{offer.id}").status_code == 404


def test_half_a_year_after_somebody_looked_it_is_gone(app, offer, reviewer):
    report(offer)
    close(actor_of(reviewer), offer, reason="Bei Frau K. gefragt.")
    report(offer, text="steht noch offen")
    db.session.commit()

    with time_machine.travel(clock.now() + REPORT_KEPT + timedelta(days=1)):
        run_due(tuple(rule for rule in RETENTION if rule.name == "vacancies/reports"))

    assert [one.text for one in sent()] == ["steht noch offen"]
    written = select(Event.name, Event.reason).where(Event.record_type == "report").order_by(Event.created_at, Event.id)
    assert [tuple(row) for row in db.session.execute(written)] == [("report", None), ("close", None), ("report", None)]
