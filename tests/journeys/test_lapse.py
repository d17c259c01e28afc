"""Nobody answers: reminders on the third and fifth working day, a call on the seventh, the end after the tenth."""

from tests.journeys.offices import Caseworker
from tests.journeys.people import Firm, Person
from tests.journeys.windows import link_in
from tests.journeys.world import District

WAITS, REMINDS, LAPSED = "Ein Bewerbervorschlag wartet", "Erinnerung: ", "Ein Bewerbervorschlag ist abgelaufen"


def test_a_firm_that_never_answers(district: District) -> None:
    firm, offer = Firm.with_an_offer(district)
    caseworker, amina = Caseworker(district, "Nina Brandt", "brandt@ip.example"), Person(district)
    caseworker.knows(amina)

    # Given a card at the firm since Monday
    proposal = caseworker.asks(amina, offer)
    amina.says_yes_by_link()
    assert len(firm.mails(WAITS)) == 1

    # When working days pass in silence, then the firm is reminded twice and the caseworker is asked to call
    counted = []
    for _ in range(10):
        district.lets_working_days_pass(1)
        counted.append((len(firm.mails(REMINDS)), len(caseworker.mails("Bitte anrufen"))))
    assert counted == [(0, 0), (0, 0), (1, 0), (1, 0), (2, 0), (2, 0), (2, 1), (2, 1), (2, 1), (2, 1)]

    # Then the proposal lapses after the tenth, and each side is told once
    district.lets_working_days_pass(1)
    assert len(firm.mails(LAPSED)) == 1
    assert len(caseworker.mails("Keine Antwort: Vorschlag abgelaufen")) == 1
    caseworker.begins_the_day()
    assert caseworker.reads(proposal, "Abgelaufen")

    # And nothing more is sent, and the old link opens nothing
    before = len(firm.mails())
    district.lets_working_days_pass(3)
    assert len(firm.mails()) == before
    firm.window.opens(link_in(firm.mails(WAITS)[0]), 404)


def test_a_person_who_never_answers(district: District) -> None:
    firm, offer = Firm.with_an_offer(district)
    caseworker, amina = Caseworker(district, "Nina Brandt", "brandt@ip.example"), Person(district)
    caseworker.knows(amina)
    proposal = caseworker.asks(amina, offer)

    counted = []
    for _ in range(6):
        district.lets_working_days_pass(1)
        counted.append(len(amina.mails("Eine Frage")))

    assert counted == [1, 2, 2, 3, 3, 3]
    assert len(caseworker.mails("Keine Antwort: Vorschlag abgelaufen")) == 1
    caseworker.begins_the_day()
    assert caseworker.reads(proposal, "Abgelaufen")
    assert firm.mails() == []
