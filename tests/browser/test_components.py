"""The components as people meet them: dark, narrow, from right to left, on paper, by keyboard, without scripts."""

from contextlib import closing

import pytest

from tests.browser.keyboard import FOCUS

pytestmark = pytest.mark.browser

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select')]
  .filter(each => each.checkVisibility() && !each.closest('p, li:not(nav li, .ip-chips li), td, th, .ip-skip'))
  .map(each => [each.getBoundingClientRect(), each.outerHTML.slice(0, 90)])
  .filter(([box]) => box.width && (box.width < 24 || box.height < 24)).map(([box, text]) => text)"""
OTHER_SHEET = """link => new Promise(loaded => {
  link.onload = loaded;
  link.href = link.href.replace('kern.min', 'kern.rtl.min');
})"""
TURN = "document.documentElement.dir = 'rtl'"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_axe_finds_nothing_and_nothing_sticks_out(visit, violations, scheme, width):
    page = visit("/styleguide", width=width, color_scheme=scheme)

    assert violations(page) == []
    assert page.evaluate(OVERFLOW) == 0


def test_axe_would_find_something(visit, violations):
    page = visit("/styleguide")
    page.evaluate("document.querySelector('label[for=email]').remove()")

    assert [found.split(":")[0] for found in violations(page)] == ["label"]


@pytest.mark.parametrize("width", [1280, 320])
def test_from_right_to_left_nothing_sticks_out(visit, violations, width):
    page = visit("/styleguide", width=width)
    page.locator("link[href*='kern.min.css']").evaluate(OTHER_SHEET)
    page.evaluate(TURN)

    assert violations(page) == []
    assert page.evaluate(OVERFLOW) == 0
    aside, main = (page.locator(f".ip-record__{part}").bounding_box() for part in ("aside", "main"))
    assert width == 320 or aside["x"] < main["x"]


@pytest.mark.parametrize("width", [1280, 320])
def test_targets_are_large_enough(visit, width):
    assert visit("/styleguide", width=width).evaluate(SMALL) == []


@pytest.fixture
def page(chromium):
    """A window that has shown nothing yet, so that nothing of a page before is still on its way."""
    with closing(chromium.new_page()) as page:
        yield page


def test_the_page_obeys_its_own_content_security_policy(page, address):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(f"{request.url}: {request.failure}"))
    page.goto(f"{address}/styleguide", wait_until="networkidle")

    assert complaints == []


def test_everything_loads_from_the_portal_itself(page, address):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/styleguide", wait_until="networkidle")

    assert len(asked) > 5
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


def test_the_first_stop_of_the_keyboard_is_the_skip_link(visit):
    page = visit("/contact")
    page.keyboard.press("Tab")

    assert page.locator(":focus").inner_text() == "Zum Inhalt springen"
    assert page.locator(":focus").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_every_stop_of_the_keyboard_shows_its_focus(visit):
    page = visit("/styleguide")
    for _stop in range(40):
        page.keyboard.press("Tab")

        assert page.evaluate(FOCUS), page.evaluate("document.activeElement.outerHTML")


def test_without_scripts_the_filters_of_a_phone_open(visit):
    page = visit("/styleguide", width=390, java_script_enabled=False)
    field = page.locator(".ip-filters #query")

    assert not field.is_visible()
    page.get_by_text("Filtern", exact=True).click()
    assert field.is_visible()


def test_on_a_wide_screen_the_filters_stand_open(visit):
    assert visit("/styleguide").locator(".ip-filters #query").is_visible()


def test_a_table_becomes_cards_on_a_phone(visit):
    cell = visit("/styleguide", width=390).locator("td[data-label='Ort']").first

    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Ort"'
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "grid"


def test_paper_shows_no_navigation_and_no_buttons(visit):
    page = visit("/styleguide")
    page.emulate_media(media="print")

    assert not page.locator(".ip-bar").is_visible()
    assert not page.locator(".ip-actions").is_visible()
    assert page.locator("h1").is_visible()
