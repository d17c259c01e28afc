"""No sign of a person above the level: on pages, lists, mails and papers of company and authority."""

import re
import subprocess
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.core import clock, db
from portal.core.actor import Role
from portal.core.audit import ReadLog
from portal.core.outbox import OutboxMail, opened
from portal.organisations.services import companies
from portal.placements import services
from portal.placements.rules import ClearanceState
from portal.vacancies.rules import PayUnit
from tests.candidates.canaries import Planted, allowed, plant
from tests.factories.organisations import OfficeFactory, office_member
from tests.factories.placements import Case
from tests.signing import sign_in

KINDS = ("orientierungspraktikum", "hospitation")
PAPER_NEEDS = {"orientierungspraktikum": ("if_paper_needs",), "hospitation": ()}
"""Whether the paper of a kind names more than the name."""


def planted_case(kind: str, **traits: Any) -> tuple[Case, Planted]:
    """Make a placement of a person with a sign in every field."""
    case = Case(kind=kind)
    planted = plant(caseworker=case.caseworker, **traits)
    case.person = planted.person
    plan = services.Plan(kind, "Praktikum im Lager")
    case.placement = services.open_direct(case.person, case.company, plan, actor=case.staff, reason="Bekannt")
    db.session.commit()
    companies.accept_purpose(actor=case.firm)
    db.session.commit()
    return case, planted


def pdf_text(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


def joined(text: str) -> str:
    """Put lines together again: a sign may be broken at the end of a line."""
    return re.sub(r"\s|\u200b|\u00ad", "", text)


def shown(client: FlaskClient, case: Case) -> dict[str, str]:
    """Read everything the company can open."""
    rest = ("", "/agreements/1", "/agreements/1/confirm", "/agreements/1/send", "/agreements/1/edit", "/cancel")
    found = {"list": client.get("/placements/").get_data(as_text=True)}
    found |= {one: client.get(f"/placements/{case.placement.id}{one}").get_data(as_text=True) for one in rest}
    for paper in ("/agreements/1.pdf", "/declaration.pdf"):
        answer = client.get(f"/placements/{case.placement.id}{paper}")
        found[paper] = pdf_text(answer.data) if answer.status_code == 200 else ""
    mails = db.session.query(OutboxMail)
    found["mails"] = "".join(f"{mail.subject}\n{opened(mail)}" for mail in mails if "/l/" not in opened(mail))
    return {name: joined(text) for name, text in found.items()}


def leaks(found: dict[str, str], planted: Planted, may_see: frozenset[str]) -> list[tuple[str, str]]:
    """Name the signs that stand where they must not."""
    return [
        (place, field)
        for place, text in found.items()
        for field, signs in planted.signs.items()
        for sign in signs - may_see
        if joined(sign) in text
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_company_reads_nothing_above_its_level(client: FlaskClient, kind: str):
    case, planted = planted_case(kind)
    case.write(starts_on=clock.today())
    sign_in(client, case.member)
    nothing = shown(client, case)
    services.send(case.version, actor=case.staff)
    db.session.commit()
    contract = shown(client, case)
    case.company_confirms(case.version)
    case.person_confirms(case.version)
    ready = shown(client, case)
    case.reload()
    services.cancel(case.placement, actor=case.staff, reason="Es passt nicht")
    db.session.commit()
    with time_machine.travel(clock.now() + timedelta(days=15)):
        sign_in(client, case.member)
        cancelled = shown(client, case)

    needs = PAPER_NEEDS[kind]
    assert leaks(nothing, planted, frozenset()) == []
    assert leaks(contract, planted, allowed(planted, "L3_contract", conditions=needs)) == []
    assert leaks(ready, planted, allowed(planted, "L3_start", conditions=needs)) == []
    assert planted.signs["candidate.last_name"] <= {sign for sign in planted.all if joined(sign) in contract[""]}
    assert joined(case.person.last_name) in contract["/agreements/1.pdf"]
    assert leaks(cancelled, planted, frozenset()) == []


def test_the_paper_of_who_only_watches_names_neither_birthday_nor_address(client: FlaskClient):
    case, _planted = planted_case("hospitation")
    case.make_ready(starts_on=clock.today())
    sign_in(client, case.member)

    paper = joined(pdf_text(client.get(f"/placements/{case.placement.id}/agreements/1.pdf").data))

    assert joined(case.person.last_name) in paper
    assert joined(case.person.street or "") not in paper
    assert "1995" not in paper


def test_a_protected_address_stands_on_no_paper(client: FlaskClient):
    case, _planted = planted_case("orientierungspraktikum", is_address_protected=True)
    case.make_ready(starts_on=clock.today())
    for user in (case.member, case.caseworker):
        sign_in(client, user)
        paper = joined(pdf_text(client.get(f"/placements/{case.placement.id}/agreements/1.pdf").data))

        assert joined(case.person.last_name) in paper
        assert joined(case.person.street or "") not in paper
        assert joined(case.person.town or "") not in paper


def test_an_authority_reads_name_and_birthday_only_and_it_is_logged(client: FlaskClient):
    case = Case(residence={"unknown": True})
    planted = plant(caseworker=case.caseworker)
    case.person = planted.person
    case.placement = services.open_direct(
        case.person, case.company, services.Plan("minijob", "Küche"), actor=case.staff, reason="Bekannt"
    )
    db.session.commit()
    version = case.send(pay_eur=Decimal(15), pay_unit=PayUnit.HOUR, weekly_hours=Decimal(8))
    case.company_confirms(version)
    office = OfficeFactory(can_receive=["clearance:work_permission"])
    case.ask(case.next_clearance(), office.id)
    db.session.commit()
    sign_in(client, office_member(office, role=Role.AUTHORITY))
    address = f"/clearances/{case.next_clearance().id}"

    found = {
        "list": joined(client.get("/clearances/").get_data(as_text=True)),
        "page": joined(client.get(address).get_data(as_text=True)),
        "answer": joined(client.get(f"{address}/answer").get_data(as_text=True)),
        "paper": joined(pdf_text(client.get(f"{address}/declaration.pdf").data)),
    }

    names = planted.signs["candidate.first_name"] | planted.signs["candidate.last_name"]
    assert leaks(found, planted, names) == []
    assert joined(case.person.last_name) in found["page"]
    assert joined(case.person.last_name) in found["paper"]
    levels = {(row.level, row.channel) for row in db.session.query(ReadLog).filter_by(actor_role=Role.AUTHORITY)}
    assert {("clearance", "page"), ("clearance", "pdf")} <= levels


def test_a_company_learns_not_granted_and_nothing_more(client: FlaskClient):
    case = Case(residence={"unknown": True})
    companies.accept_purpose(actor=case.firm)
    case.company_confirms(case.send())
    office = OfficeFactory(name="Amt Geheimstelle", can_receive=["clearance:work_permission"])
    case.ask(case.next_clearance(), office.id)
    services.refuse(
        case.next_clearance(),
        services.Decision(clock.today(), "AZ-GEHEIM"),
        actor=case.staff,
        reason="Grund geheim",
    )
    db.session.commit()
    sign_in(client, case.member)

    page = client.get(f"/placements/{case.placement.id}").get_data(as_text=True)

    assert case.next_clearance().state is ClearanceState.REFUSED
    assert "Nicht erteilt" in page
    assert not re.search("geheim", page, re.IGNORECASE)
    assert client.get(f"/clearances/{case.next_clearance().id}").status_code == 403


def test_a_companys_paper_does_not_tell_which_language_a_person_reads(client: FlaskClient):
    case = Case(person={"locale": "uk"})
    companies.accept_purpose(actor=case.firm)
    case.send()
    texts = {}
    for user in (case.member, case.caseworker):
        sign_in(client, user)
        texts[user.id] = pdf_text(client.get(f"/placements/{case.placement.id}/agreements/1.pdf").data)

    assert re.search("[а-яґїіє]", texts[case.caseworker.id])
    assert not re.search("[а-яґїіє]", texts[case.member.id])


def test_the_paper_is_pdf_ua_with_its_state_and_its_hash(client: FlaskClient, tmp_path):
    case = Case(residence={"unknown": True})
    case.agree()
    sign_in(client, case.caseworker)

    answer = client.get(f"/placements/{case.placement.id}/agreements/1.pdf")
    text = pdf_text(answer.data)

    assert answer.mimetype == "application/pdf"
    assert case.placement.number in answer.headers["Content-Disposition"]
    assert b"pdfuaid" in answer.data or "pdfuaid" in answer.data.decode("latin-1")
    assert (case.version.text_hash or "")[:4] in text
    assert "Nicht beginnen, bevor alles erlaubt ist" in text
    assert "ersetzt keinen Arbeits-" in text
    assert "Kim Beispiel" in text
