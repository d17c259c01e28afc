"""Companies somebody names: invited once, reminded once, left alone for good, forgotten after half a year."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core import clock, db, reminders, retention
from portal.core.actor import Role
from portal.core.db import new_id
from portal.core.delivery import deliver_due
from portal.core.errors import NotAllowed, NotFound
from portal.core.outbox import OutboxMail
from portal.core.reminders import ReminderChannel, ReminderKind
from portal.core.retention import RetentionRule
from portal.organisations.models import FirmOptOut, FirmTip
from portal.organisations.queries import tips as queries
from portal.organisations.rules import TIP_KEPT, TipState
from portal.organisations.services import tips as services
from portal.organisations.workflow.tips import AlreadyHere, LeftAlone
from portal.reference.calendar import add_working_days
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.mailbox import link_in
from tests.organisations.test_sign_up import send
from tests.signing import sign_in

AGAIN = ReminderKind("organisations/tip_again", "company", ReminderChannel.MAIL, queries.due_again, services.remind)
KEPT = RetentionRule("organisations/tips", TIP_KEPT, "over", queries.named_before, services.erase)
FIRM = {"name": "Bäckerei Œuvre Şahin 🥨", "town": "Heinsberg", "how_known": "Der Bürgermeister kennt sie."}


@pytest.fixture
def mayor(app: Any) -> User:
    """Somebody of an authority who knows two companies."""
    return office_member(role=Role.AUTHORITY)


@pytest.fixture
def service(app: Any) -> User:
    """Somebody of the employer service."""
    return office_member(role=Role.EMPLOYER_SERVICE)


def named(mayor: User, **known: str | None) -> FirmTip:
    """Name a company."""
    tip = services.name(new_id(), {**FIRM, "email": "info@oeuvre.example", **known}, actor=actor_of(mayor))
    db.session.commit()
    return tip


def mails(kind: str) -> list[OutboxMail]:
    """Give the mails of a kind."""
    return list(db.session.scalars(select(OutboxMail).where(OutboxMail.kind == f"organisations/{kind}")))


def test_a_partner_names_a_company_once_and_sees_the_own_ones_only(client, mayor):
    named(office_member(role=Role.AUTHORITY), name="Fremd GmbH")
    sign_in(client, mayor)
    data = {**FIRM, "record_id": str(new_id()), "contact_name": "", "phone": "02452 1234", "email": ""}

    for _ in range(2):
        assert client.post("/organisations/tips/new", data=data).status_code == 303

    tip = db.session.scalars(select(FirmTip).where(FirmTip.named_by_id == mayor.id)).one()
    assert (tip.state, tip.phone) == (TipState.NEW, "+49 2452 1234")
    page = client.get("/organisations/tips").text
    assert (FIRM["name"] in page, "Fremd GmbH" in page) == (True, False)
    assert client.post(f"/organisations/tips/{tip.id}/invite").status_code == 403


@pytest.mark.parametrize("event", ["join", "decline"])
def test_a_company_that_has_come_or_was_left_alone_by_telephone_is_thanked_all_the_same(client, mayor, service, event):
    tip = named(mayor)
    services.invite(tip, actor=actor_of(service))
    services.close(tip, event, actor=actor_of(service), reason="Am Telefon")
    db.session.commit()
    path = link_in(mails("tip_invited")[0])

    assert [client.post(path).status_code for _ in range(2)] == [303, 303]


@pytest.mark.parametrize("path", ["", "/invite", "/decline", "/join", "/letter"])
def test_the_tip_of_somebody_else_is_not_there(client, mayor, path):
    tip = named(mayor)
    sign_in(client, office_member(role=Role.CASEWORKER))

    answer = client.post(f"/organisations/tips/{tip.id}{path}") if path else client.get(f"/organisations/tips/{tip.id}")

    assert answer.status_code in ((403, 404) if path else (404,))
    assert tip.state is TipState.NEW


@pytest.mark.parametrize("bad", [{"name": ""}, {"town": "x" * 81}, {"email": "x"}, {"phone": "12"}, {"how_known": ""}])
def test_bad_tips_are_refused(client: FlaskClient, mayor, bad):
    sign_in(client, mayor)

    answer = client.post("/organisations/tips/new", data={**FIRM, "record_id": str(new_id()), **bad})

    assert answer.status_code == 422


def test_a_company_is_invited_once_by_mail_and_reminded_once_after_ten_working_days(client, mayor, service):
    tip = named(mayor)
    sign_in(client, service)

    for _ in range(2):
        assert client.post(f"/organisations/tips/{tip.id}/invite").status_code == 303

    assert [mail.address for mail in mails("tip_invited")] == ["info@oeuvre.example"]
    due = add_working_days(clock.today(), 10)
    for days, sent in ((-1, 0), (0, 1), (5, 1), (40, 1)):
        with time_machine.travel(clock.now().replace(year=due.year, month=due.month, day=due.day, hour=11)):
            now = clock.now() + timedelta(days=days)
        with time_machine.travel(now):
            reminders.run_due((AGAIN,))
        assert len(mails("tip_again")) == sent


def test_a_dead_mail_server_loses_no_invitation(mayor, service, app, monkeypatch):
    def dead(*_args: object, **_more: object) -> None:
        raise OSError("no route")

    services.invite(named(mayor), actor=actor_of(service))
    db.session.commit()
    monkeypatch.setattr(app.extensions["mail"], "connect", dead)

    deliver_due()

    assert [mail.state for mail in mails("tip_invited")] == ["queued"]


def test_a_look_at_the_link_changes_nothing_and_a_click_ends_it_for_good(client, mayor, service):
    tip = named(mayor, contact_name="Frau Ünlü", phone="+49 2452 1234")
    services.invite(tip, actor=actor_of(service))
    db.session.commit()
    path = link_in(mails("tip_invited")[0])

    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    assert tip.state is TipState.INVITED
    for _ in range(2):
        assert client.post(path).headers["Location"] == "/organisations/left-alone"

    assert tip.state is TipState.DECLINED
    assert (tip.email, tip.phone, tip.contact_name, tip.how_known) == (None, None, None, None)
    assert len(db.session.scalars(select(FirmOptOut)).all()) == 2
    for changed in ({"name": "Anderer Name"}, {"email": None}, {"name": FIRM["name"].upper(), "email": "b@b.example"}):
        with pytest.raises(LeftAlone):
            named(mayor, **changed)


def test_a_company_without_mail_is_invited_by_letter(client, mayor, service):
    tip = named(mayor, email=None)
    sign_in(client, service)
    address = f"/organisations/tips/{tip.id}"

    assert client.post(f"{address}/letter").status_code == 404
    assert client.post(f"{address}/invite", data={"street": "", "postal_code": "x"}).status_code == 422
    assert client.post(f"{address}/invite", data={"street": "Markt 1", "postal_code": "52525"}).status_code == 303

    assert (tip.state, tip.street) == (TipState.INVITED, "Markt 1")
    assert client.post(f"{address}/letter").data.startswith(b"%PDF")
    assert "Brief drucken" in client.get(address).text
    assert mails("tip_invited") == []


def test_a_company_that_is_here_or_named_already_is_no_news(mayor):
    OrganisationFactory(name="Hier GmbH", sort_name="hier gmbh", town="Heinsberg")
    named(mayor)

    for known in ({"name": "HIER GmbH"}, {}):
        with pytest.raises(AlreadyHere):
            named(mayor, **known)


def test_a_company_that_signs_up_closes_its_tip(client, mayor):
    tip, other = named(mayor, email="kim@mueller.example"), named(mayor, name="Andere", email=None)

    send(client, contact_email="kim@mueller.example")

    assert (tip.state, other.state) == (TipState.JOINED, TipState.NEW)


def test_staff_close_a_tip_and_say_why(client, mayor, service):
    tip = named(mayor)
    sign_in(client, service)

    assert client.get(f"/organisations/tips/{tip.id}/decline").status_code == 200
    assert client.post(f"/organisations/tips/{tip.id}/decline", data={"reason": "Am Telefon"}).status_code == 303
    assert tip.state is TipState.DECLINED
    assert FIRM["name"] in client.get("/organisations/tips?done=1").text
    assert client.get(f"/organisations/tips/{tip.id}").status_code == 200


def test_a_tip_is_forgotten_after_half_a_year_and_the_refusal_is_not(mayor, service):
    tip = named(mayor)
    services.close(tip, "decline", actor=actor_of(service), reason=None)
    db.session.commit()

    with time_machine.travel(clock.now() + TIP_KEPT + timedelta(days=1)):
        assert retention.run_due((KEPT,)) == 1

    assert db.session.scalars(select(FirmTip)).all() == []
    with pytest.raises(LeftAlone):
        named(mayor)


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.COMPANY_ADMIN, Role.ADMINISTRATOR])
def test_companies_name_nobody(role):
    user = office_member(role=role) if role is Role.ADMINISTRATOR else company_member(role=role)

    with pytest.raises((NotAllowed, NotFound)):
        named(user)
