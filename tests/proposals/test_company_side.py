"""What a company has for itself: cards side by side, notes, how many proposals it wants, how it has answered."""

from datetime import date, timedelta

import pytest

from portal.core import audit, clock, db
from portal.core.errors import GuardRefused
from portal.proposals import services
from portal.proposals.models import ProposalNote
from portal.proposals.queries.answers import answers_of
from portal.proposals.rules import DeclineReason
from portal.proposals.services import Declined, Plan, retention
from tests.candidates.canaries import allowed, found_in, plant
from tests.factories.organisations import company_member
from tests.factories.proposals import ProposalFactory
from tests.proposals.conftest import act_for
from tests.proposals.test_ladder import may_show
from tests.signing import sign_in

STEP = {"ask": services.ask, "propose": services.propose}


def ticked(*proposals) -> dict[str, list[str]]:
    """Give what the boxes in the list send."""
    return {"chosen": [str(one.id) for one in proposals]}


@pytest.fixture
def pair(scene):
    """A card and a person whose name is open, each with a sign in every field."""
    found = []
    for state in ("", "interested"):
        planted = plant(caseworker=scene.caseworker)
        scene.person = planted.person
        found.append((scene.proposal(state), planted))
    return found


def test_cards_stand_side_by_side_each_at_its_level(as_firm, scene, pair):
    (first, card), (second, named) = pair

    found = as_firm.get("/proposals/compare", query_string=ticked(first, second)).text

    assert found_in(found, card) - allowed(card, "L1") == frozenset()
    assert found_in(found, named) - may_show(named, "L2") == frozenset()
    assert named.signs["candidate.last_name"] <= found_in(found, named)
    levels = sorted((row.candidate_id, row.level) for row in db.session.query(audit.ReadLog))
    assert levels == sorted([(first.candidate_id, "L1"), (second.candidate_id, "L2")])


def test_without_the_own_promise_no_name_stands_beside_another(client, scene, pair):
    (first, _card), (second, named) = pair
    sign_in(client, company_member(scene.company))

    found = client.get("/proposals/compare", query_string=ticked(first, second)).text

    assert found_in(found, named) - allowed(named, "L1") == frozenset()


@pytest.mark.parametrize("state", ["asked", "withdrawn"])
def test_what_is_not_shown_alone_is_not_shown_beside_another(as_firm, scene, state):
    planted = plant(caseworker=scene.caseworker)
    scene.person = planted.person
    hidden, beside = scene.proposal(state), ProposalFactory(vacancy=scene.vacancy)

    found = as_firm.get("/proposals/compare", query_string=ticked(hidden, beside)).text

    assert found_in(found, planted) == frozenset()


def test_no_more_than_four_are_compared(as_firm, scene):
    five = [ProposalFactory(vacancy=scene.vacancy) for _ in range(5)]

    text = as_firm.get("/proposals/compare", query_string=ticked(*five)).text

    assert sum(f"/proposals/{one.id}" in text for one in five) == 4


def test_a_stranger_compares_nothing(client, scene, stranger, pair):
    sign_in(client, stranger)

    assert client.get("/proposals/compare", query_string=ticked(pair[0][0], pair[1][0])).status_code == 404
    assert client.get("/proposals/compare").location == "/proposals"


def test_a_note_is_read_by_the_own_company_alone(client, scene, stranger):
    proposal, colleague = scene.proposal(), company_member(scene.company)
    sign_in(client, scene.member)
    note = {"text": "Passt ins Lager", "record_id": str(proposal.id)}

    for _ in range(2):
        assert client.post(f"/proposals/{proposal.id}/keep_note", data=note).status_code == 303

    assert db.session.query(ProposalNote).count() == 1
    sign_in(client, colleague)
    assert "Passt ins Lager" in client.get(f"/proposals/{proposal.id}").text
    sign_in(client, scene.caseworker)
    assert "Passt ins Lager" not in client.get(f"/proposals/{proposal.id}").text
    assert client.post(f"/proposals/{proposal.id}/keep_note", data=note).status_code == 403
    sign_in(client, stranger)
    assert client.post(f"/proposals/{proposal.id}/keep_note", data=note).status_code == 404
    act_for(client, scene.caseworker, scene.company)
    assert "Passt ins Lager" in client.get(f"/proposals/{proposal.id}").text


def test_notes_fall_back_with_the_card_and_go_with_the_proposal(client, scene, time_machine):
    proposal = scene.proposal()
    services.keep_note(proposal, actor=scene.firm, text="Passt ins Lager", note_id=proposal.id)
    services.decline(proposal, Declined(DeclineReason.HOURS), actor=scene.firm)
    db.session.commit()
    time_machine.move_to(clock.now() + timedelta(days=15))
    sign_in(client, scene.member)
    assert "Passt ins Lager" not in client.get(f"/proposals/{proposal.id}").text

    retention.erase(services.queries.by_id(proposal.id))
    db.session.commit()

    assert db.session.query(ProposalNote).count() == 0


@pytest.mark.parametrize("text", ["", "x" * 1001, "\x00"])
def test_an_empty_or_endless_note_is_refused(as_firm, scene, text):
    proposal = scene.proposal()

    assert as_firm.post(f"/proposals/{proposal.id}/keep_note", data={"text": text}).status_code == 422


@pytest.mark.parametrize(("until", "is_refused"), [(0, True), (5, True), (-1, False)])
def test_a_company_that_wants_none_is_proposed_nobody(scene, until, is_refused):
    scene.company.no_proposals_until = clock.today() + timedelta(days=until)
    db.session.commit()

    if is_refused:
        with pytest.raises(GuardRefused) as refused:
            services.ask(scene.person, scene.vacancy, Plan("job_unbefristet"), actor=scene.office)
        assert "keine Vorschläge" in str(refused.value.message)
    else:
        services.ask(scene.person, scene.vacancy, Plan("job_unbefristet"), actor=scene.office)


@pytest.mark.parametrize("state", ["", "asked", "declined"])
def test_no_more_in_a_month_than_the_company_wants(scene, time_machine, state):
    time_machine.move_to("2026-12-15T10:00:00+01:00")
    ProposalFactory(vacancy=scene.vacancy, **({state: True} if state else {}))
    scene.company.max_proposals_per_month = 1
    db.session.commit()

    with pytest.raises(GuardRefused) as refused:
        services.ask(scene.person, scene.vacancy, Plan("job_unbefristet"), actor=scene.office)

    assert "höchstens 1 " in str(refused.value.message)
    scene.company.max_proposals_per_month = 2
    services.ask(scene.person, scene.vacancy, Plan("job_unbefristet"), actor=scene.office)


def test_the_next_month_begins_anew(scene, time_machine):
    time_machine.move_to("2026-11-30T23:30:00+01:00")
    ProposalFactory(vacancy=scene.vacancy)
    scene.company.max_proposals_per_month = 1
    db.session.commit()
    time_machine.move_to("2026-12-01T00:30:00+01:00")
    assert clock.today() == date(2026, 12, 1)

    assert services.queries.proposed_in_month(scene.company.id, clock.today(), but=scene.vacancy.id) == 0


def test_a_company_reads_how_it_has_answered_and_nobody_elses_numbers(client, scene, stranger, time_machine):
    proposals = [ProposalFactory(vacancy=scene.vacancy) for _ in range(3)]
    ProposalFactory(vacancy=scene.vacancy, lapsed=True)
    time_machine.move_to(clock.now() + timedelta(days=4))
    services.show_interest(proposals[0], actor=scene.firm)
    services.decline(proposals[0], Declined(DeclineReason.HOURS), actor=scene.firm)
    services.decline(proposals[1], Declined(DeclineReason.HOURS), actor=scene.firm)
    db.session.commit()

    found = answers_of(scene.company.id)

    assert (found.proposed, found.answered, round(found.days or 0)) == (3, 2, 4)
    sign_in(client, scene.member)
    text = client.get("/proposals").text
    assert "2 von 3 Vorschlägen" in text
    assert "nach 4 Tagen" in text
    sign_in(client, stranger)
    assert "beantwortet" not in client.get("/proposals").text
