"""The signed page of a yes: taken by its content, kept for the own file, gone with the person."""

from io import BytesIO

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates.models import Consent
from portal.core import db
from portal.organisations.models import Office
from tests.candidates.files import url
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import office_member
from tests.factories.placements import PDF
from tests.signing import sign_in


def given_on_paper(desk, person, page: bytes, **changed: str):
    """Keep a yes to be looked after, with a page that was signed."""
    data = {"purpose": "care", "channel": "paper", "language": "de", "was_explained": "y", **changed}
    return desk.post(url(person, "/consents/give"), data={**data, "scan": (BytesIO(page), "../seite.exe")})


def test_a_signed_page_is_kept_for_the_own_file_alone(desk, person, client):
    given_on_paper(desk, person, PDF)
    consent = db.session.scalars(select(Consent).where(Consent.scan_key.is_not(None))).one()
    path = url(person, f"/consents/{consent.id}/scan")
    other = CandidateFactory(caseworker=db.session.get_one(User, person.caseworker_id))

    own = desk.get(path)
    by_another_id = desk.get(url(other, f"/consents/{consent.id}/scan"))
    colleague = office_member(db.session.get_one(Office, person.office_id))
    sign_in(client, colleague)
    client.post(url(person, "/open"), data={"reason": "Vertretung am Telefon"})

    assert (own.data, own.mimetype) == (PDF, "application/pdf")
    assert own.headers["Content-Disposition"] == f"attachment; filename={person.number}.pdf"
    assert by_another_id.status_code == 404
    assert client.get(url(person, "/consents")).status_code == 200
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(("page", "changed"), [(b"MZ\x90\x00", {}), (b"", {}), (PDF, {"channel": "desk"})])
def test_what_is_no_signed_page_is_refused(desk, person, page, changed):
    before = len(db.session.scalars(select(Consent.id)).all())

    answer = given_on_paper(desk, person, page, **changed)

    assert answer.status_code == 422
    assert len(db.session.scalars(select(Consent.id)).all()) == before
