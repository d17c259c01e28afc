"""One company, and people in every relation to it; around them everybody who could ask for something of theirs."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import time_machine
from sqlalchemy import select, update

from portal.accounts.models import User
from portal.administration.models import ReferenceOverride
from portal.administration.rules import OverrideState
from portal.candidates import services as candidates
from portal.candidates.models import CallTask, Consent, DownloadDeletion, PersonMessage
from portal.candidates.policy import as_person
from portal.candidates.rules import ConsentPurpose, DeletionState
from portal.candidates.rules.calls import CallReason, CallState, ToldBy
from portal.candidates.rules.messages import MessageKind
from portal.cooperation.models import Enrolment, Referral, WaitingPlace
from portal.cooperation.rules.waiting import WaitingState
from portal.core import audit, clock, db
from portal.core.actor import Channel, Role
from portal.core.jobs import Job
from portal.core.scanning import ScanState
from portal.organisations.models import FirmTip, JoinRequest, Organisation
from portal.organisations.services import companies, members
from portal.placements import services as placements
from portal.placements.models import Assessment
from portal.placements.rules import RATED, Agreed, GoOn, Hire, Rating
from portal.proposals.models import Message, OfferMark, Proposal, ProposalNote, SearchOrder, TextBlock
from portal.proposals.rules import Side, TextUse
from portal.proposals.rules.searching import MarkKind, Question
from portal.vacancies.models import SearchWord
from portal.vacancies.rules import PayUnit
from tests.api.conftest import key_of
from tests.candidates.canaries import Planted, plant
from tests.core.office import docx
from tests.factories.accounts import InvitationFactory
from tests.factories.candidates import ConsentFactory, PeopleListFactory, TransferFactory, canaries, canary
from tests.factories.cooperation import BodyFactory, CallBackFactory, CourseFactory, ReferralFactory
from tests.factories.documents import DocumentFactory, kept
from tests.factories.organisations import OfficeFactory, OrganisationFactory, actor_of, company_member, office_member
from tests.factories.placements import Case
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory

PROPOSED = {
    "asked": ("L0", {"asked": True}),
    "refused": ("L0", {"refused": True}),
    "card": ("L1", {}),
    "on hold": ("L1", {"on_hold": True}),
    "interested": ("L2", {"interested": True}),
    "interested, no name": ("L1", {"interested": True, "name_agreed": False}),
    "interview": ("L2", {"interview": True}),
    "just declined": ("L1", {"declined": True}),
    "declined long ago": ("L0", {"declined": True}),
    "lapsed long ago": ("L0", {"lapsed": True}),
    "took the yes back": ("L0", {"interested": True}),
    "does not want the company": ("L0", {"card": True}),
}
"""Relations that a proposal makes, the level they mean, and how its builder makes it."""
PLACED = {
    "agreement out": "L3_contract",
    "running": "L3_start",
    "just ended": "L3_start",
    "ended long ago": "L0",
    "cleared": "L0",
}
"""Relations that a placement makes."""
ASSESSED = ("running", "just ended", "ended long ago")
ELSEWHERE = {"with a rival": "L0", "of another office": "L0", "of a colleague": "L0"}
LEVELS = {name: level for name, (level, _) in PROPOSED.items()} | PLACED | ELSEWHERE
SENT_PAPERS = ("interested", "running", "of another office", "of a colleague")
LONG_AGO = timedelta(days=15)
"""More than the fourteen days after a no."""
ENDED = timedelta(days=190)
"""More than the six months after an end."""


class Relations:
    """Everybody, each at their place."""

    def __init__(self) -> None:
        """Let everybody go as far as they shall."""
        self.people: dict[str, Planted] = {}
        self._staff()
        self.company = OrganisationFactory(verified=True)
        self.member: User = company_member(self.company)
        self.admin: User = company_member(self.company, role=Role.COMPANY_ADMIN)
        self.rival: User = company_member()
        for user in (self.member, self.admin, self.rival):
            companies.accept_purpose(actor=actor_of(user))
        self.vacancy = self._offer(self.company)
        for relation, (_, traits) in PROPOSED.items():
            self._propose(relation, dict(traits))
        self._place_all()
        self._elsewhere()
        self._send_papers()
        self._around()
        self._on_its_way()
        self._in_the_house()
        db.session.commit()

    def _staff(self) -> None:
        self.office = OfficeFactory()
        self.caseworker = office_member(self.office)
        self.deputy = office_member(self.office)
        self.colleague = office_member(self.office)
        self.with_reason = office_member(self.office)
        self.coordinator = office_member(self.office, role=Role.COORDINATOR)
        self.coordinator_with_reason = office_member(self.office, role=Role.COORDINATOR)
        self.foreigner = office_member()
        self.service = office_member(self.office, role=Role.EMPLOYER_SERVICE)
        self.administrator = office_member(self.office, role=Role.ADMINISTRATOR)
        body = OfficeFactory(authority=True)
        self.authority = office_member(body, role=Role.AUTHORITY)
        self.other_authority = office_member(role=Role.AUTHORITY)
        self.partner_body = BodyFactory()
        self.partner = office_member(self.partner_body, role=Role.AUTHORITY)
        away = clock.today() + timedelta(days=7)
        members.be_away(self.caseworker, until=away, deputy_id=self.deputy.id, actor=actor_of(self.caseworker))

    def _offer(self, company: Organisation) -> Any:
        return VacancyFactory(
            published=True, organisation=company, content={"positions": 20, "offer_kind": "internship"}
        )

    def _plant(self, relation: str, **traits: Any) -> Planted:
        planted = plant(**{"caseworker": self.caseworker, "locale": "de", **traits})
        self.people[relation] = planted
        return planted

    def _propose(self, relation: str, traits: dict[str, Any]) -> None:
        planted, is_card = self._plant(relation), traits.pop("card", False)
        if "long ago" in relation:
            traits["ended_at"] = clock.now() - LONG_AGO
        made = ProposalFactory(candidate=planted.person, vacancy=self.vacancy, **traits)
        self._write(planted, made)
        person = as_person(planted.person.id, "de")
        if relation == "took the yes back":
            same = (Consent.candidate_id == planted.person.id) & (Consent.purpose == ConsentPurpose.NAME)
            candidates.withdraw_consent(
                planted.person, db.session.scalars(select(Consent).where(same)).one(), actor=person
            )
        elif is_card:
            candidates.exclude(planted.person, self.company.id, actor=person)

    def _write(self, planted: Planted, made: Proposal) -> None:
        """Write a sign into everything that is said around a proposal."""
        signs = {name: text for name, text in canaries(Proposal).items() if name in SAID}
        if made.decline_reason is None:
            signs = {name: text for name, text in signs.items() if not name.startswith("decline")}
        db.session.execute(update(Proposal).where(Proposal.id == made.id).values(signs))
        planted.signs.update({f"proposal.{name}": frozenset({text}) for name, text in signs.items()})
        pair = {"candidate_id": planted.person.id, "vacancy_id": made.vacancy_id}
        for row in (
            Message(proposal_id=made.id, side=Side.COMPANY, text=canary("message")),
            ProposalNote(proposal_id=made.id, text=canary("companynote")),
            OfferMark(kind=MarkKind.SHORTLISTED, note=canary("mark"), **pair),
        ):
            db.session.add(row)
            name = "note" if isinstance(row, OfferMark) else "text"
            planted.signs[f"{row.__tablename__}.{name}"] = frozenset({getattr(row, name)})
        db.session.commit()

    def _place_all(self) -> None:
        for relation in PLACED:
            now, long_ago = clock.now(), relation == "ended long ago"
            with time_machine.travel(now - ENDED if long_ago else now):
                self._place(relation)

    def _place(self, relation: str) -> None:
        planted = self._plant(relation)
        case = Case.__new__(Case)
        case.caseworker, case.person, case.member = self.caseworker, planted.person, self.member
        case.company = self.company if relation != "cleared" else OrganisationFactory(verified=True)
        if relation == "cleared":
            case.member = company_member(case.company)
        plan = placements.Plan("minijob" if relation == "cleared" else "orientierungspraktikum", "Hilfe im Lager")
        case.placement = placements.open_direct(case.person, case.company, plan, actor=case.staff, reason="Bekannt")
        db.session.commit()
        _go_on(case, relation, self.authority)
        if relation in ASSESSED:
            self._assess(planted, case)

    @staticmethod
    def _assess(planted: Planted, case: Case) -> None:
        """Write a sign into what both sides say of how it was."""
        signs = {name: canary(name) for name in ("strengths", "hire_needs", "own_good", "own_hard")}
        rated = dict.fromkeys(RATED, Rating.WELL)
        answered = {"hire": Hire.YES, "agrees": Agreed.YES, "would_go_on": GoOn.YES}
        db.session.add(Assessment(placement_id=case.placement.id, in_certificate=True, **rated, **answered, **signs))
        planted.signs.update({f"assessment.{name}": frozenset({text}) for name, text in signs.items()})
        db.session.commit()

    def _elsewhere(self) -> None:
        rival = self._plant("with a rival")
        offer = self._offer(self.company_of(self.rival))
        self._write(rival, ProposalFactory(candidate=rival.person, vacancy=offer, interested=True))
        self._plant("of another office", caseworker=self.foreigner)
        self._plant("of a colleague", caseworker=self.colleague)

    def _send_papers(self) -> None:
        """Let some send a paper that nobody has filed yet; the company has every other yes."""
        for relation in SENT_PAPERS:
            planted = self.people[relation]
            title, content = canary("paper"), canary("photo")
            key = kept(docx({"word/sign.xml": content.encode()}), ScanState.CLEAN, ".docx")
            DocumentFactory(candidate=planted.person, is_sent=True, title=title, file_key=key)
            planted.signs["candidate_document.title"] = frozenset({title, content})
            agreed = {"organisation_id": self.company.id, "purpose": ConsentPurpose.DOCUMENTS}
            ConsentFactory(candidate_id=planted.person.id, **agreed)

    def _around(self) -> None:
        """Open every file of the office with a reason, and send one to a partner body."""
        for planted in self.people.values():
            if planted.person.office_id == self.office.id:
                for user in (self.with_reason, self.coordinator_with_reason):
                    candidates.open_with_reason(planted.person, "Beschwerde liegt vor", actor=actor_of(user))
        db.session.add_all(audit.take_reads(db.session()))
        person = self.people["card"].person
        note = canary("referral")
        self.referral: Referral = ReferralFactory(
            candidate=person, to_office=self.partner_body, author_id=self.caseworker.id, note=note
        )
        self.people["card"].signs["referral.note"] = frozenset({note})

    def _on_its_way(self) -> None:
        """Let one file wait for somebody who has nothing else to do with it, and one person say something."""
        planted = self.people["card"]
        signs = {"file_transfer.reason": canary("transfer"), "person_message.text": canary("said")}
        receiver = office_member(self.office).id
        TransferFactory(person=planted.person, to_user_id=receiver, reason=signs["file_transfer.reason"])
        said = {"kind": MessageKind.WORK_FOUND, "text": signs["person_message.text"]}
        db.session.add(PersonMessage(candidate_id=planted.person.id, **said))
        planted.signs.update({key: frozenset({text}) for key, text in signs.items()})
        db.session.add(Enrolment(course_id=CourseFactory().id, candidate_id=planted.person.id))
        waits = {"candidate_id": planted.person.id, "state": WaitingState.WAITING}
        db.session.add(WaitingPlace(course_id=CourseFactory().id, **waits))
        call = {"reason": CallReason.PAPER, "record_id": planted.person.id, "until": clock.today(), "way": ToldBy.CALL}
        db.session.add(CallTask(candidate_id=planted.person.id, state=CallState.WAITING, **call))
        question = Question("Lager").stored()
        db.session.add(SearchOrder(candidate_id=planted.person.id, question=question, confirmed_on=clock.today()))
        pair = {"candidate_id": self.people["lapsed long ago"].person.id, "organisation_id": self.company.id}
        db.session.add(DownloadDeletion(state=DeletionState.ASKED, asked_on=clock.today(), **pair))

    def _in_the_house(self) -> None:
        """Make one of everything else that has an address of its own."""
        company_id, by = self.company.id, {"proposed_by_id": self.administrator.id, "state": OverrideState.PROPOSED}
        PeopleListFactory(caseworker=self.caseworker)
        InvitationFactory(organisation_id=company_id)
        acting = actor_of(self.service).acting_for(company_id, "Kim", Channel.PHONE)
        companies.edit(self.company, {"about": "Wir backen."}, actor=acting)
        who = {"name": "Kim", "email": "kim@firma.example", "email_key": "kim@firma.example"}
        law = {"table_name": "dated_values", "values": {}, "valid_from": clock.today(), "source": "x", "reason": "x"}
        db.session.add_all(
            (
                JoinRequest(organisation_id=company_id, **who),
                FirmTip(name="Bäcker", sort_name="bäcker", town="Heinsberg", named_by_id=self.caseworker.id),
                ReferenceOverride(**law, **by),
                SearchWord(spelling="lager", typed="Lager", means="Lagerhelfer"),
                TextBlock(organisation_id=company_id, use=TextUse.DECLINE, title="Besetzt", text="Alles Gute!"),
                Job(name="x", slot=clock.now()),
            )
        )
        CallBackFactory(office=self.office)
        key_of(self.authority)

    @staticmethod
    def company_of(user: User) -> Organisation:
        """Give the company of a member."""
        return db.session.get_one(Organisation, actor_of(user).organisation_id)


PAID = {"pay_eur": Decimal(15), "pay_unit": PayUnit.HOUR, "weekly_hours": Decimal(8)}
SAID = frozenset({"verdict_caseworker", "note_to_company", "decline_note", "decline_text_for_person", "interview_note"})
"""What people write around a proposal."""


def _go_on(case: Case, relation: str, authority: User) -> None:
    if relation == "agreement out":
        case.send()
        return
    if relation == "cleared":
        case.company_confirms(case.send(**PAID))
        office_id = actor_of(authority).office_id
        clearance = case.next_clearance()
        case.ask(clearance, office_id)
        db.session.commit()
        return
    case.run()
    if "ended" in relation:
        placements.complete(case.placement, actor=case.firm, ended_on=clock.today())
        db.session.commit()
