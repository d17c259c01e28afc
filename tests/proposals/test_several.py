"""Several proposals answered at once: each on its own, with what became of it."""

import pytest

from portal.core import audit
from portal.proposals import services
from portal.proposals.rules import DeclineReason, ProposalState
from portal.proposals.services import Declined
from tests.factories.organisations import actor_of, company_member
from tests.factories.proposals import ProposalFactory
from tests.proposals.conftest import IN_A_WEEK, mails, state_of
from tests.signing import sign_in

S = ProposalState
NO = {"deed": "decline", "decline-reason": "hours", "decline-text_for_person": "Alles Gute!"}
LATER = {"deed": "later", "later-until": IN_A_WEEK, "later-reason": "Chef im Urlaub"}


@pytest.fixture
def three(scene):
    """Three proposals for one offer."""
    return [ProposalFactory(vacancy=scene.vacancy) for _ in range(3)]


def ids(proposals) -> list[str]:
    """Give what the boxes in the list send."""
    return [str(one.id) for one in proposals]


@pytest.mark.parametrize(("data", "target"), [(NO, S.DECLINED), (LATER, S.ON_HOLD)])
def test_what_is_ticked_gets_one_answer(as_firm, three, data, target):
    assert all(f'name="chosen" value="{one}"' in as_firm.get("/proposals").text for one in ids(three))
    assert as_firm.get("/proposals/several", query_string={"chosen": ids(three)}).status_code == 200

    answer = as_firm.post("/proposals/several", data={**data, "chosen": ids(three[:2])})

    assert [state_of(one) for one in three] == [target, target, S.PROPOSED]
    assert "2 Vorschläge sind beantwortet" in as_firm.get(answer.location).text


def test_one_that_is_refused_stands_in_no_others_way_and_says_why(as_firm, scene, three):
    services.withdraw(three[1], actor=actor_of(three[1].caseworker), reason="Etwas anderes")
    as_firm.get("/proposals")

    answer = as_firm.post("/proposals/several", data={**NO, "chosen": ids(three)})

    page = as_firm.get(answer.location).text
    assert [state_of(one) for one in three] == [S.DECLINED, S.WITHDRAWN, S.DECLINED]
    assert "2 Vorschläge sind beantwortet" in page
    assert f"Vorschlag {three[1].number} nicht: Der Stand hat sich" in page


def test_a_second_click_answers_nothing_twice(as_firm, three):
    for _ in range(2):
        assert as_firm.post("/proposals/several", data={**NO, "chosen": ids(three)}).status_code == 303

    assert all(len(audit.history("proposal", one.id)) == 1 for one in three)
    assert mails().count("proposals/declined") == 3


def test_a_stale_tab_does_not_answer_over_a_colleague(client, scene, three):
    colleague = company_member(scene.company)
    services.decline(three[0], Declined(DeclineReason.FILLED), actor=actor_of(colleague))
    sign_in(client, scene.member)

    answer = client.post("/proposals/several", data={**NO, "chosen": ids(three)})

    assert audit.latest("proposal", three[0].id).reason_code == "filled"
    assert f"Vorschlag {three[0].number} nicht" in client.get(answer.location).text


def test_what_is_not_ones_own_is_not_answered(client, scene, three, stranger):
    sign_in(client, stranger)

    assert client.get("/proposals/several", query_string={"chosen": ids(three)}).status_code == 404
    assert client.post("/proposals/several", data={**NO, "chosen": ids(three)}).status_code == 404
    assert {state_of(one) for one in three} == {S.PROPOSED}


def test_a_foreign_one_among_the_own_is_left_out(as_firm, three):
    foreign = ProposalFactory()

    as_firm.post("/proposals/several", data={**NO, "chosen": ids([foreign, *three])})

    assert state_of(foreign) is S.PROPOSED
    assert state_of(three[0]) is S.DECLINED


@pytest.mark.parametrize(
    "data", [{"deed": "decline"}, {**NO, "decline-reason": "other"}, {**LATER, "later-until": "1900-01-01"}]
)
def test_an_answer_without_what_it_needs_is_asked_again_with_the_same_ticks(as_firm, three, data):
    answer = as_firm.post("/proposals/several", data={**data, "chosen": ids(three)})

    assert answer.status_code == 422
    assert answer.text.count(f'value="{three[2].id}"') == 2
    assert {state_of(one) for one in three} == {S.PROPOSED}


@pytest.mark.parametrize("chosen", [[], ["x"], ["\x00"], [""]])
def test_nothing_ticked_leads_back_to_the_list(as_firm, chosen):
    answer = as_firm.get("/proposals/several", query_string={"chosen": chosen})

    assert answer.location == "/proposals"


def test_a_caseworker_has_no_boxes(as_office, scene):
    scene.proposal()

    assert 'name="chosen"' not in as_office.get("/proposals").text
    assert as_office.post("/proposals/several", data=NO).status_code == 303
