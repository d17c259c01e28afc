"""A paper for one job: the caseworker's word that it names this company opens this proposal, and no other."""

from portal.candidates.models import Residence
from portal.core import audit, db
from portal.proposals import services
from portal.proposals.models import Proposal
from portal.proposals.services import Plan
from portal.reference import Verdict
from tests.factories.candidates import ResidenceFactory
from tests.factories.vacancies import VacancyFactory
from tests.proposals.conftest import compose, composed

JOB = "job_unbefristet"
TICK = "Das Papier nennt genau diesen Betrieb und diese Arbeit"
TITLE_FOR_ONE_JOB = {"status_key": "qualifiziert_19d", "permission_on_paper": "this_job"}


def test_the_tick_is_shown_for_a_paper_for_one_job_alone(as_office, scene):
    residence = ResidenceFactory(candidate_id=scene.person.id)
    free = as_office.get(compose(scene)).text

    db.session.get(Residence, residence.id).permission_on_paper = "this_job"
    db.session.commit()

    assert TICK not in free
    assert TICK in as_office.get(compose(scene)).text


def test_the_word_of_the_caseworker_opens_this_proposal_and_is_kept(as_office, scene):
    ResidenceFactory(candidate_id=scene.person.id, **TITLE_FOR_ONE_JOB)

    as_office.post(compose(scene), data=composed(legal_kind=JOB, names_this_job="y"))

    made = db.session.query(Proposal).one()
    assert (made.names_this_job, made.verdict) == (True, Verdict.ALLOWED)
    assert audit.history("proposal", made.id)[0].details == {"names_this_job": True}
    assert "Es nennt genau diesen Betrieb" in as_office.get(f"/proposals/{made.id}").text


def test_without_the_word_it_is_a_question(as_office, scene):
    ResidenceFactory(candidate_id=scene.person.id, **TITLE_FOR_ONE_JOB)

    as_office.post(compose(scene), data=composed(legal_kind=JOB))

    made = db.session.query(Proposal).one()
    assert (made.names_this_job, made.verdict) == (False, Verdict.ASK)


def test_a_word_about_a_paper_that_is_not_for_one_job_means_nothing(scene):
    ResidenceFactory(candidate_id=scene.person.id, status_key="duldung_60a", permission_on_paper="none")

    made = services.ask(scene.person, scene.vacancy, Plan(JOB, names_this_job=True), actor=scene.office)

    assert (made.names_this_job, made.verdict) == (False, Verdict.ASK)


def test_the_word_holds_for_no_other_offer(scene):
    ResidenceFactory(candidate_id=scene.person.id, **TITLE_FOR_ONE_JOB)
    services.ask(scene.person, scene.vacancy, Plan(JOB, names_this_job=True), actor=scene.office)

    other = services.ask(scene.person, VacancyFactory(published=True), Plan(JOB), actor=scene.office)

    assert other.verdict is Verdict.ASK
