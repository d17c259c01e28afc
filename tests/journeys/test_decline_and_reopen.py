"""The firm says no for now; a week later it thinks again, and the person is asked anew before it sees anything."""

from tests.journeys.offices import Caseworker
from tests.journeys.people import Firm, Person
from tests.journeys.world import District


def test_a_firm_declines_and_thinks_again(district: District) -> None:
    firm, offer = Firm.with_an_offer(district)
    caseworker, amina = Caseworker(district, "Nina Brandt", "brandt@ip.example"), Person(district)
    caseworker.knows(amina)

    # Given a card at the firm
    proposal = caseworker.asks(amina, offer)
    amina.says_yes_by_link()

    # When the firm declines from the mail, with a note for the office and a word for the person
    firm.opens_the_mail("Bewerbervorschlag wartet")
    firm.window.sends(
        button="decline",
        decline__reason="german",
        decline__note="Zu leise am Telefon",
        decline__text_for_person="Vielleicht nach dem nächsten Kurs!",
    )

    # Then the caseworker reads both, the firm is done, and the link answers nothing more
    assert caseworker.mails("Antwort: passt diesmal nicht")
    assert caseworker.reads(proposal, "Das Deutsch reicht noch nicht", "Zu leise am Telefon", "nach dem nächsten Kurs")
    assert firm.reads(proposal, "Passt diesmal nicht")

    # When the firm takes it up again within thirty days
    district.lets_working_days_pass(5)
    firm.signs_in()
    firm.takes_the_step(proposal, "reopen")

    # Then the person is asked first, and the firm waits for her yes without seeing her card
    assert len(amina.mails("Eine Frage")) == 2
    firm.window.opens(proposal, 404)
    amina.says_yes_by_link()
    assert firm.reads(proposal, "Wartet auf Ihre Antwort", amina.number)

    # And with her yes the way is open again
    firm.shows_interest_from_the_mail()
    assert firm.reads(proposal, "Amina Haddad")


def test_after_thirty_days_it_is_too_late(district: District) -> None:
    firm, offer = Firm.with_an_offer(district)
    caseworker, amina = Caseworker(district, "Nina Brandt", "brandt@ip.example"), Person(district)
    caseworker.knows(amina)
    proposal = caseworker.asks(amina, offer)
    amina.says_yes_by_link()
    firm.declines(proposal, "hours")

    district.lets_days_pass(31)

    caseworker.begins_the_day()
    caseworker.window.tries(f"{proposal}/reopen", status=422)
    assert caseworker.window.sees("30 Tage")
    assert len(amina.mails("Eine Frage")) == 1
