"""What the tests of alerts share: asking for one, beginning it, offers that appear and close, and mornings."""

import re
from datetime import datetime, timedelta
from email.message import EmailMessage

from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from portal.core import clock, db, delivery
from portal.vacancies import search
from portal.vacancies.models import Alert, Vacancy
from portal.vacancies.services import alerts
from portal.wiring import REMINDERS, RETENTION
from tests.factories.vacancies import VacancyFactory
from tests.mailbox import Mailbox, text_of

ADDRESS = "kim@example.org"
GOOD = {"place": "Erkelenz", "km": "20", "choice": "kind:full_time_job", "words": "", "email": ADDRESS}
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=clock.LOCAL_ZONE)
LINK = re.compile(r"http://portal\.test((?:/\w+)?/l/\S+)")
OF_ALERTS = tuple(rule for rule in RETENTION if rule.name.startswith("alerts/"))
ASKING = tuple(kind for kind in REMINDERS if kind.name.startswith("alerts/"))


def send(client: FlaskClient, prefix: str = "", **changed: str) -> TestResponse:
    """Ask for an alert, with some fields changed."""
    found = re.search(r'name="record_id"[^>]*value="([^"]+)"', client.get(f"{prefix}/alerts/new").text)
    assert found
    return client.post(f"{prefix}/alerts/new", data={"record_id": found[1], **GOOD, **changed})


def asked(client: FlaskClient, mailbox: Mailbox, prefix: str = "", **changed: str) -> str:
    """Ask for an alert and give the path of the link that came by mail."""
    assert send(client, prefix, **changed).status_code == 303
    delivery.deliver_due()
    return link_in(mailbox)


def begun(client: FlaskClient, mailbox: Mailbox, prefix: str = "", **changed: str) -> str:
    """Ask for an alert and confirm it."""
    path = asked(client, mailbox, prefix, **changed)
    assert client.post(path, data={"deed": "confirm"}).status_code == 303
    mailbox.clear()
    return path


def link_in(mailbox: Mailbox) -> str:
    """Give the path of the last link of the last mail."""
    return LINK.findall(text_of(mailbox.mails[-1]))[-1]


def published(**content: object) -> Vacancy:
    """Put an offer on the board a minute from now, and into the index."""
    made: Vacancy = VacancyFactory(published=True, content=content, published_at=clock.now() + timedelta(seconds=1))
    search.rebuild()
    return made


def becomes(offer: Vacancy, **columns: object) -> None:
    """Change an offer behind the back of the index, as a deed does until the worker has followed."""
    db.session.execute(update(Vacancy).where(Vacancy.id == offer.id).values(**columns))
    db.session.commit()
    db.session.expire_all()


def one_alert() -> Alert:
    """Give the only alert as it stands in the database."""
    db.session.expire_all()
    return db.session.scalars(select(Alert)).one()


def number_of(model: type) -> int:
    """Count rows."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def said(mail: EmailMessage) -> str:
    """Give the text of a mail as its lines were written."""
    return text_of(mail).replace("\r\n", "\n")


def mornings(traveller, mailbox: Mailbox, days: int = 1) -> list[str]:
    """Let days pass, look through the alerts on each, and give the texts of the mails."""
    for _ in range(days):
        traveller.shift(timedelta(days=1))
        alerts.look_through()
        delivery.deliver_due()
    return [said(mail) for mail in mailbox.to(ADDRESS)]
