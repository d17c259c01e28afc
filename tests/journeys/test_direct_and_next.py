"""A person finds the firm by herself; after the internship the same firm keeps her, with a fresh verdict."""

from datetime import date

from tests.journeys.offices import Caseworker
from tests.journeys.people import Firm, Person
from tests.journeys.world import District

FIRST_DAY, LAST_DAY = date(2026, 11, 23), date(2026, 12, 18)


def test_a_direct_placement_and_the_next_step_at_the_same_firm(district: District) -> None:
    firm, _offer = Firm.with_an_offer(district)
    caseworker, amina = Caseworker(district, "Nina Brandt", "brandt@ip.example"), Person(district)
    caseworker.knows(amina)

    # Given that she asked at the gate and the caseworker writes it down
    placement = caseworker.opens_a_direct_placement(
        amina, firm.company, legal_kind="orientierungspraktikum", title="Praktikum im Lager", starts_on=FIRST_DAY
    )
    assert firm.mails("Ein Einsatz wird vorbereitet")
    assert not firm.reads(placement, "Haddad")

    # When both confirm
    caseworker.drafts_the_agreement(
        placement, starts_on=FIRST_DAY, ends_on=LAST_DAY, weekly_hours="30", pay_unit="none"
    )
    caseworker.sends_the_agreement(placement)
    firm.confirms_the_agreement(placement)
    amina.confirms_by_link()

    # Then she may begin, and comes on the day
    assert firm.mails("der Einsatz kann beginnen")
    district.goes_to(FIRST_DAY)
    firm.signs_in()
    firm.takes_the_step(placement, "start")

    # When the internship ends as agreed and the firm wants to keep her
    district.goes_to(LAST_DAY)
    firm.signs_in()
    firm.takes_the_step(placement, "complete")
    caseworker.begins_the_day()
    caseworker.window.opens(placement)
    caseworker.window.follows("/next")
    caseworker.window.sends(legal_kind="job_unbefristet", title="Lagerhelferin", starts_on=date(2027, 1, 4))
    following = caseworker.window.path

    # Then a new placement begins at the same firm: prepared anew, with nothing taken over
    assert following != placement
    assert caseworker.window.sees("Lagerhelferin", "Noch nicht geschrieben")
    assert len(firm.mails("Ein Einsatz wird vorbereitet")) == 2
