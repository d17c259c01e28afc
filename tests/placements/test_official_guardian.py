"""A youth office as guardian: one body for many, and its person in charge is the only one who says yes for it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.candidates import queries as candidates
from portal.candidates import services as people
from portal.candidates.models import Candidate
from portal.candidates.rules import GuardianKind
from portal.core import db
from portal.core.errors import GuardRefused
from portal.core.links import PersonalLink
from portal.core.outbox import OutboxMail
from portal.placements import mails, services
from portal.placements.models import Confirmation
from portal.placements.rules import AgreementState, Party
from tests.factories.organisations import OfficeFactory
from tests.factories.placements import Case, scan
from tests.signing import sign_in

YOUNG = {"minor": True, "email": "jung@person.example", "guardian_email": None, "guardian_phone": None}
IN_CHARGE = "Frau Petra Ortmann"


def youth_office(**more):
    values = {"name": "Jugendamt Musterkreis", "body_kind": "youth_office", "email": "vormund@amt.example", **more}
    return OfficeFactory(**values)


def in_care(office, **person) -> Case:
    """Open a placement for somebody under 18 whose guardian is a youth office."""
    case = Case(person={**YOUNG, **person})
    values = {
        "guardian_kind": GuardianKind.YOUTH_OFFICE,
        "guardian_office_id": office.id,
        "guardian_name": IN_CHARGE,
    }
    people.edit(db.session.get_one(Candidate, case.person.id), "contact", values, actor=case.staff)
    db.session.commit()
    case.reload()
    return case


def confirm(case: Case, name: str, party: Party = Party.GUARDIAN) -> None:
    version = case.version
    link = case.link(version, party)
    services.confirm_by_link(version, link, actor=case.person_actor, name=name, text_hash=version.text_hash or "")
    db.session.commit()


def test_one_office_is_guardian_of_many_and_is_written_to_at_its_own_address():
    office = youth_office()
    cases = [in_care(office), in_care(office, email="zwei@person.example")]

    for case in cases:
        case.send()

    asked = db.session.query(OutboxMail).filter_by(kind="placements/confirm_guardian")
    assert [mail.address for mail in asked] == ["vormund@amt.example"] * 2
    mine = select(PersonalLink.party).where(PersonalLink.purpose == mails.CONFIRM, PersonalLink.ended_at.is_(None))
    assert sorted(db.session.scalars(mine)) == ["guardian", "guardian", "person", "person"]


@pytest.mark.parametrize("name", ["Petra Ortmann", "P. ORTMANN", "Frau Ortmann"])
def test_the_person_in_charge_says_yes_for_the_office_and_the_agreement_counts(name: str):
    case = in_care(youth_office())
    case.company_confirms(case.send())
    case.person_confirms(case.version)

    confirm(case, name)

    assert case.version.state is AgreementState.IN_FORCE


@pytest.mark.parametrize("name", ["Samira Beispiel", "Petra", "Amina Beispiel"])
def test_nobody_else_says_yes_for_the_office(name: str):
    case = in_care(youth_office())
    case.company_confirms(case.send())
    case.person_confirms(case.version)

    with pytest.raises(GuardRefused):
        confirm(case, name)
    db.session.rollback()
    with pytest.raises(GuardRefused):
        services.confirm_on_paper(case.version, Party.GUARDIAN, scan(), actor=case.staff, name=name)
    db.session.rollback()

    assert Party.GUARDIAN not in set(db.session.scalars(select(Confirmation.party)))
    assert case.version.state is AgreementState.CONFIRMING


def test_ink_of_the_person_in_charge_counts_as_well():
    case = in_care(youth_office())
    case.company_confirms(case.send())
    case.person_confirms(case.version)

    services.confirm_on_paper(case.version, Party.GUARDIAN, scan(), actor=case.staff, name=IN_CHARGE)
    db.session.commit()

    assert case.version.state is AgreementState.IN_FORCE


def test_of_a_parent_no_name_is_compared():
    case = Case(person={**YOUNG, "guardian_email": "samira@familie.example"})
    case.company_confirms(case.send())
    case.person_confirms(case.version)

    confirm(case, "Onkel Habib")

    assert case.version.state is AgreementState.IN_FORCE


def test_papers_name_the_office_before_the_person_in_charge():
    case = in_care(youth_office())

    assert candidates.guardian_said(case.placement.candidate) == f"Jugendamt Musterkreis, {IN_CHARGE}"


def test_another_person_in_charge_ends_the_links_of_the_one_before():
    case = in_care(youth_office(), email=None)
    case.send()
    values = {"guardian_email": "neu@amt.example", "guardian_name": "Herr Neumann"}

    people.edit(db.session.get_one(Candidate, case.person.id), "contact", values, actor=case.staff)
    db.session.commit()

    alive = select(PersonalLink).where(PersonalLink.party == Party.GUARDIAN, PersonalLink.ended_at.is_(None))
    assert db.session.scalars(alive).all() == []


def posted(client: FlaskClient, case: Case, **values):
    person = db.session.get_one(Candidate, case.person.id)
    data = {"version": str(person.version), "email": "jung@person.example", **values}
    return client.post(f"/candidates/{person.id}/edit/contact", data=data)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"guardian_kind": "parent"}, "oben das Jugendamt"),
        ({"guardian_kind": "youth_office", "guardian_name": ""}, "zuständig"),
        ({"guardian_kind": "youth_office", "guardian_email": "jung@person.example"}, "eigene Adresse"),
    ],
)
def test_the_form_wants_the_office_its_person_in_charge_and_an_address_of_its_own(client: FlaskClient, values, said):
    case, office = Case(person=YOUNG), youth_office()
    sign_in(client, case.caseworker)

    answer = posted(client, case, guardian_office_id=str(office.id), **{"guardian_name": IN_CHARGE, **values})

    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.get_one(Candidate, case.person.id).guardian_office_id is None


def test_the_profile_shows_the_office_and_who_is_in_charge(client: FlaskClient):
    case, office = Case(person=YOUNG), youth_office(phone="+49 2452 1234")
    sign_in(client, case.caseworker)

    answer = posted(
        client, case, guardian_kind="youth_office", guardian_office_id=str(office.id), guardian_name=IN_CHARGE
    )

    shown = client.get(f"/candidates/{case.person.id}").text
    assert answer.status_code == 303
    assert f"Jugendamt Musterkreis, {IN_CHARGE}" in shown
    assert "vormund@amt.example" in shown
