"""Fields x level x channel: whatever a company can open, gets or downloads shows of a person what the level allows.

One company meets five people with a sign in every field, each a step further on: asked (L0), card (L1), name (L2),
agreement out (L3 contract), agreement in force (L3 start). Then everything is read that exists.
"""

import logging
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates.policy import as_person
from portal.candidates.rules import ConsentProof
from portal.core import db, outbox
from portal.core.actor import Actor, Channel
from portal.core.outbox import OutboxMail
from portal.organisations.services import companies
from portal.placements.models import Placement
from portal.placements.queries.records import WHOLE
from portal.proposals import services as proposals
from portal.proposals.models import Proposal
from portal.vacancies import search
from portal.vacancies.models import Vacancy
from tests.addresses import known_ids
from tests.candidates.canaries import Planted, allowed, plant
from tests.conventions.crawling import Found, crawl, guesses, leaks
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.factories.placements import Case, next_working_day
from tests.factories.vacancies import VacancyFactory
from tests.journeys.windows import LINK
from tests.placements.test_canaries import joined
from tests.signing import sign_in

BY_LINK = ConsentProof(Channel.LINK, "de")
KIND = "orientierungspraktikum"
LEVELS = {"asked": "L0", "card": "L1", "name": "L2", "out": "L3_contract", "in force": "L3_start"}


class World:
    """The company, its caseworker, and the people, each as far as the key says."""

    def __init__(self) -> None:
        """Let everybody go as far as they shall."""
        self.company = OrganisationFactory(verified=True)
        self.member: User = company_member(self.company)
        self.caseworker: User = office_member()
        companies.accept_purpose(actor=self.firm)
        self.vacancy: Vacancy = VacancyFactory(
            published=True, organisation=self.company, content={"positions": 9, "offer_kind": "internship"}
        )
        self.people = {step: self._lead(step) for step in LEVELS}

    @property
    def firm(self) -> Actor:
        """Act as the company."""
        return actor_of(self.member)

    def _lead(self, step: str) -> Planted:
        planted = plant(caseworker=self.caseworker, locale="de")
        plan = proposals.Plan(KIND, next_working_day())
        proposal = proposals.ask(planted.person, self.vacancy, plan, actor=actor_of(self.caseworker))
        far = list(LEVELS).index(step)
        if far >= 1:
            proposals.agree(proposal, actor=as_person(planted.person.id, "de"), proof=BY_LINK)
            proposals.write(proposal, actor=self.firm, text="Ab wann?")
        if far >= 2:
            proposals.show_interest(proposal, actor=self.firm)
        if far >= 3:
            proposals.accept(proposal, actor=self.firm)
        db.session.commit()
        if far >= 3:
            self._agree(proposal, planted, is_in_force=far == 4)
        return planted

    def _agree(self, proposal: Proposal, planted: Planted, *, is_in_force: bool) -> None:
        case = Case.__new__(Case)
        case.caseworker, case.person, case.company, case.member = (
            self.caseworker,
            planted.person,
            self.company,
            self.member,
        )
        opened = select(Placement).where(Placement.proposal_id == proposal.id).options(*WHOLE)
        case.placement = db.session.scalars(opened).one()
        if is_in_force:
            case.make_ready()
        else:
            case.send()


def of_company(planted: Planted, step: str) -> frozenset[str]:
    """Give the signs the company may read of the person of a step; its people agreed to nothing but the name."""
    level = LEVELS[step]
    if level == "L0":
        return frozenset()
    names = planted.signs["candidate.first_name"] | planted.signs["candidate.last_name"]
    needs = ("if_paper_needs",) if level.startswith("L3") else ()
    return allowed(planted, level, conditions=needs) | (frozenset() if level == "L1" else names)


@pytest.fixture
def world(app: Flask) -> World:
    """Everybody, each a step further on."""
    return World()


def test_the_pages_and_papers_of_a_company_keep_to_the_level(app: Flask, client: FlaskClient, world: World) -> None:
    sign_in(client, world.member)

    found = list(crawl(client, *guesses(app, known_ids())))

    everything = "".join(one.text for one in found)
    assert leaks(found, world.people, of_company) == []
    assert len(found) > 60
    assert sum(one.where.endswith(".pdf") for one in found) >= 4
    for step in ("card", "name", "out", "in force"):
        assert all(joined(sign) in everything for sign in allowed(world.people[step], "L1")), step
    for step in ("name", "out", "in force"):
        assert all(joined(sign) in everything for sign in world.people[step].signs["candidate.last_name"]), step


def test_the_mails_of_a_company_and_their_links_keep_to_the_card(client: FlaskClient, world: World) -> None:
    mails = [
        Found(mail.kind, joined(f"{mail.subject}\n{outbox.opened(mail)}"))
        for mail in db.session.scalars(select(OutboxMail).where(OutboxMail.user_id == world.member.id))
    ]
    bodies = [outbox.opened(mail) for mail in db.session.scalars(select(OutboxMail))]
    links = {path for body in bodies for path in LINK.findall(body)}
    pages = [Found(path, joined(client.get(path).text)) for path in links]

    signs = {joined(sign) for planted in world.people.values() for sign in planted.all}
    assert len(mails) > 8
    assert [mail.where for mail in mails if any(sign in mail.text for sign in signs)] == []
    assert len(pages) > 8
    assert leaks(pages, world.people, of_company) == []
    card = allowed(world.people["card"], "L1")
    assert any(all(joined(sign) in page.text for sign in card) for page in pages)


def test_no_subject_address_index_or_log_holds_a_sign(
    app: Flask, client: FlaskClient, world: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    sign_in(client, world.caseworker)

    found = list(crawl(client))
    search.rebuild()

    assert len(found) > 50
    assert signs_in(world, " ".join(one.where for one in found)) == []
    subjects = " ".join(db.session.scalars(select(OutboxMail.subject)))
    said = caplog.text + "".join(capfd.readouterr())
    assert signs_in(world, subjects) == []
    assert signs_in(world, said) == []
    assert signs_in(world, index_of(app)) == []


def signs_in(world: World, text: str) -> list[str]:
    """Name the fields whose sign stands in a text."""
    return [
        field
        for planted in world.people.values()
        for field, signs in planted.signs.items()
        if any(sign in text or joined(sign).lower() in text.lower() for sign in signs)
    ]


def index_of(app: Flask) -> str:
    """Read every file of the board's index as bytes."""
    folder: Path = app.extensions["portal.settings"].data_dir / "index"
    files = [file.read_bytes().decode("latin-1") for file in folder.rglob("*") if file.is_file()]
    assert files
    return "".join(files)


def test_a_sign_would_be_found(client: FlaskClient, world: World) -> None:
    sign_in(client, world.caseworker)

    path = f"/candidates/{world.people['asked'].person.id}"
    page = Found(path, joined(client.get(path).text))

    assert f"{path} shows candidate.notes of the person: asked" in leaks([page], world.people, of_company)
