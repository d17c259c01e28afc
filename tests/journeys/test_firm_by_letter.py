"""A firm without computer and e-mail: all is done for it by telephone, and it says by letter whether it is right."""

import re
from datetime import date
from io import BytesIO
from typing import Any

from tests.journeys.offices import Caseworker, Coordinator, Reviewer
from tests.journeys.people import Person
from tests.journeys.test_by_telephone import answer_by_telephone, dictate_an_offer
from tests.journeys.windows import Window
from tests.journeys.world import District, pdf_text

FIRST_DAY, LAST_DAY = date(2026, 12, 7), date(2026, 12, 18)
CODE = re.compile(r"Kurzcode am Telefon: ([2-9A-Z]{8})")
CONTACT = "Hans Becker"


def test_a_firm_without_mail_posts_answers_reports_and_confirms_it_all_by_a_code(district: District) -> None:
    service = Reviewer(district, "Karl Vogt", "vogt@ip.example")
    lead = Coordinator(district, "Ute Lang", "lang@ip.example")
    caseworker, amina = Caseworker(district, "Nina Brandt", "brandt@ip.example"), Person(district)
    caseworker.knows(amina)

    # Given a firm without mail, its offer on the board, and a person it took on by telephone
    company = service.enters_a_company("Gemüse Becker", "")
    lead.takes_the_step(company, "verify")
    offer = dictate_an_offer(service, lead, company)
    proposal = caseworker.asks(amina, offer)
    amina.says_yes_by_link()
    answer_by_telephone(service, company, proposal)
    assert caseworker.mails("Ein Betrieb sagt zu")

    # When it signs on paper, and says on the telephone that she came and how it ended
    placement = caseworker.opens_the_placement()
    terms: dict[str, Any] = {"starts_on": FIRST_DAY, "ends_on": LAST_DAY, "pay_unit": "hour", "pay_eur": "18,50"}
    caseworker.drafts_the_agreement(placement, **terms)
    caseworker.sends_the_agreement(placement)
    sign_on_paper(caseworker, placement)
    amina.confirms_by_link()
    say_on_the_telephone(service, company, placement, "sign")
    district.goes_to(FIRST_DAY)
    say_on_the_telephone(service, company, placement, "start")
    district.goes_to(LAST_DAY)
    say_on_the_telephone(service, company, placement, "complete")

    # Then all of it waits for the firm's word, and one code in a letter answers it
    assert service.reads("/organisations/instructions", "Zur Prüfung gegeben", "Interesse gezeigt", "Zugesagt", CONTACT)
    confirm_by_code(district, print_the_letter(service, company))
    assert service.reads("/organisations/instructions", "Alles ist beantwortet")


def sign_on_paper(caseworker: Caseworker, placement: str) -> None:
    """Keep the page the firm signed."""
    path = f"{placement}/agreements/1/paper"
    page = caseworker.window.opens(path)
    data = page.form("scan").filled(party="company", name=CONTACT)
    scan = {"scan": (BytesIO(b"%PDF-1.7 signed"), "seite.pdf")}
    assert caseworker.window.browser.post(path, data={**data, **scan}).status_code == 303


def say_on_the_telephone(service: Reviewer, company: str, placement: str, step: str) -> None:
    """Report for the firm what it tells."""
    service.begins_the_day()
    service.acts_for(company, CONTACT)
    service.takes_the_step(placement, step)
    service.ends_acting()


def print_the_letter(service: Reviewer, company: str) -> str:
    """Print the letter and read it."""
    service.window.opens(company)
    form = next(form for form in service.window.page.forms if form.action.endswith("/letter"))
    answer = service.window.browser.post(form.action, data=form.filled())
    assert answer.mimetype == "application/pdf"
    return pdf_text(answer.data)


def confirm_by_code(district: District, letter: str) -> None:
    """Type the code of the letter on somebody's telephone and say that all of it is right."""
    assert "Gesagt: wie vereinbart beendet" in letter
    found = CODE.search(letter)
    assert found
    window = Window(district.app)
    window.sends(f"/l/{found[1]}")
    assert window.sees("Danke für Ihre Antwort")
