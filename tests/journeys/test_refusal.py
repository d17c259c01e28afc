"""The person says no: nothing happens to her, and the firm never learns that she was asked."""

from tests.journeys.offices import Caseworker
from tests.journeys.people import Firm, Person
from tests.journeys.world import District


def test_a_person_says_no_and_the_firm_learns_nothing(district: District) -> None:
    firm, offer = Firm.with_an_offer(district)
    caseworker, amina = Caseworker(district, "Nina Brandt", "brandt@ip.example"), Person(district)
    caseworker.knows(amina)

    # Given that she is asked
    proposal = caseworker.asks(amina, offer)
    amina.opens_the_link("Eine Frage")
    assert amina.window.sees("Dürfen wir Sie diesem Betrieb vorschlagen?", "Nein sagen schadet nicht")

    # When she says no, without a reason
    amina.window.sends(button="refuse")

    # Then she reads that this is all right, and the caseworker reads no
    assert amina.window.sees("Das ist in Ordnung. Der Betrieb erfährt nichts.")
    assert caseworker.mails("Antwort auf Ihre Frage: nein")
    assert caseworker.reads(proposal, "Person sagt nein")

    # And the firm got no mail, has nothing in its list, and is told that there is no such page
    assert firm.mails() == []
    assert firm.reads("/proposals?state=all", "0 Vorschläge")
    firm.window.opens(proposal, 404)

    # And another firm may still be proposed to her
    other, its_offer = Firm.with_an_offer(district, "Bäckerei Korn", "korn@korn.example")
    caseworker.asks(amina, its_offer)
    amina.says_yes_by_link()
    assert other.mails("Bewerbervorschlag wartet")
