"""Links that reach the wrong eyes or come too late: found by a neighbour, kept too long, sent on to a colleague."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest

from portal.core import clock
from portal.core.actor import Role
from portal.core.links import MAX_TRIES
from tests.journeys.offices import Caseworker
from tests.journeys.people import Firm, Person
from tests.journeys.windows import Window, link_in
from tests.journeys.world import District
from tests.organisations.test_members import membership_of

OVER = "Dieser Link gilt nicht mehr"
BORN = "Wann sind Sie geboren?"
A_WRONG_DAY = date(1990, 1, 1)


class Stage:
    """A firm with an offer, a caseworker, and somebody who has been asked about it."""

    def __init__(self, district: District) -> None:
        """Let the question go out."""
        self.firm, self.offer = Firm.with_an_offer(district)
        self.caseworker, self.amina = Caseworker(district, "Nina Brandt", "brandt@ip.example"), Person(district)
        self.caseworker.knows(self.amina)
        self.proposal = self.caseworker.asks(self.amina, self.offer)

    def tells_nothing(self, window: Window) -> bool:
        """Tell whether a page says neither who it is for nor which firm it is about."""
        told = ("Amina", "Haddad", self.amina.number, "Bauer", "Lager")
        return not any(word in window.page.html for word in told)


@pytest.fixture
def stage(district: District) -> Stage:
    return Stage(district)


def newest(reader: Firm | Person, subject: str) -> str:
    """Give the link of the newest mail about something."""
    return link_in(reader.mails(subject)[-1])


def test_a_neighbour_finds_the_letter_and_guesses_the_birthday(stage: Stage, district: District) -> None:
    neighbour, found = Window(district.app), newest(stage.amina, "Eine Frage")

    # Given a link in the wrong hands: what it shows is the question for the birthday
    neighbour.opens(found)
    assert neighbour.sees(BORN)
    assert stage.tells_nothing(neighbour)

    # When the neighbour guesses
    for guess in range(MAX_TRIES):
        assert neighbour.sees(BORN), guess
        neighbour.browser.post(found, data={"birth_date": A_WRONG_DAY.isoformat()})
        neighbour.tries_to_open(found)
        assert stage.tells_nothing(neighbour)

    # Then the link is over for everybody, the right birthday included, and nothing was answered
    assert neighbour.sees(OVER)
    stage.amina.window.tries_to_open(found)
    assert stage.amina.window.sees(OVER)
    right = {"birth_date": stage.amina.birth_date.isoformat()}
    assert stage.amina.window.browser.post(found, data=right).status_code == 404
    assert stage.caseworker.reads(stage.proposal, "Person gefragt")

    # And whoever asks for a new one brings it to her, not to the neighbour
    district.lets_days_pass(1)
    stage.caseworker.begins_the_day()
    neighbour.follows("/again")
    neighbour.sends()
    assert stage.tells_nothing(neighbour)
    assert newest(stage.amina, "Eine Frage") != found
    stage.amina.says_yes_by_link()
    assert stage.caseworker.reads(stage.proposal, "Wartet auf den Betrieb")


def test_a_birthday_that_was_proven_opens_no_other_browser(stage: Stage, district: District) -> None:
    stage.amina.opens_the_link("Eine Frage")
    assert stage.amina.window.sees("Bauer Logistik GmbH")

    neighbour = Window(district.app)
    neighbour.opens(stage.amina.window.path)

    assert neighbour.sees(BORN)
    assert stage.tells_nothing(neighbour)
    answer = neighbour.browser.post(neighbour.path, data={"deed": "agree"})
    assert answer.status_code == 422
    assert stage.caseworker.reads(stage.proposal, "Person gefragt")


def test_links_that_were_kept_too_long_are_over_and_tell_nobody_why(stage: Stage, district: District) -> None:
    firm, amina, caseworker = stage.firm, stage.amina, stage.caseworker
    asked = newest(amina, "Eine Frage")
    amina.says_yes_by_link()
    card = newest(firm, "Bewerbervorschlag wartet")
    firm.shows_interest_from_the_mail()
    firm.accepts(stage.proposal)
    placement = caseworker.opens_the_placement()
    caseworker.drafts_the_agreement(placement)
    caseworker.sends_the_agreement(placement)
    first = newest(amina, "Vereinbarung")

    # Given a text that was taken back and sent out anew: the link to the former one is dead
    amina.opens_the_link("Vereinbarung")
    amina.window.sends(reason="Die Zeiten stimmen nicht.")
    district.lets_days_pass(1)
    caseworker.begins_the_day()
    caseworker.sends_the_agreement(placement)
    second = newest(amina, "Vereinbarung")
    amina.window.tries_to_open(first)
    assert second != first
    assert amina.window.sees(OVER)
    amina.window.opens(second)

    # When the first day has passed and nobody has confirmed
    district.lets_days_pass(75)

    # Then every link of the way is over for good, in the same words, for the person and for the firm
    for window, link in ((amina.window, asked), (amina.window, second), (firm.window, card)):
        window.tries_to_open(link)
        assert window.sees(OVER), link
        assert stage.tells_nothing(window)
        assert window.browser.post(link, data={"deed": "agree", "has_read": "y"}).status_code == 404


def test_an_invitation_is_used_once(district: District) -> None:
    admin, _offer = Firm.with_an_offer(district)
    assert admin.user is not None
    membership_of(admin.user).role = Role.COMPANY_ADMIN
    admin.window.sends("/organisations/members/invite", name="Kim Neu", email="kim@bauer.example", role="recruiter")
    link = link_in(district.mails_to("kim@bauer.example")[-1])
    kim = Window(district.app)
    kim.sends(link, name="Kim Neu", password="Sieben Kisten Birnen")

    # A second one who has read the mail can neither open another account nor set another password
    thief = Window(district.app)
    thief.tries_to_open(link)
    assert thief.sees(OVER)
    answer = thief.browser.post(link, data={"name": "Dieb", "password": "Ein anderes Kennwort"})
    assert answer.status_code == 404
    kim.sends("/login", email="kim@bauer.example", password="Sieben Kisten Birnen")


def test_a_mail_of_the_firm_is_sent_on_to_a_colleague(stage: Stage, district: District) -> None:
    firm, amina = stage.firm, stage.amina
    amina.says_yes_by_link()
    colleague, card = Window(district.app), newest(firm, "Bewerbervorschlag wartet")

    # Given the card: no sign-in, so the card and no more
    colleague.opens(card)
    assert colleague.sees(amina.number)
    assert not colleague.sees("Haddad")

    # When the firm knows her name, wrote with the office and invited her
    firm.shows_interest_from_the_mail()
    assert firm.reads(stage.proposal, "Amina Haddad")
    start = (clock.today() + timedelta(days=7)).isoformat()
    firm.takes_the_step(stage.proposal, "invite", first__starts_at=f"{start}T10:00", first__place="Tor 3")

    # Then what was sent on still shows the card alone, without name, message or appointment
    colleague.opens(card)
    assert not colleague.sees("Haddad")
    assert not colleague.sees("Tor 3")

    # And the mails that lead to the name lead to the sign-in
    for mail in firm.mails("Name") + firm.mails("Namen"):
        colleague.opens(link_in(mail))
        assert urlsplit(colleague.path).path == "/login"
    for part in ("", "/card.pdf", "/termin.ics"):
        assert colleague.browser.get(stage.proposal + part).status_code == 303


def test_the_person_sends_the_own_link_on(stage: Stage, district: District) -> None:
    stage.caseworker.window.opens(f"{stage.amina.file}/consents")
    stage.caseworker.window.presses("/link")
    friend, link = Window(district.app), newest(stage.amina, "Ihre persönliche Seite")

    friend.opens(link)

    assert friend.sees(BORN)
    assert stage.tells_nothing(friend)
    for data in ({"own_data": "1"}, {"call": "1"}, {"page": "profile"}):
        assert friend.browser.post(link, data=data).status_code == 422
    for query in ("?part=profile", "?page=profile", f"?proposal={stage.proposal.rsplit('/', 1)[1]}"):
        friend.opens(link + query)
        assert friend.sees(BORN), query
        assert stage.tells_nothing(friend)
