"""What changes midway: the terms after everybody has said yes, and the office while the work is being prepared."""

from datetime import date

from tests.factories.organisations import OfficeFactory
from tests.journeys.offices import Authority, Caseworker, Coordinator
from tests.journeys.people import Firm, Person
from tests.journeys.test_happy_path import GESTATTUNG
from tests.journeys.world import District

FIRST_DAY, LAST_DAY = date(2027, 1, 11), date(2027, 2, 5)


def agreed(district: District, caseworker: Caseworker) -> tuple[Firm, Person, str]:
    """Let a firm and a person whose work must be permitted agree; gives them and the placement."""
    firm, offer = Firm.with_an_offer(district, offer_kind="internship", starts_on=FIRST_DAY, weekly_hours="30")
    amina = Person(district)
    caseworker.takes_in(amina)
    caseworker.screens(amina, **GESTATTUNG)
    proposal = caseworker.asks(amina, offer)
    amina.says_yes_by_link()
    firm.shows_interest_from_the_mail()
    firm.accepts(proposal)
    placement = caseworker.opens_the_placement()
    caseworker.drafts_the_agreement(placement, ends_on=LAST_DAY)
    caseworker.sends_the_agreement(placement)
    firm.confirms_the_agreement(placement)
    amina.confirms_by_link()
    return firm, amina, placement


def test_other_terms_after_the_permission_must_be_confirmed_and_permitted_anew(district: District) -> None:
    authority = Authority(district, "Jan Kühn", "kuehn@abh.example")
    caseworker = Caseworker(district, "Nina Brandt", "brandt@ip.example")
    lead = Coordinator(district, "Ute Lang", "lang@ip.example")

    # Given that both have confirmed, and the authority has permitted exactly this
    firm, amina, placement = agreed(district, caseworker)
    clearance = caseworker.requests_the_permission(placement)
    authority.grants_from_the_mail(valid_until=date(2027, 12, 31))
    assert caseworker.reads(clearance, "Erteilt")
    lead.approves()
    assert not firm.reads(placement, "Bitte nicht vor der Erlaubnis beginnen")

    # When the firm wants her at other hours, and the caseworker sends a second version
    caseworker.drafts_the_agreement(placement, ends_on=LAST_DAY, times="Montag bis Freitag, 14 bis 20 Uhr")
    caseworker.sends_the_agreement(placement, number=2)

    # Then the permission for the old terms counts no more, and everybody reads not to begin
    assert firm.reads(placement, "Bitte nicht vor der Erlaubnis beginnen")

    # When both have confirmed the new version and the authority has looked at it
    firm.confirms_the_agreement(placement, number=2)
    amina.confirms_by_link()
    assert firm.reads(placement, "Bitte nicht vor der Erlaubnis beginnen")
    caseworker.requests_the_permission(placement)
    authority.grants_from_the_mail(valid_until=date(2027, 12, 31))

    lead.approves()

    # Then she may begin
    assert not firm.reads(placement, "Bitte nicht vor der Erlaubnis beginnen")


def test_the_person_moves_to_another_office_while_the_work_is_prepared(district: District) -> None:
    other = OfficeFactory(name="Integration Point Nord")
    caseworker = Caseworker(district, "Nina Brandt", "brandt@ip.example")
    colleague = Caseworker(district, "Ali Demir", "demir@ip.example", other)

    # Given an agreement in force and a permission still to be asked for
    firm, amina, placement = agreed(district, caseworker)

    # When the file goes to the other office
    caseworker.window.sends(f"{amina.file}/hand-over", to=f"office:{other.id}", reason="Umzug nach Wassenberg")
    assert colleague.mails("")
    colleague.window.opens("/candidates/transfers")
    colleague.window.presses("/accept")

    # Then the placement is the colleague's, the firm sees no difference, and the person is told
    assert colleague.reads(placement, "Bauer")
    assert firm.reads(placement, "Bitte nicht vor der Erlaubnis beginnen")
    assert not firm.window.sees("Integration Point Nord")
    assert amina.mails("Eine andere Stelle")
    caseworker.window.tries_to_open(f"{placement}/agreements/new")
