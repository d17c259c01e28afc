"""A girl of sixteen wants to look: nothing goes without her guardian, and nothing without her."""

from datetime import date

from tests.journeys.offices import Caseworker
from tests.journeys.people import Firm, Guardian, Person
from tests.journeys.world import District

BORN = date(2010, 3, 4)


def test_a_minor_with_her_guardian(district: District) -> None:
    firm, offer = Firm.with_an_offer(district, offer_kind="internship", training_aim=True, duration_days=26)
    caseworker = Caseworker(district, "Nina Brandt", "brandt@ip.example")
    lina = Person(district, "Lina Haddad", "lina@post.example", birth_date=BORN)
    mother = Guardian(district, "Samira Haddad", "samira@post.example", birth_date=BORN)
    caseworker.knows(lina, guardian_name=mother.name, guardian_email=mother.email, guardian_phone="+49 151 98765432")

    # Given that the question goes to her and to her mother, since neither yes counts alone
    proposal = caseworker.asks(lina, offer)
    lina.says_yes_by_link()
    assert firm.mails("Bewerbervorschlag wartet") == []
    mother.opens_the_link("Eine Frage")
    assert mother.window.sees("Dürfen wir Ihr Kind diesem Betrieb vorschlagen?")

    # When her mother says yes
    mother.window.sends(button="agree")

    # Then the firm reads that she is under 18, and nothing of her family
    assert firm.reads(proposal, "15-17")
    assert not firm.window.sees("Samira")
    firm.shows_interest_from_the_mail()
    firm.accepts(proposal)

    # When the agreement is out, firm and girl alone are not enough
    placement = caseworker.opens_the_placement()
    caseworker.drafts_the_agreement(placement, times="Montag bis Freitag, 8 bis 14 Uhr")
    caseworker.sends_the_agreement(placement)
    firm.confirms_the_agreement(placement)
    lina.confirms_by_link()
    assert firm.mails("Die Vereinbarung gilt") == []
    assert caseworker.reads(placement, "Gesetzliche Vertretung")

    # Then her mother's yes puts it in force
    mother.confirms_by_link()
    assert firm.mails("Die Vereinbarung gilt")
