"""Walking through the pages of placements: addresses, a form that is filled in, a page that must be there."""

from datetime import timedelta

from flask.testing import FlaskClient

from portal.core import db
from portal.organisations.services import companies
from tests.factories.placements import Case, next_working_day

WORDS = {
    "starts_on": "",
    "weekly_hours": "30",
    "times": "Montag bis Freitag, 8 bis 14 Uhr",
    "place": "Industriestraße 1, 52525 Heinsberg",
    "tasks": "Pakete packen",
    "pay_unit": "none",
    "tutor_name": "Sabine Reuter",
}


def words(**changed: str) -> dict[str, str]:
    start = next_working_day()
    dates = {"starts_on": start.isoformat(), "ends_on": (start + timedelta(days=27)).isoformat()}
    return {**WORDS, **dates, "record_id": str(db.new_id()), **changed}


def here(case: Case, rest: str = "") -> str:
    return f"/placements/{case.placement.id}{rest}"


def body(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.get_data(as_text=True)


def purpose(case: Case) -> None:
    companies.accept_purpose(actor=case.firm)
    db.session.commit()
