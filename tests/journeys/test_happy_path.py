"""The whole way: a firm signs up and posts, a caseworker proposes, both confirm, the paper comes out, work begins."""

from dataclasses import dataclass
from datetime import date

from tests.journeys.offices import Authority, Caseworker, Coordinator, Reviewer
from tests.journeys.people import Firm, Person
from tests.journeys.world import District, pdf_text

GESTATTUNG = {
    "status_key": "gestattung",
    "stay_since": date(2024, 3, 1),
    "card_valid_until": date(2027, 6, 30),
    "permission_on_paper": "none",
    "housing": "community",
    "safe_origin_after_cutoff": "no",
}

FIRST_DAY, LAST_DAY = date(2027, 1, 11), date(2027, 2, 5)


@dataclass
class Story:
    """Who takes part, and the addresses of what they make."""

    district: District
    firm: Firm
    reviewer: Reviewer
    caseworker: Caseworker
    lead: Coordinator
    authority: Authority
    amina: Person
    offer: str = ""
    proposal: str = ""
    placement: str = ""


def test_from_the_sign_up_of_a_firm_to_the_first_outcome(district: District) -> None:
    story = Story(
        district,
        Firm(district, "Bauer Logistik GmbH"),
        Reviewer(district, "Karl Vogt", "vogt@ip.example"),
        Caseworker(district, "Nina Brandt", "brandt@ip.example"),
        Coordinator(district, "Ute Lang", "lang@ip.example"),
        Authority(district, "Jan Kühn", "kuehn@abh.example"),
        Person(district),
    )

    given_a_firm_with_an_offer_on_the_board(story)
    and_a_person_who_was_asked(story)
    when_the_firm_takes_her_on(story)
    and_both_confirm_the_agreement(story)
    and_everybody_who_must_allow_it_does(story)
    then_the_paper_says_what_was_agreed(story)
    and_what_came_of_it_is_counted(story)


def given_a_firm_with_an_offer_on_the_board(story: Story) -> None:
    firm = story.firm
    firm.signs_up()
    story.reviewer.verifies_from_the_mail()
    assert firm.mails("freigegeben")
    firm.signs_in()
    story.offer = firm.posts_an_offer(offer_kind="internship", starts_on=FIRST_DAY, weekly_hours="30")
    story.reviewer.publishes_from_the_mail()
    assert firm.mails("Ihr Angebot ist veröffentlicht")
    assert story.amina.reads("/offers?q=Lager", "Lagerhelfer (m/w/d) im Versand", "Erkelenz")


def and_a_person_who_was_asked(story: Story) -> None:
    caseworker, amina = story.caseworker, story.amina
    caseworker.takes_in(amina)
    caseworker.screens(amina, **GESTATTUNG)
    story.proposal = caseworker.asks(amina, story.offer)
    amina.says_yes_by_link()
    assert amina.window.sees("Sie haben Ja gesagt")
    assert caseworker.mails("Antwort auf Ihre Frage: ja")


def when_the_firm_takes_her_on(story: Story) -> None:
    firm = story.firm
    firm.opens_the_mail("Bewerbervorschlag wartet")
    assert firm.window.sees("Kurzprofil", "Die Erlaubnis wird geklärt. Bitte beginnen Sie nicht vorher.")
    assert not firm.window.sees("Haddad")
    firm.shows_interest_from_the_mail()
    assert firm.opens_its_proposal() == story.proposal
    assert firm.window.sees("Amina Haddad")
    firm.accepts(story.proposal)
    assert story.caseworker.mails("Ein Betrieb sagt zu")


def and_both_confirm_the_agreement(story: Story) -> None:
    story.placement = story.caseworker.opens_the_placement()
    story.caseworker.drafts_the_agreement(story.placement, ends_on=LAST_DAY)
    story.caseworker.sends_the_agreement(story.placement)
    story.firm.confirms_the_agreement(story.placement)
    story.amina.confirms_by_link()
    assert story.firm.reads(story.placement, "Bitte nicht vor der Erlaubnis beginnen")


def and_everybody_who_must_allow_it_does(story: Story) -> None:
    clearance = story.caseworker.requests_the_permission(story.placement)
    story.authority.grants_from_the_mail(valid_until=date(2027, 12, 31))
    assert story.caseworker.reads(clearance, "Erteilt")
    story.lead.approves()
    assert story.firm.mails("der Einsatz kann beginnen")
    assert not story.firm.reads(story.placement, "Bitte nicht vor der Erlaubnis beginnen")


def then_the_paper_says_what_was_agreed(story: Story) -> None:
    page = f"{story.placement}/agreements/1"
    papers = [reader.saves_the_paper(page, ".pdf") for reader in (story.firm, story.caseworker)]
    story.amina.opens_the_link("Vereinbarung")
    papers.append(pdf_text(story.amina.window.downloads("?paper=")))
    for paper in papers:
        for text in ("Amina Haddad", "Bauer Logistik GmbH", "11. Januar 2027", "ersetzt keinen Arbeits-"):
            assert text in paper


def and_what_came_of_it_is_counted(story: Story) -> None:
    firm, caseworker, placement = story.firm, story.caseworker, story.placement
    story.district.goes_to(FIRST_DAY)
    firm.signs_in()
    firm.takes_the_step(placement, "start")
    assert caseworker.mails("hat begonnen")
    story.district.goes_to(LAST_DAY)
    firm.signs_in()
    firm.takes_the_step(placement, "complete")
    caseworker.begins_the_day()
    caseworker.takes_the_step(placement, "outcome", outcome_code="job_perm")
    caseworker.takes_the_step(placement, "close")
    assert caseworker.window.sees("Abgeschlossen", "Ergebnis eingetragen")
