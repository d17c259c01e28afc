"""Every page of every role before axe-core: light and wide, then dark, then narrow, in the demo district."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select

from portal.accounts.queries import by_email
from portal.candidates.models import Candidate
from portal.core import clock, db, links, outbox
from portal.core.links import PersonalLink
from portal.core.outbox import OutboxMail
from portal.demo import loading
from tests.browser.conftest import AXE, RULES
from tests.conftest import Browser as Client
from tests.demo.conftest import app, district  # noqa: F401 - the district takes the place of the empty application
from tests.demo.test_links import endpoint_of, follow
from tests.journeys.windows import LINK
from tests.signing import sign_in

pytestmark = pytest.mark.browser

ROLES = {row.role: row.email for row in reversed(loading.sign_ins())}
STYLES = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
"""The rules whose answer hangs on colours and widths; the others say the same of a page whatever its look."""
COVERED = """() => {
  const focused = document.activeElement, box = focused.getBoundingClientRect();
  const shown = [box.top + 1, (box.top + box.bottom) / 2, box.bottom - 1].some(y => {
    const top = document.elementFromPoint(box.left + box.width / 2, y);
    return top && (focused.contains(top) || [...(focused.labels || [])].some(label => label.contains(top)));
  });
  return shown ? [] : [focused.outerHTML.slice(0, 90)];
}"""
"""What has the focus, if nothing of it is to be seen (WCAG 2.2, 2.4.11)."""
JUDGE = """runOnly => axe.run(document, {runOnly}).then(result => {
  if (!result.passes.length) throw new Error("axe looked at nothing");
  return result.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`));
})"""
FACTS = """() => ({
  headings: document.querySelectorAll("h1").length, title: document.title.trim(), lang: document.documentElement.lang,
})"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Report:
    """What is wrong, and on which pages."""

    found: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, page: str, wrongs: list[str]) -> None:
        """Note what is wrong with one page."""
        for wrong in wrongs:
            self.found[wrong].append(page)

    @property
    def lines(self) -> list[str]:
        """Say it, what stands on most pages first."""
        ordered = sorted(self.found.items(), key=lambda one: -len(one[1]))
        return [f"{len(pages)} x {wrong}  ({', '.join(pages[:3])})" for wrong, pages in ordered]


@dataclass
class Eye:
    """A window that judges what it opens."""

    page: Page
    address: str
    looks: set[str]
    report: Report = field(default_factory=Report)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to what the browser complains about."""
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str, name: str) -> None:
        """Open a page and judge it."""
        self.page.goto(self.address + path)
        self.judge(name)

    def judge(self, name: str) -> None:
        """Judge what is open: everything in the light, and once for each kind of page in the dark and narrow."""
        self.page.evaluate(AXE)
        self.report.add(name, self._axe({"type": "tag", "values": RULES}))
        self.report.add(name, [f"browser: {said}" for said in self.complaints])
        self.report.add(name, _wrong(self.page.evaluate(FACTS)))
        self.complaints.clear()
        if name in self.looks:
            return
        self.looks.add(name)
        self.page.emulate_media(color_scheme="dark")
        self.report.add(f"{name} in the dark", self._axe({"type": "rule", "values": STYLES}))
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 320, "height": 800})
        self.report.add(f"{name} at 320", self._axe({"type": "rule", "values": STYLES}))
        if sticks_out := self.page.evaluate(OVERFLOW):
            self.report.add(f"{name} at 320", [f"sticks out by {sticks_out} px"])
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def _axe(self, rules: dict[str, Any]) -> list[str]:
        found: list[str] = self.page.evaluate(JUDGE, rules)
        return found


def _wrong(facts: dict[str, Any]) -> list[str]:
    wrong = [] if facts["headings"] == 1 else [f"{facts['headings']} h1"]
    return wrong + [f"no {name}" for name in ("title", "lang") if not facts[name]]


@pytest.fixture(scope="module")
def looks() -> set[str]:
    """The kinds of pages that were seen dark and narrow already."""
    return set()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A window wide and light, of a German reader."""
    made = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE", color_scheme="light")
    yield made
    made.close()


@pytest.fixture
def reader(app: Flask) -> FlaskClient:  # noqa: F811
    """The same reader without scripts, who finds out what there is to open."""
    app.test_client_class = Client
    return app.test_client()


def pages_of(app: Flask, reader: FlaskClient, role: str) -> dict[str, str]:  # noqa: F811
    """Give one address for every kind of page a role can reach; public pages know no role, so the visitor sees them."""
    found: dict[str, str] = {}
    for path, status in follow(app, reader, "/" if role == "visitor" else "/desk").items():
        name = endpoint_of(app, path) or ""
        is_public = getattr(app.view_functions.get(name), "public", None) == "page"
        if status == 200 and name and is_public == (role == "visitor") and not path.startswith("/en/"):
            found.setdefault(name, path)
    return {name: path for name, path in found.items() if reader.get(path).mimetype == "text/html"}


@pytest.mark.parametrize("role", ["visitor", *ROLES])
def test_every_page_a_role_can_reach(
    app: Flask,  # noqa: F811
    reader: FlaskClient,
    context: BrowserContext,
    address: str,
    looks: set[str],
    role: str,
) -> None:
    if role != "visitor":
        user = by_email(ROLES[role])
        assert user
        sign_in(reader, user)
        context.add_cookies([cookie(reader, address)])
    eye = Eye(context.new_page(), address, looks)

    pages = pages_of(app, reader, role)
    for name, path in pages.items():
        eye.open(path, name)

    assert len(pages) > 8
    assert eye.report.lines == []


def cookie(reader: FlaskClient, address: str) -> Any:
    """Give the session of the reader to the browser."""
    session = reader.get_cookie("session") or reader.get_cookie("session", path="/account")
    assert session
    return {"name": session.key, "value": session.value, "url": address}


def test_every_page_behind_a_link(reader: FlaskClient, context: BrowserContext, address: str, looks: set[str]) -> None:
    eye = Eye(context.new_page(), address, looks)

    living = living_links(reader)
    for purpose, (path, born) in living.items():
        eye.open(path, f"link {purpose}")
        if born:
            eye.page.locator("input[type=date]").first.fill(born)
            with eye.page.expect_navigation():  # a page that is half there is judged by half
                eye.page.locator("main button").first.click()
            eye.judge(f"link {purpose}, open")

    assert {"proposal_answer", "proposal_consent", "agreement_confirm"} <= set(living)
    assert eye.report.lines == []


@pytest.mark.parametrize("width", [1280, 390])
def test_no_filter_with_the_focus_hides_behind_the_button(context: BrowserContext, address: str, width: int) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{address}/offers")
    page.locator(".ip-board__filters").evaluate("fold => fold.open = true")
    page.locator(".ip-board__fields").locator("select, input").first.focus()

    hidden, seen = [], 0
    while page.evaluate("document.activeElement.matches('.ip-board__fields :is(input, select, summary)')"):
        seen += 1
        hidden += page.evaluate(COVERED)
        page.keyboard.press("Tab")

    assert seen > 20
    assert hidden == []


def living_links(reader: FlaskClient) -> dict[str, tuple[str, str]]:
    """Find a living link of each purpose in the mails, and the date of birth it asks for."""
    found: dict[str, tuple[str, str]] = {}
    sealed = select(OutboxMail).where(OutboxMail.is_encrypted).order_by(OutboxMail.created_at.desc())
    for path in [path for mail in db.session.scalars(sealed) for path in LINK.findall(outbox.opened(mail))]:
        digest = links.digest(path.removeprefix("/l/"))
        link = db.session.scalars(select(PersonalLink).where(PersonalLink.token_hash == digest)).one_or_none()
        if link is None or link.expires_at < clock.now() or link.purpose in found:
            continue
        if reader.get(path).status_code == 200:
            person = db.session.get(Candidate, link.candidate_id) if link.candidate_id else None
            found[link.purpose] = (path, person.birth_date.isoformat() if person else "")
    db.session.remove()  # a look outside a request holds the database against the server
    return found
