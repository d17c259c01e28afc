"""The name of an occupation, suggested while a firm types: by keyboard, by mouse, and readable for everybody."""

import pytest
from playwright.sync_api import expect

from portal.accounts.services.passwords import hash_password
from portal.core import db
from portal.core.actor import Role
from portal.reference.official import read_lists
from portal.reference.services import replace_occupations
from tests.factories.accounts import PASSWORD
from tests.factories.organisations import company_member
from tests.official import write_lists

LAST_QUESTION = "**/vacancies/occupations?text=altenp"
SOON = "() => new Promise(requestAnimationFrame)"

pytestmark = [pytest.mark.browser, pytest.mark.commits]


@pytest.fixture
def step(app, tmp_path, visit, address):
    """The first step of an offer as a recruiter sees it, with the made official lists."""
    replace_occupations(read_lists(*write_lists(tmp_path)))
    member = company_member(role=Role.RECRUITER, password=hash_password(PASSWORD))
    db.session.commit()
    page = visit("/login")
    page.get_by_label("E-Mail-Adresse").fill(member.email)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/desk")
    page.goto(f"{address}/vacancies/new")
    page.get_by_role("button", name="Ohne Vorlage beginnen").click()
    page.wait_for_url("**/edit/what")
    return page


def test_names_are_suggested_and_chosen_by_keyboard_or_mouse(step, violations):
    field, options = step.get_by_role("combobox", name="Genaue Berufsbezeichnung"), step.locator("[role=option]")

    field.press_sequentially("altenpfl")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(step.get_by_role("status").filter(has_text="Vorschläge:")).to_have_text(f"Vorschläge: {options.count()}")
    first = options.first.inner_text()
    assert violations(step) == []
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(field).to_have_value(first)
    expect(field).to_have_attribute("aria-expanded", "false")

    field.fill("")
    field.press_sequentially("altenpfl")
    options.last.click()
    expect(field).not_to_have_value("altenpfl")
    assert step.url.endswith("/edit/what")


def test_what_was_typed_stays_after_escape(step):
    field = step.get_by_role("combobox", name="Genaue Berufsbezeichnung")

    field.press_sequentially("altenpfl")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("Escape")

    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("altenpfl")


def test_a_chosen_name_is_there_again_on_the_way_back(step):
    field = step.get_by_role("combobox", name="Genaue Berufsbezeichnung")
    field.fill("Altenpfleger/in")

    step.get_by_role("link", name="Unsere Angebote").first.click()
    step.wait_for_url("**/vacancies/")
    step.go_back()

    expect(field).to_have_value("Altenpfleger/in")


def test_a_late_answer_does_not_open_the_list_again(step):
    field = step.get_by_role("combobox", name="Genaue Berufsbezeichnung")
    field.press_sequentially("alten")
    expect(field).to_have_attribute("aria-expanded", "true")
    held = []
    step.route(LAST_QUESTION, lambda route: held.append(route.continue_))
    with step.expect_request(LAST_QUESTION):
        field.press("p")

    field.press("Escape")
    with step.expect_response(LAST_QUESTION) as answer:
        held[0]()
    answer.value.finished()
    step.evaluate(SOON)

    expect(field).to_have_attribute("aria-expanded", "false")


def test_who_was_signed_out_in_the_meantime_is_suggested_nothing(step):
    broken = []
    step.on("pageerror", lambda error: broken.append(str(error)))
    field = step.get_by_role("combobox", name="Genaue Berufsbezeichnung")
    step.context.clear_cookies()

    with step.expect_event("requestfailed"):
        field.press_sequentially("altenp")
    step.evaluate(SOON)

    expect(field).to_have_attribute("aria-expanded", "false")
    assert broken == []
