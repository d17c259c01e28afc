"""The person takes her yes back in the middle of the way: from this moment no page, link or paper shows her."""

from tests.journeys.offices import Caseworker
from tests.journeys.people import Firm, Person
from tests.journeys.windows import link_in
from tests.journeys.world import District, pdf_text


def test_she_stops_a_proposal_on_her_own_page(district: District) -> None:
    firm, offer = Firm.with_an_offer(district)
    caseworker, amina = Caseworker(district, "Nina Brandt", "brandt@ip.example"), Person(district)
    caseworker.knows(amina)

    # Given a firm that knows her name
    proposal = caseworker.asks(amina, offer)
    amina.says_yes_by_link()
    firm.shows_interest_from_the_mail()
    assert firm.reads(proposal, "Amina Haddad")
    answer = link_in(firm.mails("Bewerbervorschlag wartet")[-1])

    # When she opens her own page, sees the firm there and takes her yes back
    caseworker.window.opens(f"{amina.file}/consents")
    caseworker.window.presses("/link")
    amina.opens_the_link("Ihre persönliche Seite")
    assert amina.window.sees("Bauer Logistik GmbH")
    amina.window.follows("?withdraw=")
    amina.window.sends()
    assert amina.window.sees("Ihre Zustimmung ist zurückgenommen. Das gilt ab sofort.")

    # Then neither page nor mail link nor list shows her any more, and each side got one line
    for place in (proposal, answer, "/proposals?state=all", "/desk"):
        firm.window.tries_to_open(place)
        assert not firm.window.sees("Haddad")
        assert not firm.window.sees(amina.number)
    assert len(firm.mails("hat sich erledigt")) == 1
    assert caseworker.mails("Einwilligung wurde zurückgenommen")


def test_she_stops_when_the_agreement_is_signed(district: District) -> None:
    firm, offer = Firm.with_an_offer(district)
    caseworker, amina = Caseworker(district, "Nina Brandt", "brandt@ip.example"), Person(district)
    caseworker.knows(amina)

    # Given an agreement that is out, which the firm has read and saved
    proposal = caseworker.asks(amina, offer)
    amina.says_yes_by_link()
    firm.shows_interest_from_the_mail()
    firm.accepts(proposal)
    placement = caseworker.opens_the_placement()
    caseworker.drafts_the_agreement(placement)
    caseworker.sends_the_agreement(placement)
    assert "Amina Haddad" in firm.saves_the_paper(f"{placement}/agreements/1", ".pdf")

    # When she says at the desk that she does not want it any more
    caseworker.withdraws_consent(amina)

    # Then the firm reads her name nowhere: not on the placement, the agreement, or its paper
    for place in (placement, f"{placement}/agreements/1", proposal, "/placements/"):
        firm.window.tries_to_open(place)
        assert not firm.window.sees("Haddad"), place
    paper = firm.window.browser.get(f"{placement}/agreements/1.pdf")
    assert paper.status_code == 404 or "Haddad" not in pdf_text(paper.data)
