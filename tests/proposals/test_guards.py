"""What stands against a proposal, each guard for itself, and that a company learns nothing from a refusal."""

from datetime import date, timedelta

import pytest

from portal.candidates.models import Residence, ScreeningCheck
from portal.candidates.rules import CandidateState, ScreeningItem, TellsTooMuch
from portal.candidates.services import exclude
from portal.core import clock, db
from portal.core.errors import GuardRefused
from portal.organisations.models import PurposeAcceptance
from portal.proposals import queries, rules, services
from portal.proposals.models import Message
from portal.proposals.queries.verdicts import verdict
from portal.proposals.rules import DeclineReason, HoldTooLong, ProposalState, ReopenTooLate
from portal.proposals.services import Plan
from portal.proposals.workflow import guards
from portal.reference import Verdict
from portal.vacancies.rules import VacancyState
from portal.vacancies.services import NoPlaceLeft
from tests.factories.candidates import CandidateFactory, ConsentFactory, ResidenceFactory
from tests.factories.organisations import OrganisationFactory, company_member
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.proposals.conftest import DESK

JOB = "job_unbefristet"


def ask(scene, kind=JOB, **values):
    """Ask the person of the scene for its offer."""
    return services.ask(scene.person, scene.vacancy, Plan(kind, **values), actor=scene.office)


def forbid(scene):
    """Let the law forbid the person to work."""
    db.session.query(Residence).filter_by(candidate_id=scene.person.id).delete()
    ResidenceFactory(candidate_id=scene.person.id, status_key="duldung_60b", permission_on_paper="none")


def wording(refusal) -> str:
    """Give what the reader is told."""
    return str(refusal.value.message)


def test_a_profile_that_is_not_ready_is_not_proposed(scene):
    scene.person = CandidateFactory(state=CandidateState.IN_SCREENING, caseworker=scene.caseworker)

    with pytest.raises(GuardRefused) as refusal:
        ask(scene)

    assert "Profil-Check" in wording(refusal)


def test_work_asks_for_the_whole_check_and_shadowing_for_less(scene):
    scene.person = CandidateFactory(ready_for_shadowing=True, caseworker=scene.caseworker)

    with pytest.raises(GuardRefused):
        ask(scene)

    assert ask(scene, "hospitation").state is ProposalState.ASKED


def test_a_lapsed_check_blocks_new_proposals(scene):
    check = db.session.query(ScreeningCheck).filter_by(candidate_id=scene.person.id, item=ScreeningItem.GERMAN).one()
    check.valid_until = clock.today() - timedelta(days=1)

    with pytest.raises(GuardRefused):
        ask(scene)


@pytest.mark.parametrize("state", ["draft", "in_review", "paused", "filled", "withdrawn", "expired"])
def test_an_offer_that_is_not_on_the_board_takes_nobody(scene, state):
    scene.vacancy = VacancyFactory(**{state: True})

    with pytest.raises(GuardRefused):
        ask(scene)


def test_an_offer_without_a_place_takes_nobody(scene):
    scene.vacancy.taken = scene.vacancy.places

    with pytest.raises(GuardRefused) as refusal:
        ask(scene)

    assert scene.vacancy.state is VacancyState.PUBLISHED
    assert "kein Platz" in wording(refusal)


@pytest.mark.parametrize("event", ["ask", "agree", "show_interest", "invite", "accept"])
def test_a_suspended_company_gets_nobody_further(scene, event):
    state = {"ask": "", "agree": "asked", "show_interest": "", "invite": "interested", "accept": "interested"}[event]
    company = OrganisationFactory(suspended=True)
    scene.vacancy, scene.member = VacancyFactory(published=True, organisation=company), company_member(company)
    proposal = None if event == "ask" else scene.proposal(state)
    deeds = {
        "ask": lambda: ask(scene),
        "agree": lambda: services.agree(proposal, actor=scene.candidate, proof=DESK),
        "show_interest": lambda: services.show_interest(proposal, actor=scene.firm),
        "invite": lambda: services.invite(proposal, actor=scene.firm, slots=[(clock.now() + timedelta(days=1), "Tor")]),
        "accept": lambda: services.accept(proposal, actor=scene.firm),
    }

    with pytest.raises(GuardRefused) as refusal:
        deeds[event]()

    assert "nicht freigegeben" in wording(refusal)


def test_an_excluded_company_is_never_asked(scene):
    exclude(scene.person, scene.company.id, actor=scene.office)

    with pytest.raises(GuardRefused) as refusal:
        ask(scene)

    assert "möchte diesem Betrieb nicht" in wording(refusal)


@pytest.mark.parametrize("state", ["asked", "", "on_hold", "interested", "interview", "accepted", "declined"])
def test_a_pair_has_one_proposal_at_a_time(scene, state):
    scene.proposal(state)

    with pytest.raises(GuardRefused):
        ask(scene)


@pytest.mark.parametrize("state", ["refused", "withdrawn", "lapsed", "superseded"])
def test_what_came_to_nothing_does_not_stand_against_a_new_one(scene, state):
    scene.proposal(state)

    assert ask(scene).state is ProposalState.ASKED


def test_forbidden_work_stops_with_the_reason_for_the_caseworker(scene):
    forbid(scene)
    answer = verdict(scene.person.id, JOB, None)
    assert answer.verdict is Verdict.FORBIDDEN

    with pytest.raises(GuardRefused) as refusal:
        ask(scene)

    assert wording(refusal) == answer.sentence_caseworker


def test_somebody_who_is_taken_is_not_proposed(scene, monkeypatch):
    monkeypatch.setattr(guards, "_busy", [lambda person, _first, _last, _asking: person == scene.person.id])

    with pytest.raises(GuardRefused) as refusal:
        ask(scene)

    assert "Einsatz oder Kurs" in wording(refusal)


def test_a_card_goes_out_unasked_only_on_a_standing_consent_for_the_field(scene):
    plan = Plan(JOB)
    with pytest.raises(GuardRefused):
        services.propose(scene.person, scene.vacancy, plan, actor=scene.office)
    ConsentFactory(candidate_id=scene.person.id, purpose="card", work_field="Lager und Logistik")

    proposal = services.propose(scene.person, scene.vacancy, plan, actor=scene.office)

    assert (proposal.state, proposal.name_agreed_at) == (ProposalState.PROPOSED, None)


def test_an_offer_without_an_occupation_has_no_field_a_consent_could_cover(scene):
    scene.vacancy = VacancyFactory(published=True, content={"occupation": None})

    assert not queries.has_card_consent(scene.person.id, scene.vacancy)


def test_interest_asks_for_the_promise_first(scene):
    proposal = scene.proposal()
    db.session.query(PurposeAcceptance).delete()

    with pytest.raises(GuardRefused):
        services.show_interest(proposal, actor=scene.firm)

    assert proposal.state is ProposalState.PROPOSED


@pytest.mark.parametrize("days", [-1, 0, 31])
def test_a_pause_lies_in_the_next_thirty_days(scene, days):
    proposal = scene.proposal()

    with pytest.raises(HoldTooLong):
        services.later(proposal, actor=scene.firm, until=clock.today() + timedelta(days=days), reason="Urlaub")


@pytest.mark.parametrize("hours", [(), (-1,), (1, 2, 3, 4)])
def test_one_to_three_times_ahead_are_offered(scene, hours):
    proposal = scene.proposal("interested")

    with pytest.raises(GuardRefused):
        services.invite(
            proposal, actor=scene.firm, slots=[(clock.now() + timedelta(hours=hour), "Tor") for hour in hours]
        )


def test_a_time_of_another_proposal_cannot_be_chosen(scene):
    foreign = queries.slots(ProposalFactory(interview=True))[0]
    proposal = scene.proposal("interview")

    with pytest.raises(GuardRefused):
        services.choose_slot(proposal, actor=scene.office, slot_id=foreign.id)

    assert not any(slot.is_chosen for slot in queries.slots(proposal))


def test_nobody_is_taken_on_without_a_name(scene):
    proposal = scene.proposal("interested", name_agreed=False)

    with pytest.raises(GuardRefused):
        services.accept(proposal, actor=scene.firm)


def test_the_last_place_is_given_once(scene):
    proposal = scene.proposal("interested")
    scene.vacancy.taken = scene.vacancy.places
    db.session.commit()

    with pytest.raises(NoPlaceLeft):
        services.accept(proposal, actor=scene.firm)


def test_another_kind_named_by_the_company_is_decided_anew(scene):
    ResidenceFactory(candidate_id=scene.person.id)
    proposal = scene.proposal("interested")

    services.accept(proposal, actor=scene.firm, offer_kind="apprenticeship")

    assert (proposal.offer_kind, proposal.legal_kind) == ("apprenticeship", "ausbildung")


def test_another_kind_that_the_law_forbids_is_refused_without_a_word_on_the_person(scene):
    forbid(scene)
    proposal = scene.proposal("interested", legal_kind="hospitation")

    with pytest.raises(GuardRefused) as refusal:
        services.accept(proposal, actor=scene.firm, offer_kind="mini_job")

    assert refusal.value.message == guards.NOT_POSSIBLE


def test_a_closed_proposal_can_be_taken_up_for_thirty_days(scene, time_machine):
    proposal = scene.proposal("declined")
    time_machine.move_to(clock.now() + timedelta(days=31))

    with pytest.raises(ReopenTooLate):
        services.reopen(proposal, actor=scene.firm)


def test_a_place_that_becomes_free_opens_the_thirty_days_anew(scene, time_machine):
    proposal = scene.proposal("declined")
    time_machine.move_to(clock.now() + timedelta(days=31))
    services.vacancies.fill(scene.vacancy, actor=scene.firm)
    services.vacancies.reopen(scene.vacancy, actor=scene.firm)

    services.reopen(queries.loaded(proposal), actor=scene.firm)

    assert proposal.state is ProposalState.ASKED


@pytest.mark.parametrize("reason", ["excluded", "not_ready", "forbidden", "busy", "another"])
def test_a_company_that_takes_up_again_never_learns_why_not(scene, reason, monkeypatch):
    proposal = scene.proposal("declined")
    if reason == "excluded":
        exclude(scene.person, scene.company.id, actor=scene.office)
    if reason == "not_ready":
        db.session.query(ScreeningCheck).filter_by(candidate_id=scene.person.id).delete()
    if reason == "forbidden":
        forbid(scene)
    if reason == "busy":
        monkeypatch.setattr(guards, "_busy", [lambda *_: True])
    if reason == "another":
        scene.proposal("accepted")

    with pytest.raises(GuardRefused) as refusal:
        services.reopen(proposal, actor=scene.firm)

    firm_sentence = verdict(scene.person.id, JOB, None).sentence_firm
    assert wording(refusal) in (str(guards.NOT_POSSIBLE), firm_sentence)


@pytest.mark.parametrize(
    "text",
    [
        "Frau Beispiel kann gut verkaufen.",
        "Amina arbeitet gern im Team.",
        "Anruf unter 0151 23456789.",
        "Mail an amina@person.example",
        "Mehr auf www.beispiel.example",
        "Sie kommt aus Syrien.",
        "Er spricht Arabisch.",
        "Als Geflüchtete sucht sie Arbeit.",
        "Die Duldung läuft noch.",
        "Sie ist Muslimin.",
        "Sie trägt ein Kopftuch.",
        "Das Jobcenter zahlt.",
    ],
)
def test_a_note_that_says_who_or_from_where_is_refused(scene, text):
    scene.person.first_name, scene.person.last_name = "Amina", "Beispiel"

    with pytest.raises(TellsTooMuch):
        ask(scene, note=text)


@pytest.mark.parametrize("text", ["Frau Beispiel kocht gut", "0151 23456789", "Koch in Syrien"])
def test_a_card_that_says_who_or_from_where_is_neither_asked_for_nor_sent(scene, text):
    scene.person.last_name, scene.person.experience = "Beispiel", text
    ConsentFactory(candidate_id=scene.person.id, purpose="card", work_field="Lager und Logistik")

    for verb in (services.ask, services.propose):
        with pytest.raises(GuardRefused) as refused:
            verb(scene.person, scene.vacancy, Plan("job_unbefristet"), actor=scene.office)
        assert "Berufserfahrung" in wording(refused)


@pytest.mark.parametrize(
    "text",
    [
        "Sie hat drei Jahre im Lager gearbeitet.",
        "Möchte ab 1. Februar 2027 beginnen, 30 Stunden.",
        "Arbeitet in Erkelenz.",
    ],
)
def test_a_note_on_what_somebody_can_do_passes(scene, text):
    assert ask(scene, note=text).note_to_company == text


def test_a_message_of_the_office_names_nobody_before_the_name_is_open(scene):
    proposal = scene.proposal()
    with pytest.raises(TellsTooMuch):
        services.write(proposal, actor=scene.office, text=f"{scene.person.first_name} kommt gern.")
    services.show_interest(proposal, actor=scene.firm)

    services.write(proposal, actor=scene.office, text=f"{scene.person.first_name} kommt gern.")

    with pytest.raises(TellsTooMuch):
        services.write(proposal, actor=scene.office, text="Der Asylbescheid ist da.")


def test_a_company_may_write_what_it_likes(scene):
    text = "Unsere Nummer: 02452 123456."

    services.write(scene.proposal(), actor=scene.firm, text=text)

    assert [message.text for message in db.session.query(Message)] == [text]


def test_company_holidays_stop_the_clock():
    closed = (date(2026, 12, 7), date(2026, 12, 11))

    assert rules.answer_due(date(2026, 12, 1), holidays=None) == date(2026, 12, 15)
    assert rules.answer_due(date(2026, 12, 1), holidays=closed) == date(2026, 12, 22)
    assert rules.answer_due(date(2026, 12, 14), holidays=closed) == rules.answer_due(date(2026, 12, 14), holidays=None)
    assert rules.days_left(date(2026, 12, 1), date(2026, 12, 22), holidays=closed) == 10
    assert rules.days_left(date(2026, 12, 9), date(2026, 12, 22), holidays=closed) == 7
    assert rules.is_closed(date(2026, 12, 7), closed)


def test_a_company_on_holiday_gets_its_time_when_it_is_proposed_to(scene, time_machine):
    time_machine.move_to("2026-12-01T10:00:00+01:00")
    scene.company.holidays_from, scene.company.holidays_until = date(2026, 12, 7), date(2026, 12, 11)
    proposal = scene.proposal("asked")

    services.agree(proposal, actor=scene.candidate, proof=DESK)

    assert proposal.answer_due_on == date(2026, 12, 22)


def test_a_reason_of_the_list_is_enough_to_decline(scene):
    proposal = scene.proposal()

    services.decline(proposal, services.Declined(DeclineReason.FILLED), actor=scene.firm)

    assert proposal.decline_reason is DeclineReason.FILLED
