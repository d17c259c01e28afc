"""Every form in the hands of somebody who fills in nonsense: an answer that helps, and never an error of ours."""

import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4
from zlib import crc32

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.accounts.models import User
from portal.accounts.queries import by_email
from portal.candidates.models import Candidate
from portal.cooperation.rules import Purpose
from portal.core import clock, db, i18n, permissions
from portal.core.actor import Actor, Role
from portal.core.forms import clean
from portal.demo import loading
from portal.proposals.models import Proposal
from tests.addresses import built, known_ids
from tests.browser.test_axe import living_links
from tests.conftest import Browser
from tests.demo.conftest import district  # noqa: F401 - records of every kind in every state
from tests.demo.test_links import follow
from tests.factories.organisations import actor_of
from tests.pages import Field, Form, Page
from tests.signing import sign_in

MAIN = {row.role: row.email for row in reversed(loading.sign_ins())}
"""One member of every role."""
WRITTEN = ("text", "textarea", "email", "tel", "url", "search", "number", "date", "datetime-local")
CHOSEN = ("select", "select-multiple", "radio", "checkbox")
ANSWERS = {200, 303, 400, 404, 409, 413, 422, 429}
NONSENSE = {
    "nothing": "",
    "far too long": "x" * 20_000,
    "a word": "Unsinn",
    "U+0000": "a\x00b",
    "marks that turn the line": "\u202eabc\u2066def\u200f",
    "emoji": "🙂👩🏽‍🚒",
    "long ago": "1900-01-01",
    "the end of days": "9999-12-31",
    "a number without end": "9" * 400,
    "less than nothing": "-1",
    "no number": "NaN",
    "an id of nothing": str(uuid4()),
    "markup": '"><script>alert(1)</script>{{ 7*7 }}%s%(x)s',
}
SOON = clock.today() + timedelta(days=18)
PLAUSIBLE = {
    "email": "kim@firma.example",
    "tel": "02452 1234",
    "number": "1",
    "date": SOON.isoformat(),
    "datetime-local": f"{SOON}T10:00",
    "url": "https://www.firma.example",
    "password": "correct horse battery",
}
OTHER_LANGUAGES = tuple(f"/{prefix}/" for prefix in i18n.BY_PREFIX if prefix)
UNREACHED = {
    "accounts.second_step",
    "accounts.set_up_second_factor",
    "administration.mail",
    "candidates.call_letter",
    "candidates.call_miss",
    "candidates.call_reach",
    "candidates.call_wrong_number",
    "core.link_again",
    "organisations.activate",
    "organisations.close_tip",
    "organisations.end_act_for",
    "organisations.invite_tip",
    "organisations.keep_out",
    "organisations.let_in",
    "organisations.merge",
    "organisations.reset_second_factor",
    "organisations.tip_letter",
    "proposals.remove_text",
    "proposals.text",
    "review.new_search_word",
    "review.remove_search_word",
    "review.several",
    "security.reset_password",
    "security.verify",
    "vacancies.check",
    "vacancies.replace",
    "tokens.revoke",
    "tokens.rotate",
}
"""What needs a second membership or place, a second step at sign-in, a dead link or mail, a word of the office,
a company that was named, somebody who asks to join, a key for programs, somebody whom no mail reaches, an offer
ticked in the queue, a text of the company's own or a passage that can be replaced, and what htmx alone sends: their
own tests try them."""
ASKED_WITH: Mapping[str, Callable[[], Iterable[object]]] = {
    "candidates.merge": lambda: (f"other={one}" for one in db.session.scalars(select(Candidate.number))),
    "candidates.several": lambda: (f"chosen={one}" for one in db.session.scalars(select(Candidate.id))),
    "proposals.several": lambda: (f"chosen={one}" for one in db.session.scalars(select(Proposal.id))),
    "referrals.new": lambda: (f"purpose={one}" for one in Purpose),
}
"""Pages that show their form only to whoever asks for something: what can be asked for."""
MOST_PAGES = 100
"""How many pages are opened in search of one form: all the people, and not every mail."""
STARTS = ("/candidates/", "/desk")
"""Where a walk begins: the first of the people has a bit of everything, whoever waits on the desk today may not."""
NUMBER = re.compile(r"[A-Z]-[0-9A-Z]{6}")
"""What fields of a row begin with: forms for other people and offers are the same form."""
SOMETIMES = {"accounts.end_sign_in"}
"""What needs a second session, which a person has or not by what was tried before."""


@dataclass(frozen=True)
class Sheet:
    """A form as it was found: where it is sent, and what is on it."""

    endpoint: str
    address: str
    form: Form

    @property
    def plausible(self) -> dict[str, Any]:
        """Fill it in as somebody would who means well."""
        data: dict[str, Any] = dict(self.form.untouched)
        for one in self.form.fields:
            if one.kind == "hidden" or not one.name or data.get(one.name, [""]) != [""]:
                continue
            data[one.name] = _plausible(one)
        return data

    @property
    def spoilt_a_little(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Spoil every field at once in three ways, other ones for every form; leave all out; fill it in well."""
        ways = list(self.spoilt)
        first = crc32(self.endpoint.encode()) % len(NONSENSE)
        yield from (ways[(first + step) % len(NONSENSE)] for step in range(0, len(NONSENSE), 5))
        yield from ways[len(NONSENSE) :]

    @property
    def spoilt(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Spoil every field at once in each way; and fill it in well, but for the days and what is hidden."""
        for way, value in NONSENSE.items():
            yield way, {**self.form.untouched, **dict.fromkeys(self._seen, value)}
        yield "nothing at all", {}
        yield "a megabyte", {**self.form.untouched, "text": "x" * 1_000_000}
        yield "well", self.plausible
        for one in self.form.fields:
            if one.kind == "date":
                yield f"the end of days in {one.name}", {**self.plausible, one.name: NONSENSE["the end of days"]}
            elif one.kind == "hidden" and one.name != "csrf_token":
                yield f"nonsense in hidden {one.name}", {**self.plausible, one.name: "Unsinn"}

    @property
    def spoilt_field_by_field(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Spoil one field at a time in each way, where all the others make sense."""
        for name in self._seen:
            for way, value in NONSENSE.items():
                yield f"{way} in {name}", {**self.plausible, name: value}
        for one in [one for one in self.form.fields if one.kind == "hidden" and one.name != "csrf_token"]:
            for value in ("", str(uuid4()), "9" * 400):
                yield f"{value[:9]} in hidden {one.name}", {**self.plausible, one.name: value}

    @property
    def _seen(self) -> list[str]:
        return [name for name in self.form.names if self.form.named(name)[0].kind in (*WRITTEN, *CHOSEN)]


def _plausible(one: Field) -> Any:
    if one.kind in ("select", "select-multiple"):
        return next((value for value, _ in one.choices if value), "")
    if one.kind in ("radio", "checkbox"):
        return one.value
    return PLAUSIBLE.get(one.kind, "Text")


class Ground:
    """The demo on one connection, on which whatever is sent can be undone."""

    def __init__(self, connection: Connection, client: FlaskClient) -> None:
        """Begin."""
        self._connection, self._client = connection, client
        self._all, self._cookies = connection.begin(), dict(client._cookies or {})

    def keep_cookies(self) -> None:
        """Keep what the browser has been given."""
        self._cookies = dict(self._client._cookies or {})

    def undo(self) -> None:
        """Forget everything since the beginning, and begin again."""
        db.session.remove()
        self._all.rollback()
        self._all = self._connection.begin()
        self._client._cookies = dict(self._cookies)


@pytest.fixture
def app(district: Flask) -> Iterator[Flask]:  # noqa: F811
    """The demo in place of the empty application."""
    district.config["WTF_CSRF_ENABLED"] = False
    district.test_client_class = Browser
    db.session.remove()
    db.session.configure(bind=district.extensions["portal.engine"], join_transaction_mode="create_savepoint")
    with district.app_context():
        yield district
        db.session.remove()


@contextmanager
def standing(app: Flask, user: User | None = None) -> Iterator[tuple[FlaskClient, Ground]]:
    """Sign somebody in for good, on a connection where all that follows is undone."""
    client, engine = app.test_client(), app.extensions["portal.engine"]
    if user:
        sign_in(client, user)
    db.session.remove()
    with engine.connect() as connection:
        db.session.configure(bind=connection)
        ground = Ground(connection, client)
        yield client, ground
        ground.undo()
    db.session.configure(bind=engine)


def sheets_of(app: Flask, client: FlaskClient, path: str) -> Iterator[Sheet]:
    """Give the forms of one page."""
    return sheets_on(app, client.get(path), path)


def sheets_on(app: Flask, answer: TestResponse, path: str) -> Iterator[Sheet]:
    """Give the forms of a page that was answered."""
    for form in Page(answer.text).forms if answer.status_code == 200 and answer.mimetype == "text/html" else ():
        address = form.action or path
        if form.method == "post":
            yield Sheet(endpoint_of_post(app, address), address, form)


def linked(app: Flask, client: FlaskClient, start: str) -> Iterator[Sheet]:
    """Give the forms of every page that links lead to."""
    for path, status in follow(app, client, start).items():
        if status == 200 and not path.startswith(OTHER_LANGUAGES):
            yield from sheets_of(app, client, path)


def searched(app: Flask, client: FlaskClient, actor: Actor, tried: set[str]) -> Iterator[Sheet]:
    """Look for the forms no link has led to: on the first record of each kind that shows them to this actor."""
    known = known_ids(actor)
    for rule in app.url_map.iter_rules():
        methods = rule.methods or set()
        action = getattr(app.view_functions[rule.endpoint], "permission", None)
        if "POST" not in methods or rule.endpoint in tried | SOMETIMES:
            continue
        if action is None or not permissions.may(actor, action):
            continue
        pages = dict.fromkeys(page for path in built(rule, known) for page in ways_in(rule, path))
        some = itertools.islice(pages, MOST_PAGES)
        hits = (one for path in some for one in sheets_of(app, client, path) if one.endpoint == rule.endpoint)
        yield from itertools.islice(hits, 1)


def ways_in(rule: Rule, path: str) -> Iterator[str]:
    """Give where the form of a route may stand: on its own page, asked for something or not, or on those above."""
    if "GET" in (rule.methods or set()):
        yield path
    else:
        yield from (path.rsplit("/", up)[0] or "/" for up in (1, 2))
    for asked in ASKED_WITH.get(rule.endpoint, tuple)():
        yield f"{path}?{asked}"


def read_in(app: Flask, client: FlaskClient) -> Iterator[Sheet]:
    """Give the form below a table of people that was read: the portal's own example."""
    example = client.get("/candidates/import/template.csv").data
    shown = client.post("/candidates/import", data={"file": (io.BytesIO(example), "people.csv")})
    return sheets_on(app, shown, "/candidates/import")


def behind_links(app: Flask, client: FlaskClient, *, is_proven: bool) -> Iterator[Sheet]:
    """Give the forms behind personal links: the date of birth, or the page itself to whoever has said it."""
    for path, born in living_links(client).values():
        if born and is_proven:
            client.post(path, data={"birth_date": born})
        if is_proven == bool(born) or not is_proven:
            yield from sheets_of(app, client, path)


def endpoint_of_post(app: Flask, address: str) -> str:
    """Name what a form is sent to."""
    endpoint, _values = app.url_map.bind("portal.test").match(address.split("?", maxsplit=1)[0], method="POST")
    return str(endpoint)


def complaints(sheet: Sheet, data: dict[str, Any], client: FlaskClient) -> list[str]:
    """Send a form and say what is wrong with the answer."""
    try:
        answer = client.post(sheet.address, data=data)
    except Exception as error:  # noqa: BLE001 - in a server this would be the page with 500
        return [f"{type(error).__name__}: {str(error)[:200]}"]
    if answer.status_code not in ANSWERS:
        return [f"answers {answer.status_code}"]
    return _refusal(Page(answer.text), sheet, data) if answer.status_code == 422 else []


def _refusal(page: Page, sheet: Sheet, data: dict[str, Any]) -> list[str]:
    fields = [one for form in page.forms for one in form.fields]
    wrong = [f"{one.name} has no error beside it" for one in fields if one.is_invalid and not _is_explained(one, page)]
    for one in [one for one in sheet.form.fields if one.kind in WRITTEN and isinstance(data.get(one.name), str)]:
        kept = [clean(again.value) for again in fields if again.name == one.name]
        if kept and one.kind != "tel" and clean(data[one.name]) not in kept:  # numbers are kept as everybody dials them
            wrong.append(f"{one.name} lost what was typed")
    if "errors" not in page.ids and sheet.form.names:  # where there is nothing but a button, the page itself says why
        wrong.append("no summary of errors")
    targets = [link[1:] for link in page.links if link.startswith("#")]
    return wrong + [f"the summary links to #{target}, which is nowhere" for target in targets if target not in page.ids]


def _is_explained(one: Field, page: Page) -> bool:
    return any(page.ids.get(name, "").strip() for name in one.described_by)


class Trial:
    """What was tried so far, and what went wrong."""

    def __init__(self, way: str) -> None:
        """Begin with nothing."""
        self.way = way
        self.tried: set[tuple[str, str]] = set()
        self.wrongs: set[str] = set()

    @property
    def endpoints(self) -> set[str]:
        """Name what was sent to."""
        return {endpoint for endpoint, _names in self.tried}

    def spoil(self, sheets: Iterator[Sheet], client: FlaskClient, ground: Ground) -> None:
        """Try the forms that are new."""
        new = {(one.endpoint, NUMBER.sub("", "".join(one.form.names))): one for one in sheets}
        ground.keep_cookies()
        for key in new.keys() - self.tried:
            self.wrongs |= wrongs(new[key], self.way, client, ground)
        self.tried |= new.keys()


@pytest.mark.slowest
@pytest.mark.parametrize(
    "ways",
    [
        pytest.param("spoilt_a_little", marks=pytest.mark.postgres),  # it refuses what SQLite takes
        pytest.param("spoilt", marks=[pytest.mark.postgres, pytest.mark.long]),
        pytest.param("spoilt", marks=pytest.mark.long, id="spoilt-any"),
        pytest.param("spoilt_field_by_field", marks=pytest.mark.long),
    ],
)
def test_nonsense_gets_an_answer_that_helps(app: Flask, ways: str) -> None:
    trial = Trial(ways)

    for is_proven in (False, True):
        with standing(app) as (client, ground):
            trial.spoil(behind_links(app, client, is_proven=is_proven), client, ground)
    with standing(app) as (client, ground):
        trial.spoil(linked(app, client, "/"), client, ground)
    for email in MAIN.values():
        with standing(app, by_email(email)) as (client, ground):
            start = next(path for path in STARTS if client.get(path).status_code == 200)
            trial.spoil(linked(app, client, start), client, ground)
    for user in db.session.scalars(select(User).order_by(User.email)).all():
        with standing(app, user) as (client, ground):
            trial.spoil(searched(app, client, actor_of(user), trial.endpoints), client, ground)
    with standing(app, by_email(MAIN[Role.CASEWORKER])) as (client, ground):
        trial.spoil(read_in(app, client), client, ground)

    assert sorted(trial.wrongs) == []
    assert posts(app) - trial.endpoints - SOMETIMES == UNREACHED


def wrongs(sheet: Sheet, ways: str, client: FlaskClient, ground: Ground) -> set[str]:
    """Send a form in every way, each as if it were the first, and say what is wrong with the answers."""
    found: set[str] = set()
    for way, data in getattr(sheet, ways):
        found |= {f"{sheet.endpoint} ({way}): {wrong}" for wrong in complaints(sheet, data, client)}
        ground.undo()
    return found


def posts(app: Flask) -> set[str]:
    """Name everything a form can be sent to; what programs send is tried in `tests/api`."""
    taking = (rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or set()))
    return {endpoint for endpoint in taking if not endpoint.startswith("api.")}
