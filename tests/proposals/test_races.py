"""Two at once: the last place is given once, and a person is proposed once for an offer."""

import pytest

from portal.accounts.models import User
from portal.candidates.models import Candidate
from portal.core import db
from portal.proposals import queries, services
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState
from portal.proposals.services import Plan
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import VacancyState
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import actor_of, company_member
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.proposals.conftest import DESK, accept_purpose
from tests.racing import at_once

pytestmark = pytest.mark.commits


def test_two_members_who_accept_two_people_for_the_last_place_get_one(app):
    vacancy = VacancyFactory(published=True, content={"positions": 1})
    members = [company_member(vacancy.organisation) for _ in range(2)]
    for member in members:
        accept_purpose(member, vacancy.organisation_id)
    actors = [actor_of(member) for member in members]
    ids = [ProposalFactory(vacancy=vacancy, interested=True).id for _ in range(2)]
    vacancy_id = vacancy.id

    outcomes = at_once(
        app,
        *(
            lambda one=one, actor=actor: services.accept(queries.one(actor, one), actor=actor)
            for one, actor in zip(ids, actors, strict=True)
        ),
    )

    db.session.remove()
    states = sorted(db.session.get_one(Proposal, one).state for one in ids)
    after = db.session.get_one(Vacancy, vacancy_id)
    assert outcomes in (["NoPlaceLeft", "done"], ["TransitionNotAllowed", "done"])
    assert states == sorted([ProposalState.ACCEPTED, ProposalState.SUPERSEDED])
    assert (after.taken, after.state) == (1, VacancyState.FILLED)


def test_a_yes_and_a_no_at_once_leave_one_of_them(app):
    made = ProposalFactory(asked=True)
    actor = actor_of(db.session.get_one(type(made.caseworker), made.caseworker_id))
    proposal_id = made.id

    outcomes = at_once(
        app,
        lambda: services.agree(queries.one(actor, proposal_id), actor=actor, proof=DESK),
        lambda: services.refuse(queries.one(actor, proposal_id), actor=actor),
    )

    db.session.remove()
    assert outcomes == ["TransitionNotAllowed", "done"]
    assert db.session.get_one(Proposal, proposal_id).state in (ProposalState.PROPOSED, ProposalState.REFUSED)


def test_two_who_propose_at_once_keep_to_what_the_company_wants_in_a_month(app):
    vacancy = VacancyFactory(published=True)
    vacancy.organisation.max_proposals_per_month = 1
    people = [CandidateFactory(ready_for_work=True) for _ in range(2)]
    actors = [actor_of(db.session.get_one(User, one.caseworker_id)) for one in people]
    db.session.commit()
    ids, vacancy_id = [one.id for one in people], vacancy.id

    def ask(candidate_id, actor):
        return services.ask(
            db.session.get_one(Candidate, candidate_id),
            db.session.get_one(Vacancy, vacancy_id),
            Plan("job_unbefristet"),
            actor=actor,
        )

    outcomes = at_once(
        app, *(lambda one=one, actor=actor: ask(one, actor) for one, actor in zip(ids, actors, strict=True))
    )

    assert outcomes == ["GuardRefused", "done"]
    assert db.session.query(Proposal).count() == 1
