"""What company and person answer on how a placement was, a placement that is over, and who is asked again."""

import re
from datetime import date

import time_machine
from flask.testing import FlaskClient

from portal.core import audit, clock, db, reminders
from portal.core.outbox import OutboxMail, opened
from portal.placements import services
from portal.placements.models import Assessment
from portal.placements.rules import RATED, Agreed, GoOn, Hire, Rating
from portal.placements.services import FirmPart, OwnPart
from portal.reference.calendar import add_working_days
from portal.wiring import REMINDERS
from tests.factories.placements import Case
from tests.placements.browsing import purpose

NAMES = ("placements/ended", "placements/assess_3", "placements/assess_10")
ASKING = tuple(kind for kind in REMINDERS if kind.name in NAMES)
ADDRESS = {"person": {"email": "amina@person.example"}}
WORDS = "Packt schnell und genau."


def ended(**options: object) -> Case:
    """Let a placement run for a day and end as agreed, for people who get mails."""
    case = Case(**{**ADDRESS, **options})  # type: ignore[arg-type]
    purpose(case)
    case.run()
    services.complete(case.placement, actor=case.firm, ended_on=clock.today())
    db.session.commit()
    return case


def firm_part(**changed: object) -> FirmPart:
    rated = dict.fromkeys(RATED, Rating.WELL)
    return FirmPart(**{**rated, "hire": Hire.YES, "strengths": WORDS, **changed})  # type: ignore[arg-type]


def own_part(agrees: Agreed | None = Agreed.YES, **changed: str) -> OwnPart:
    return OwnPart(agrees, GoOn.YES, **changed)


def fresh(_known: Assessment) -> None:
    """Nobody else has written since."""


def assess(case: Case, **changed: object) -> None:
    services.assess(case.placement, firm_part(**changed), actor=case.firm, check=fresh)
    db.session.commit()


def answer(case: Case, agrees: Agreed | None = Agreed.YES, **changed: str) -> None:
    services.assess_own(case.placement, own_part(agrees, **changed), actor=case.person_actor, check=fresh)
    db.session.commit()


def known() -> Assessment | None:
    db.session.expire_all()
    return db.session.query(Assessment).order_by(Assessment.created_at.desc()).first()


def version() -> str:
    row = known()
    return str(row.version) if row else ""


def firm_answers(**changed: str) -> dict[str, str]:
    return {**dict.fromkeys(RATED, "mostly"), "hire": "not_now", "version": version(), **changed}


def own_answers(**changed: str) -> dict[str, str]:
    return {"agrees": "partly", "would_go_on": "maybe", "own_hard": "Das Heben.", "version": version(), **changed}


def mails(name: str) -> list[OutboxMail]:
    return db.session.query(OutboxMail).filter_by(kind=f"placements/{name}").order_by(OutboxMail.created_at).all()


def link_in(name: str) -> str:
    """Give the address of the personal page in the newest mail of a kind."""
    return link_of(mails(name)[-1])


def link_of(mail: OutboxMail) -> str:
    """Give the address of the personal page in a mail."""
    return str(re.findall(r"/l/[\w-]+", opened(mail))[-1])


def prove(client: FlaskClient, case: Case, link: str) -> None:
    assert client.post(link, data={"birth_date": case.person.birth_date.isoformat()}).status_code == 303


def event(case: Case, name: str) -> audit.Event:
    return next(one for one in audit.history("placement", case.placement.id) if one.name == name)


def remind(case: Case, *working_days: int) -> list[int]:
    """Run the reminders twice at noon, so many working days after the last day; count what asks for the answers."""
    last = case.placement.ended_on or case.placement.ends_on
    assert last is not None
    found = []
    for days in working_days:
        run_on(add_working_days(last, days) if days else last)
        asked = [mail for mail in mails("how_did_it_end") if mail.address == case.member.email]
        found.append(len(asked) + len(mails("assessment_missing")))
    return found


def run_on(day: date) -> None:
    with time_machine.travel(f"{day.isoformat()}T11:00:00+00:00"):
        reminders.run_due(ASKING)
        reminders.run_due(ASKING)
