"""What becomes of the proposals of the demo, deed by deed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from portal.candidates.models import Candidate
from portal.candidates.policy import as_person
from portal.candidates.queries import downloads
from portal.candidates.services import ask_to_delete
from portal.core import audit, clock, db
from portal.core.actor import Actor, Channel
from portal.demo.people import proofs
from portal.demo.stage import Stage
from portal.organisations.models import Organisation
from portal.organisations.services import companies
from portal.placements import queries as placement_queries
from portal.placements.models import Placement
from portal.proposals import queries, services
from portal.proposals.models import Proposal
from portal.proposals.rules import DeclineReason
from portal.vacancies.models import Vacancy

SLOTS = ((3, time(10)), (5, time(14)), (6, time(9, 30)))


@dataclass
class Case:
    """One person and one offer, and how far it has come."""

    stage: Stage
    told: Mapping[str, Any]
    made: list[Any] = field(default_factory=list)

    @property
    def person(self) -> Candidate:
        """Who it is about."""
        return self.stage.people[self.told["person"]]

    @property
    def offer(self) -> Vacancy:
        """What it is about."""
        return self.stage.offer(self.told["offer"])

    @property
    def company(self) -> Organisation:
        """Whose offer it is."""
        return self.offer.organisation

    @property
    def caseworker(self) -> Actor:
        """Who keeps the person's file."""
        return self.stage.caseworker_of(self.person)

    @property
    def voice(self) -> Actor:
        """Who speaks for the company."""
        return self.stage.voice_of(self.company)

    @property
    def itself(self) -> Actor:
        """The person, by a personal link."""
        return as_person(self.person.id, self.person.locale)

    @property
    def proposal(self) -> Proposal:
        """The proposal, once there is one."""
        return queries.loaded(next(record for record in self.made if isinstance(record, Proposal)))

    @property
    def placement(self) -> Placement:
        """The newest placement that came of it."""
        newest = next(record for record in reversed(self.made) if isinstance(record, Placement))
        return placement_queries.one(self.caseworker, newest.id)

    def day(self, name: str) -> date | None:
        """Give a day of the story, which the file counts from today."""
        return self.stage.workday(self.told[name]) if name in self.told else None


def _plan(case: Case) -> services.Plan:
    return services.Plan(case.told["kind"], case.day("starts"), case.told.get("note"))


def _ask(case: Case) -> None:
    case.made.append(services.ask(case.person, case.offer, _plan(case), actor=case.caseworker))


def _propose(case: Case) -> None:
    case.made.append(services.propose(case.person, case.offer, _plan(case), actor=case.caseworker))


def _agree(case: Case) -> None:
    for proof in proofs(case.stage, case.person, Channel.PHONE):
        services.agree(case.proposal, actor=case.caseworker, proof=proof)


def _give_name(case: Case) -> None:
    for proof in proofs(case.stage, case.person, Channel.PHONE):
        services.give_name(case.proposal, actor=case.caseworker, proof=proof)


def _refuse(case: Case) -> None:
    services.refuse(case.proposal, actor=case.itself)


def _show_interest(case: Case) -> None:
    if case.voice.on_behalf_of is None:
        companies.accept_purpose(actor=case.voice)
    services.show_interest(case.proposal, actor=case.voice)


def _later(case: Case, reason: str) -> None:
    services.later(case.proposal, actor=case.voice, until=case.stage.workday(14), reason=reason)


def _question(case: Case, text: str) -> None:
    services.write(case.proposal, actor=case.voice, text=text)


def _answer(case: Case, text: str) -> None:
    services.write(case.proposal, actor=case.caseworker, text=text)


def _invite(case: Case) -> None:
    place = f"{case.company.street}, {case.company.town}"
    slots = [(_slot(days, at), place) for days, at in SLOTS]
    services.invite(case.proposal, actor=case.voice, slots=slots)


def _slot(days: int, at: time) -> datetime:
    return datetime.combine(clock.today() + timedelta(days=days + 4), at, clock.LOCAL_ZONE)


def _choose(case: Case) -> None:
    first = queries.slots(case.proposal)[0]
    services.choose_slot(case.proposal, actor=case.itself, slot_id=first.id)


def _accept(case: Case) -> None:
    services.accept(case.proposal, actor=case.voice)


def _decline(case: Case, code: str, note: str) -> None:
    services.decline(case.proposal, services.Declined(DeclineReason(code), note), actor=case.voice)


def _withdraw(case: Case, reason: str) -> None:
    services.withdraw(case.proposal, actor=case.caseworker, reason=reason)


def _lapse(case: Case) -> None:
    services.lapse(case.proposal)


def _save(case: Case) -> None:
    """Let the company keep the sheet of a person whose name it has; the read log knows of it."""
    queries.card(case.voice, case.proposal, channel="sheet")
    db.session.add_all(audit.take_reads(db.session()))


def _ask_to_delete(_case: Case) -> None:
    """Ask whoever may not know a person any more to delete what was saved, as the job of the morning does."""
    for due in downloads.fallen_back(clock.today()):
        ask_to_delete(due.record)


def _supersede(case: Case) -> None:
    services.supersede(case.proposal, actor=case.caseworker)


DEEDS: Mapping[str, Callable[..., None]] = {
    "ask": _ask,
    "propose": _propose,
    "agree": _agree,
    "give_name": _give_name,
    "refuse_person": _refuse,
    "interest": _show_interest,
    "later": _later,
    "question": _question,
    "answer": _answer,
    "invite": _invite,
    "choose": _choose,
    "accept": _accept,
    "decline": _decline,
    "withdraw": _withdraw,
    "lapse": _lapse,
    "supersede": _supersede,
    "save": _save,
    "ask_to_delete": _ask_to_delete,
}
