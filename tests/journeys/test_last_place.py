"""Two members of a firm accept two people for the last place at the same moment: one place, one placement."""

import threading
from collections import Counter

import pytest
from flask import Flask

from portal.core import db
from portal.placements.models import Placement
from portal.proposals.models import Proposal
from portal.vacancies.models import Vacancy
from tests.journeys.offices import Caseworker
from tests.journeys.people import Firm, Person
from tests.journeys.world import District


@pytest.mark.commits
def test_two_members_accept_for_the_last_place(district: District) -> None:
    petra, offer = Firm.with_an_offer(district)
    karl = petra.is_joined_by("Karl Bauer", "karl@bauer.example")
    caseworker = Caseworker(district, "Nina Brandt", "brandt@ip.example")
    amina, omar = Person(district), Person(district, "Omar Saleh", "omar@post.example")

    # Given one place, and two people in whom the firm is interested
    proposals = []
    for person, member in ((amina, petra), (omar, karl)):
        caseworker.knows(person)
        proposals.append(caseworker.asks(person, offer))
        person.says_yes_by_link()
        member.shows_interest_from_the_mail()
    forms = [member.window.opens(f"{one}/accept") for member, one in zip((petra, karl), proposals, strict=True)]
    assert all(form.form("offer_kind") for form in forms)

    # When both press at the same moment
    statuses = at_once(district.app, [(petra, proposals[0]), (karl, proposals[1])])

    # Then one of them has the place, the other reads why not, and there is one placement
    assert Counter(statuses) == {303: 1, 409: 1}
    places = db.session.query(Vacancy.taken, Vacancy.places).one()
    assert tuple(places) == (1, 1)
    assert db.session.query(Placement).count() == 1
    assert sorted(state.value for (state,) in db.session.query(Proposal.state)) == ["accepted", "superseded"]
    assert len(caseworker.mails("Ein Betrieb sagt zu")) == 1


def at_once(app: Flask, presses: list[tuple[Firm, str]]) -> list[int]:
    """Let several people press the button at the same moment and give what each was answered."""
    barrier, statuses = threading.Barrier(len(presses)), list[int]()

    def press(member: Firm, proposal: str) -> None:
        with app.app_context():
            barrier.wait()
            answer = member.window.browser.post(f"{proposal}/accept", data={"offer_kind": "full_time_job"})
            statuses.append(answer.status_code)
            db.session.remove()

    db.session.remove()
    threads = [threading.Thread(target=press, args=one) for one in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses
