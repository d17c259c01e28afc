"""Builders of proposals with the consents and grants that belong to their state."""

from datetime import timedelta
from typing import Any

import factory

from portal.accounts.models import User
from portal.candidates.rules import ConsentPurpose, DisclosureLevel
from portal.core import clock, db
from portal.organisations.models import Organisation
from portal.proposals import queries
from portal.proposals.models import InterviewSlot, Proposal
from portal.proposals.rules import KNOWS_NAME, DeclineReason, ProposalState, answer_due
from portal.reference import Verdict
from portal.reference.permission_texts import Reason, caseworker_sentence, firm_sentence
from tests.factories.base import Factory
from tests.factories.candidates import CandidateFactory, ConsentFactory, DisclosureGrantFactory
from tests.factories.vacancies import VacancyFactory

BEFORE_COMPANY = (ProposalState.ASKED, ProposalState.REFUSED)
SEES_CARD = (ProposalState.PROPOSED, ProposalState.ON_HOLD, ProposalState.DECLINED, ProposalState.LAPSED)
SEES_NAME = (*KNOWS_NAME, ProposalState.ACCEPTED)


class ProposalFactory(Factory):
    """A card at the company since this moment, with the person's yes; traits name the other states.

    Nothing is known of the person's residence document, so that the answer of the law is to ask.

    Args: name_agreed: whether the person's yes covers the name, as it does unless the card went out on its own.
    """

    class Meta:
        model = Proposal

    number = factory.Sequence(lambda number: f"P-{number:06}")
    state = ProposalState.PROPOSED
    candidate = factory.SubFactory(CandidateFactory, ready_for_work=True)
    vacancy = factory.SubFactory(VacancyFactory, published=True)
    candidate_id = factory.LazyAttribute(lambda made: made.candidate.id)
    vacancy_id = factory.LazyAttribute(lambda made: made.vacancy.id)
    organisation_id = factory.LazyAttribute(lambda made: made.vacancy.organisation_id)
    organisation = factory.LazyAttribute(lambda made: db.session.get_one(Organisation, made.organisation_id))
    caseworker_id = factory.LazyAttribute(lambda made: made.candidate.caseworker_id)
    caseworker = factory.LazyAttribute(lambda made: db.session.get_one(User, made.caseworker_id))
    office_id = factory.LazyAttribute(lambda made: made.candidate.office_id)
    legal_kind = "job_unbefristet"
    verdict = Verdict.ASK
    verdict_seen = factory.SelfAttribute("verdict")
    verdict_rule = ""
    verdict_firm = str(firm_sentence(Verdict.ASK))
    verdict_caseworker = str(caseworker_sentence(Reason.NO_RULE))
    asked_at = factory.LazyFunction(clock.now)
    name_agreed_at = factory.LazyAttribute(lambda made: clock.now() if made.name_agreed else None)
    proposed_at = factory.LazyAttribute(lambda made: None if made.state in BEFORE_COMPANY else clock.now())
    answer_due_on = factory.LazyAttribute(
        lambda made: (
            answer_due(clock.today(), holidays=queries.holidays_of(made.organisation))
            if made.state is ProposalState.PROPOSED
            else None
        )
    )
    interested_at = factory.LazyAttribute(lambda made: clock.now() if made.state in SEES_NAME else None)

    class Params:
        name_agreed = factory.LazyAttribute(lambda made: made.state not in BEFORE_COMPANY)
        ended = factory.Trait(ended_at=factory.LazyFunction(clock.now))
        asked = factory.Trait(
            state=ProposalState.ASKED,
            answer_due_on=factory.LazyFunction(lambda: answer_due(clock.today(), holidays=None, working_days=5)),
        )
        refused = factory.Trait(ended=True, state=ProposalState.REFUSED)
        on_hold = factory.Trait(
            state=ProposalState.ON_HOLD,
            on_hold_until=factory.LazyFunction(lambda: clock.today() + timedelta(days=10)),
            answer_due_on=factory.SelfAttribute("on_hold_until"),
        )
        interested = factory.Trait(state=ProposalState.INTERESTED)
        interview = factory.Trait(state=ProposalState.INTERVIEW)
        accepted = factory.Trait(ended=True, state=ProposalState.ACCEPTED, has_place=True)
        declined = factory.Trait(ended=True, state=ProposalState.DECLINED, decline_reason=DeclineReason.HOURS)
        withdrawn = factory.Trait(ended=True, state=ProposalState.WITHDRAWN)
        lapsed = factory.Trait(ended=True, state=ProposalState.LAPSED)
        superseded = factory.Trait(ended=True, state=ProposalState.SUPERSEDED)

    @classmethod
    def _create(cls, model_class: type[Proposal], *args: Any, **values: Any) -> Proposal:
        made: Proposal = super()._create(model_class, *args, **values)
        if made.name_agreed_at:
            pair = {"candidate_id": made.candidate_id, "organisation_id": made.organisation_id}
            ConsentFactory(purpose=ConsentPurpose.NAME, **pair)
        if made.state in (*SEES_CARD, *SEES_NAME):
            cls._open(made, DisclosureLevel.L1)
        if made.state in SEES_NAME and made.name_agreed_at:
            cls._open(made, DisclosureLevel.L2)
        if made.state is ProposalState.INTERVIEW:
            InterviewSlotFactory(proposal_id=made.id)
        return queries.loaded(made)

    @staticmethod
    def _open(made: Proposal, level: DisclosureLevel) -> None:
        DisclosureGrantFactory(
            candidate_id=made.candidate_id,
            organisation_id=made.organisation_id,
            level=level,
            cause_id=made.id,
            ends_at=made.ended_at + timedelta(days=14) if made.ended_at else None,
        )


class InterviewSlotFactory(Factory):
    """A time next week at the company."""

    class Meta:
        model = InterviewSlot

    starts_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=7))
    place = "Tor 3, Industriestraße 1"
