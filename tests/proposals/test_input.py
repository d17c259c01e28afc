"""Bad input on every form of a proposal: refused at the field, kept, and never a crash."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.proposals.forms import DECLINE_REASONS
from portal.proposals.rules import DeclineReason, ProposalState
from tests.proposals.conftest import ANSWERS, IN_A_WEEK, compose, composed, state_of

S = ProposalState
NOBODY = "01a20000-0000-7000-8000-000000000000"
BAD = (
    "",
    "x" * 20_000,
    "\x00",
    "\u202e\u2066",
    "🙂" * 3000,
    "1900-01-01",
    "9999-12-31",
    "-1",
    "nonsense",
    NOBODY,
)
FORMS_OF_FIRM = [event for event in ANSWERS if event not in ("show_interest", "reopen")]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: repr(bad[:12]))
@pytest.mark.parametrize("event", FORMS_OF_FIRM)
def test_bad_input_of_a_company_is_refused_at_the_field(as_firm, scene, event, bad):
    state, data = ANSWERS[event]
    proposal = scene.proposal(state)

    for field in data:
        answer = as_firm.post(f"/proposals/{proposal.id}/{event}", data={**data, field: bad})
        if answer.status_code == 303:  # a text may be anything
            assert field in ("text", "reason", "note", "text_for_person", "first-place")
            return
        assert answer.status_code == 422


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: repr(bad[:12]))
@pytest.mark.parametrize("field", ["record_id", "legal_kind", "starts_on", "note_to_company", "deed"])
def test_bad_input_in_the_composer_is_no_crash(as_office, scene, field, bad):
    answer = as_office.post(compose(scene), data=composed(**{field: bad}))

    assert answer.status_code in (200, 303, 422)
    if field in ("legal_kind", "record_id") and bad != str(BAD[-1]):
        assert answer.status_code == 422


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: repr(bad[:12]))
@pytest.mark.parametrize("event", ["agree", "refuse", "withdraw", "choose_slot"])
def test_bad_input_of_the_office_is_no_crash(as_office, scene, event, bad):
    proposal = scene.proposal({"withdraw": "", "choose_slot": "interview"}.get(event, "asked"))

    for field in ("channel", "language", "code", "slot_id", "reason", "interpreter"):
        answer = as_office.post(f"/proposals/{proposal.id}/{event}", data={field: bad})
        assert answer.status_code in (303, 422)


@pytest.mark.parametrize("days", [-1, 200])
def test_a_time_lies_in_the_next_months(as_firm, scene, days):
    proposal = scene.proposal("interested")
    when = (clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")

    answer = as_firm.post(f"/proposals/{proposal.id}/invite", data={"first-starts_at": when, "first-place": "Tor"})

    assert answer.status_code == 422
    assert "nächsten sechs Monaten" in answer.text


def test_a_megabyte_is_refused(as_firm, scene):
    proposal = scene.proposal()

    answer = as_firm.post(f"/proposals/{proposal.id}/write", data={"text": "x" * 1_000_000})

    assert answer.status_code == 422


def test_something_else_needs_words(as_firm, scene):
    proposal = scene.proposal()

    answer = as_firm.post(f"/proposals/{proposal.id}/decline", data={"reason": "other"})

    assert answer.status_code == 422
    assert state_of(proposal) is S.PROPOSED


def test_a_time_needs_its_place(as_firm, scene):
    proposal = scene.proposal("interested")

    answer = as_firm.post(f"/proposals/{proposal.id}/invite", data={"first-starts_at": f"{IN_A_WEEK}T10:00"})

    assert answer.status_code == 422


def test_every_reason_to_decline_has_its_words():
    assert set(DECLINE_REASONS) == set(DeclineReason)
