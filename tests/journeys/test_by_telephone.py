"""A firm without a computer: the employer service does for it what it asks on the telephone, and it may object."""

from tests.journeys.offices import Caseworker, Coordinator, Reviewer
from tests.journeys.people import Firm, Person
from tests.journeys.world import District

COPY = "Kopie: in Ihrem Auftrag eingetragen"


def test_a_firm_that_telephones_posts_and_answers(district: District) -> None:
    service = Reviewer(district, "Karl Vogt", "vogt@ip.example")
    lead = Coordinator(district, "Ute Lang", "lang@ip.example")
    caseworker, amina = Caseworker(district, "Nina Brandt", "brandt@ip.example"), Person(district)
    shop = Firm(district, "Gemüse Becker", "becker@markt.example")
    caseworker.knows(amina)

    # Given a firm that called, was written down by one and verified by another, and has an offer on the board
    company = service.enters_a_company(shop.name, shop.email)
    lead.takes_the_step(company, "verify")
    offer = dictate_an_offer(service, lead, company)
    copies = len(shop.mails(COPY))
    assert copies >= 1

    # When the caseworker proposes, the firm calls again: yes, and then yes for good
    proposal = caseworker.asks(amina, offer)
    amina.says_yes_by_link()
    answer_by_telephone(service, company, proposal)
    assert caseworker.mails("Ein Betrieb sagt zu")
    assert caseworker.reads(proposal, "Hans Becker")

    # Then the firm has a copy of each step, and says of the last one that it did not want it
    assert len(shop.mails(COPY)) >= copies + 2
    shop.opens_the_mail(COPY)
    shop.window.sends(text="Davon weiß ich nichts.")
    assert service.mails("Ein Betrieb widerspricht")
    assert service.reads(company, "Davon weiß ich nichts.")


def dictate_an_offer(service: Reviewer, lead: Coordinator, company: str) -> str:
    """Let the service write down what is said on the telephone; somebody else must judge it."""
    service.acts_for(company, "Hans Becker")
    assert service.window.sees("Sie handeln jetzt für den Betrieb")
    offer = service.writes_an_offer(title="Hilfe im Laden (m/w/d)")
    service.takes_the_step(offer, "submit")
    service.ends_acting()
    review = offer.replace("/vacancies/", "/review/")
    service.window.opens(review)
    assert not any("/publish" in form.action for form in service.window.page.forms)
    lead.window.opens(review)
    lead.window.sends(action="/publish")
    return offer


def answer_by_telephone(service: Reviewer, company: str, proposal: str) -> None:
    """Let the service show interest and accept for the firm."""
    service.acts_for(company, "Hans Becker")
    service.window.opens(proposal)
    service.window.presses("/show_interest")
    service.window.sends(f"{proposal}/accept", offer_kind="full_time_job")
    service.ends_acting()
