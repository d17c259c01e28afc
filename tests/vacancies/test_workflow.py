"""The table of an offer's life: every allowed and every refused move, by state and by role."""

import pytest

from portal.core import audit
from portal.core.actor import SYSTEM, Role
from portal.core.errors import NotAllowed, NotFound, ReasonMissing, TransitionNotAllowed
from portal.core.permissions import declared, may
from portal.core.workflow import Reason
from portal.vacancies.rules import VacancyState
from portal.vacancies.workflow import WORKFLOW
from tests.factories.organisations import actor_of
from tests.factories.vacancies import VacancyFactory

BOARD = {"published", "paused"}
ENDED = {"filled", "withdrawn", "expired"}
TABLE = {
    "draft": (set(), "draft"),
    "submit": ({"draft"}, "in_review"),
    "schedule": ({"in_review"}, None),
    "publish": ({"in_review"}, "published"),
    "return": ({"in_review"}, "draft"),
    "pause": ({"published"}, "paused"),
    "resume": ({"paused"}, "published"),
    "fill": (BOARD, "filled"),
    "free": ({"filled"}, "published"),
    "free_paused": ({"filled"}, "paused"),
    "extend": ({"published"}, None),
    "confirm": ({"published"}, None),
    "ask_whether_current": ({"published"}, None),
    "withdraw": ({"draft", "in_review"} | BOARD, "withdrawn"),
    "expire": (BOARD, "expired"),
    "tell_outcome": ({"expired"}, None),
    "relist": (ENDED, "in_review"),
    "relist_unchanged": (ENDED, "published"),
    "revise": (BOARD | ENDED, None),
    "submit_revision": (BOARD | {"filled"}, None),
    "publish_revision": (BOARD | {"filled"}, None),
    "return_revision": (BOARD | {"filled"}, None),
    "discard_revision": (BOARD | ENDED, None),
}
COMPANY = {Role.RECRUITER, Role.COMPANY_ADMIN, Role.CASEWORKER, Role.EMPLOYER_SERVICE, Role.COORDINATOR}
REVIEWERS = {Role.EMPLOYER_SERVICE, Role.COORDINATOR}
WHO = {
    **dict.fromkeys(TABLE, COMPANY),
    **dict.fromkeys(("schedule", "return", "publish_revision", "return_revision"), REVIEWERS),
    "publish": REVIEWERS | {Role.SYSTEM},
    **dict.fromkeys(("pause", "resume", "fill", "free"), COMPANY | {Role.SYSTEM}),
    **{key: {Role.SYSTEM} for key in ("free_paused", "ask_whether_current", "expire")},
}
STATES = [state.value for state in VacancyState]
REFUSED = [(event, state) for event, (sources, _) in TABLE.items() for state in STATES if state not in sources]


def test_the_table_is_the_one_of_the_design():
    assert {
        row.event: ({str(source) for source in row.sources}, row.target and str(row.target))
        for row in WORKFLOW.transitions
    } == TABLE


@pytest.mark.parametrize("event", TABLE)
def test_each_event_is_for_the_roles_of_the_design(event):
    assert set(declared()[f"vacancy:{event}"]) == WHO[event]


@pytest.mark.parametrize(("event", "state"), REFUSED)
def test_an_event_from_any_other_state_is_refused(event, state):
    vacancy = VacancyFactory(**{state: True})

    with pytest.raises(TransitionNotAllowed):
        WORKFLOW.apply(event, vacancy, actor=SYSTEM, reason="Grund")

    assert vacancy.state == state
    assert audit.history("vacancy", vacancy.id) == []


@pytest.mark.parametrize("event", [event for event in TABLE if event != "draft"])
def test_another_company_does_not_learn_that_the_offer_exists(event, people):
    state = min(TABLE[event][0])
    vacancy = VacancyFactory(**{state: True}, organisation=people.company)

    with pytest.raises(NotFound):
        WORKFLOW.apply(event, vacancy, actor=actor_of(people.stranger), reason="Grund")

    assert vacancy.state == state


@pytest.mark.parametrize("event", [event for event, roles in WHO.items() if Role.RECRUITER not in roles])
def test_a_company_does_not_do_what_is_the_reviewers_or_the_systems(event, people):
    state = min(TABLE[event][0])
    vacancy = VacancyFactory(**{state: True}, organisation=people.company)

    with pytest.raises(NotAllowed):
        WORKFLOW.apply(event, vacancy, actor=actor_of(people.recruiter), reason="Grund")


@pytest.mark.parametrize("event", ["submit", "extend", "withdraw", "fill", "revise", "relist"])
def test_staff_do_company_events_only_when_the_company_has_asked(event, people):
    state = min(TABLE[event][0] - {"draft"} or {"draft"})
    vacancy = VacancyFactory(**{state: True}, organisation=people.company)

    for user in (people.caseworker, people.reviewer, people.coordinator):
        assert may(people.on_behalf(user), f"vacancy:{event}", vacancy)
        assert not may(actor_of(user), f"vacancy:{event}", vacancy)


def test_a_reason_is_asked_where_the_design_marks_it():
    required = {row.event for row in WORKFLOW.transitions if row.reason is Reason.REQUIRED}

    assert required == {"return", "extend", "withdraw", "tell_outcome", "return_revision"}


def test_a_withdrawal_without_a_reason_is_refused(people):
    vacancy = VacancyFactory(published=True, organisation=people.company)

    with pytest.raises(ReasonMissing):
        WORKFLOW.apply("withdraw", vacancy, actor=actor_of(people.recruiter), reason=" ")
