"""A yes taken back takes effect at once: purpose x way x whatever a company can open, save, get by mail or press."""

import io
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.candidates import queries as candidates
from portal.candidates import services as files
from portal.candidates.mails import person_link
from portal.candidates.models import Consent
from portal.candidates.policy import as_person
from portal.candidates.rules import ConsentPurpose
from portal.core import audit, clock, db, links, outbox
from portal.core.actor import Channel
from portal.core.attachments import Attachment
from portal.core.errors import GuardRefused
from portal.core.outbox import MailState, OutboxMail
from portal.core.scanning import ScanState
from portal.organisations.services import companies
from portal.placements.models import Placement
from portal.placements.queries.records import WHOLE
from portal.proposals import queries as proposal_queries
from portal.proposals import services as proposals
from portal.proposals.models import Message
from portal.reference import snapshot
from portal.vacancies import search
from tests.addresses import known_ids
from tests.candidates.canaries import Planted, plant
from tests.conventions.crawling import guesses, text_of
from tests.conventions.test_disclosure import BY_LINK, KIND, index_of
from tests.factories.candidates import ConsentFactory
from tests.factories.documents import DocumentFactory, kept, looked_at
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.factories.placements import PDF, Case
from tests.factories.vacancies import VacancyFactory
from tests.journeys.windows import LINK
from tests.placements.test_canaries import joined, pdf_text
from tests.signing import sign_in

P = ConsentPurpose
SAID = "zqsaidtothecompany"
IN_PAPER = "zqinthecv"
"""A sign in the CV that somebody has looked through for companies."""
FIELDS: Mapping[P, tuple[str, ...]] = {
    P.WORK_LIMITS: ("work_limits",),
    P.CONTACT_PHONE: ("phone", "email"),
    P.HOME_TOWN: ("town",),
    P.DOCUMENTS: (),
}
"""What a yes to a single field opens; the papers of `documents` hold a sign of their own."""
CLOSES_ALL = (P.CARE, P.CARD, P.NAME)
STILL_TOLD = {"proposals/superseded", "proposals/interview_off"}
"""Mails that may leave after a yes was taken back: they say that it is over, and nothing of whom."""


class Known:
    """A person whom a company has met: the name, every single field, a talk, a fixed time, a file."""

    def __init__(self, *, until: str = "interview") -> None:
        """Let both sides go as far as the interview, or only until the company has the card."""
        self.company = OrganisationFactory(verified=True)
        self.member, self.caseworker = company_member(self.company), office_member()
        companies.accept_purpose(actor=actor_of(self.member))
        content = {"positions": 9, "offer_kind": "internship"}
        self.vacancy = VacancyFactory(published=True, organisation=self.company, content=content)
        self.planted: Planted = plant(caseworker=self.caseworker, locale="de", email="zqmail@person.example")
        self.person = self.planted.person
        for purpose in (P.CARD, *FIELDS):
            ConsentFactory(candidate_id=self.person.id, purpose=purpose, organisation_id=self.company.id)
        paper = kept(f"%PDF-1.7 {IN_PAPER}".encode(), ScanState.CLEAN)
        self.paper = DocumentFactory(candidate=self.person, is_cleaned=True, file_key=paper)
        self.proposal = proposals.ask(self.person, self.vacancy, proposals.Plan(KIND), actor=actor_of(self.caseworker))
        proposals.agree(self.proposal, actor=as_person(self.person.id, "de"), proof=BY_LINK)
        if until == "interview":
            self._meet(actor_of(self.member))
        db.session.commit()

    def _meet(self, firm) -> None:
        one, staff = self.proposal, actor_of(self.caseworker)
        proposals.show_interest(one, actor=firm)
        paper = Attachment(io.BytesIO(PDF), ".pdf")
        proposals.write(one, actor=staff, text=f"Bitte {SAID} anrufen", attachment=paper)
        looked_at(proposal_queries.thread(one)[-1].file_key)
        proposals.invite(one, actor=firm, slots=[(clock.now() + timedelta(days=5), "Industriestraße 1")])
        slot = proposal_queries.slots(one)[0]
        proposals.choose_slot(one, actor=as_person(self.person.id, "de"), slot_id=slot.id)

    def is_taken_on(self) -> None:
        """Go on to an agreement that is out and that the person has confirmed by writing the name."""
        proposals.accept(self.proposal, actor=actor_of(self.member))
        db.session.commit()
        case = Case.__new__(Case)
        case.caseworker, case.person, case.company, case.member = (
            self.caseworker,
            self.person,
            self.company,
            self.member,
        )
        opened = select(Placement).where(Placement.proposal_id == self.proposal.id).options(*WHOLE)
        case.placement = db.session.scalars(opened).one()
        case.send()

    def places(self) -> Iterator[str]:
        """Give every address a company has for this person."""
        one = self.proposal.id
        yield from (
            "/desk",
            "/proposals?state=all",
            "/placements/",
            f"/proposals/compare?chosen={one}",
            f"/proposals/{one}",
        )
        yield from (f"/proposals/{one}/card.pdf", f"/proposals/{one}/termin.ics")
        yield from (f"/candidates/documents/{self.paper.id}", "/candidates/downloads")
        for message in db.session.scalars(select(Message.id)):
            yield f"/proposals/{one}/messages/{message}/file"
        for placement in db.session.scalars(select(Placement.id)):
            yield from (f"/placements/{placement}", f"/placements/{placement}/agreements/1")
            yield from (f"/placements/{placement}/agreements/1.pdf", f"/placements/{placement}/declaration.pdf")
        mine = OutboxMail.user_id == self.member.id
        for mail in db.session.scalars(select(OutboxMail).where(mine)):
            yield from LINK.findall(outbox.opened(mail))

    def seen(self, client: FlaskClient) -> dict[str, str]:
        """Read what the company can open, and the mails that still leave for it."""
        sign_in(client, self.member)
        found = {}
        for path in self.places():
            answer = client.get(path)
            assert answer.status_code in (200, 303, 404), (path, answer.status_code)
            is_pdf = answer.mimetype == "application/pdf" and not path.endswith(("/file", str(self.paper.id)))
            text = pdf_text(answer.data) if is_pdf else answer.data.decode("utf-8", "replace")
            found[path] = joined(text) if answer.status_code == 200 else ""
        return found

    def waiting(self) -> set[str]:
        """Name the mails of the outbox that would still be sent to the company or the person."""
        for_them = OutboxMail.user_id.is_(None) | (OutboxMail.user_id == self.member.id)
        queued = select(OutboxMail).where(OutboxMail.state == MailState.QUEUED, for_them)
        return {mail.kind for mail in db.session.scalars(queued) if outbox.is_still_wanted(mail)}

    def signs(self, *columns: str) -> set[str]:
        """Give what a company might read of the person: everything, or some columns."""
        wanted = {f"candidate.{column}" for column in columns}
        chosen = [self.planted.signs[name] for name in self.planted.signs if not columns or name in wanted]
        return {joined(sign) for sign in frozenset().union(*chosen)} | (set() if columns else {SAID, IN_PAPER})

    def consent(self, purpose: P) -> Consent:
        """Give the yes for a purpose."""
        same = (Consent.candidate_id == self.person.id) & (Consent.purpose == purpose)
        return db.session.scalars(select(Consent).where(same)).one()


def take_back(client: FlaskClient, known: Known, purpose: P, way: Channel) -> None:
    """Take a yes back as the person does: by the own link, or through the caseworker at the desk or by telephone."""
    consent = known.consent(purpose)
    if way is not Channel.LINK:
        sign_in(client, known.caseworker)
        path = f"/candidates/{known.person.id}/consents/{consent.id}/withdraw"
        assert client.post(path, data={"channel": way.value}).status_code == 303
        return
    token, _code = links.issue(person_link(known.person, "candidate"))
    db.session.commit()
    client.post(f"/l/{token}", data={"birth_date": known.person.birth_date.isoformat()})
    assert client.post(f"/l/{token}", data={"consent_id": str(consent.id)}).status_code == 303


def where(found: dict[str, str], signs: set[str]) -> list[str]:
    """Name the places that show one of the signs."""
    return [path for path, text in found.items() if any(sign in text for sign in signs)]


@pytest.mark.parametrize("way", [Channel.LINK, Channel.DESK, Channel.PHONE])
@pytest.mark.parametrize("purpose", CLOSES_ALL)
def test_a_company_that_is_closed_out_finds_nothing_anywhere(client: FlaskClient, purpose: P, way: Channel) -> None:
    known = Known()
    before = known.seen(client)

    take_back(client, known, purpose, way)

    after = known.seen(client)
    shown, left = where(before, known.signs()), where(after, known.signs() | {known.person.number})
    assert len(shown) >= 5
    assert left == []
    files = ("termin.ics", "/file", "card.pdf", str(known.paper.id))
    assert [path for path, text in after.items() if text and path.endswith(files)] == []
    assert known.waiting() <= STILL_TOLD
    event = audit.latest("candidate", known.person.id)
    assert (event.name, event.channel) == ("withdraw_consent", way)


@pytest.mark.parametrize("purpose", CLOSES_ALL)
def test_an_agreement_that_is_out_closes_too(client: FlaskClient, purpose: P) -> None:
    known = Known()
    known.is_taken_on()
    before = known.seen(client)

    take_back(client, known, purpose, Channel.LINK)

    after = known.seen(client)
    shown, left = where(before, known.signs("first_name", "last_name")), where(after, known.signs())
    assert any(path.endswith("1.pdf") for path in shown)
    assert left == []
    assert [path for path, text in after.items() if text and path.endswith("termin.ics")] == []
    assert not {kind for kind in known.waiting() if kind.startswith("proposals/")} - STILL_TOLD


@pytest.mark.parametrize("way", [Channel.LINK, Channel.DESK, Channel.PHONE])
@pytest.mark.parametrize("purpose", FIELDS)
def test_a_single_field_goes_everywhere_and_the_rest_stays(client: FlaskClient, purpose: P, way: Channel) -> None:
    known = Known()
    signs = known.signs(*FIELDS[purpose]) if FIELDS[purpose] else {IN_PAPER}
    before = known.seen(client)

    take_back(client, known, purpose, way)

    after = known.seen(client)
    shown, left, kept = where(before, signs), where(after, signs), where(after, known.signs("last_name"))
    assert shown
    assert left == []
    assert kept


def test_nothing_of_the_person_is_in_the_index_of_the_board(app, client: FlaskClient) -> None:
    known = Known()
    take_back(client, known, P.CARE, Channel.DESK)

    search.rebuild()

    assert not any(sign in index_of(app) for sign in known.signs())


def test_the_tools_of_the_caseworker_stop_where_they_need_the_yes(client: FlaskClient) -> None:
    known = Known()
    staff = actor_of(known.caseworker)
    other = VacancyFactory(published=True, content={"offer_kind": "internship"})
    field = snapshot().occupation_group(other.text.occupation).area
    standing = ConsentFactory(candidate_id=known.person.id, purpose=P.CARD, work_field=field)
    assert proposal_queries.has_card_consent(known.person.id, other)
    files.withdraw_consent(known.person, standing, actor=staff)
    with pytest.raises(GuardRefused):
        proposals.propose(known.person, other, proposals.Plan(KIND), actor=staff)

    take_back(client, known, P.CARE, Channel.PHONE)

    with pytest.raises(GuardRefused):
        proposals.ask(known.person, other, proposals.Plan(KIND), actor=staff)
    assert [line for line in candidates.consents_of(known.person.id) if line.is_live] == []


def test_who_wants_no_care_fits_no_offer_and_stands_in_no_table_as_ready(client: FlaskClient) -> None:
    known = Known()
    sign_in(client, known.caseworker)
    offer = VacancyFactory(published=True, content={"offer_kind": "internship"})
    tables = (f"/candidates/people.{kind}?grade=work" for kind in ("csv", "xlsx"))
    pages = (f"/proposals/offers/{offer.id}/people", *tables)
    name = known.person.last_name

    before = [text_of(client.get(page)) for page in pages]
    take_back(client, known, P.CARE, Channel.DESK)
    after = [text_of(client.get(page)) for page in pages]

    assert [joined(name) in text for text in before] == [True] * 3
    assert [joined(name) in text for text in after] == [False] * 3


EXPORTS = {".csv", ".xlsx", ".ics", ".pdf", ".json"}


def test_no_table_of_the_office_is_handed_to_a_company(app, client: FlaskClient) -> None:
    known = Known()
    files = [path for path in guesses(app, known_ids()) if EXPORTS & {Path(path).suffix}]
    sign_in(client, known.member)

    take_back(client, known, P.NAME, Channel.LINK)

    sign_in(client, known.member)
    found = {path: client.get(path) for path in files}
    assert len(files) >= 8
    shown = [path for path, one in found.items() if any(sign in text_of(one) for sign in known.signs())]
    assert shown == []
    assert {path: one.status_code for path, one in found.items() if "/people." in path} == {
        "/candidates/people.csv": 403,
        "/candidates/people.xlsx": 403,
    }
