"""Personal links: they open one thing for one holder, until they end."""

from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import clock, db, links
from portal.core.db import new_id
from portal.core.errors import NotFound
from portal.core.links import LinkFor, PersonalLink

BORN = date(2001, 2, 3)


def issued(**wanted: object) -> tuple[str, str | None, UUID]:
    """Issue a link with a short code for a new record."""
    record_id = new_id()
    link = LinkFor("test", record_id, party="person", expires_at=links.days(14), **wanted)  # type: ignore[arg-type]
    token, code = links.issue(link, short_code=True)
    return token, code, record_id


def test_token_and_short_code_open_the_same_link(app: object) -> None:
    token, code, record_id = issued()

    assert code is not None
    assert links.find(token).record_id == record_id
    assert links.find(f"{code[:4]}-{code[4:]}".lower()).record_id == record_id


def test_neither_token_nor_code_stands_in_the_database(app: object) -> None:
    token, code, _ = issued()

    row = db.session.scalars(select(PersonalLink)).one()

    assert code is not None
    assert token not in str(vars(row))
    assert code not in str(vars(row))


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "ä" * 20, "\x00", "A" * 5000])
def test_an_unknown_token_is_simply_not_found(app: object, token: str) -> None:
    with pytest.raises(NotFound):
        links.find(token)


def test_an_ended_link_opens_nothing(app: object) -> None:
    token, _, record_id = issued()

    links.end(purpose="test", record_id=record_id)

    with pytest.raises(NotFound):
        links.find(token)


def test_all_links_of_a_person_who_is_erased_go_at_once(app: object) -> None:
    candidate_id = new_id()
    mine, _, _ = issued(candidate_id=candidate_id)
    other, _, _ = issued(candidate_id=new_id())

    links.forget_person(candidate_id)

    with pytest.raises(NotFound):
        links.find(mine)
    assert links.find(other)


def test_a_link_expires(app: object) -> None:
    token, _, _ = issued()

    with time_machine.travel(clock.now() + timedelta(days=15)), pytest.raises(NotFound):
        links.find(token)


def test_the_fifth_wrong_date_of_birth_ends_the_link(app: object) -> None:
    token, _, _ = issued()
    link = links.find(token)

    assert links.check_birth_date(link, BORN, BORN)
    for _ in range(5):
        assert not links.check_birth_date(link, date(1999, 1, 1), BORN)

    with pytest.raises(NotFound):
        links.find(token)


@pytest.mark.parametrize(("given", "known"), [(None, BORN), (BORN, None), (None, None)])
def test_an_unknown_date_of_birth_never_fits(app: object, given: date | None, known: date | None) -> None:
    token, _, _ = issued()

    assert not links.check_birth_date(links.find(token), given, known)


@pytest.fixture
def doors(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was opened and sent, with pages and senders of the test's own."""
    happened: list[str] = []
    monkeypatch.setattr(links, "_PAGES", {})
    monkeypatch.setattr(links, "_AGAIN", {})

    @links.page("test")
    def show(link: PersonalLink, _token: str) -> str:
        happened.append("opened")
        return f"for {link.party}"

    @links.again("test")
    def send(_link: PersonalLink) -> None:
        happened.append("sent")

    return happened


def test_a_link_opens_the_page_of_its_purpose(app: object, doors: list[str]) -> None:
    token, _, _ = issued()

    assert links.open_page(token) == "for person"
    assert set(links.purposes()) == {"test"}


def test_a_link_without_a_page_opens_nothing(app: object, doors: list[str]) -> None:
    token, _ = links.issue(LinkFor("other", new_id(), party="person", expires_at=links.days(1)))

    with pytest.raises(NotFound):
        links.open_page(token)


def test_a_dead_link_is_replaced_where_there_is_a_way_and_nobody_learns_whether(app: object, doors: list[str]) -> None:
    token, _, record_id = issued()
    other, _ = links.issue(LinkFor("other", new_id(), party="person", expires_at=links.days(1)))
    links.end(purpose="test", record_id=record_id)

    for one in (token, other, "unknown"):
        links.send_again(one)

    assert doors == ["sent"]


def test_the_page_behind_a_dead_link_answers_everybody_alike(client: FlaskClient, doors: list[str]) -> None:
    token, _, _ = issued()
    db.session.commit()

    pages = [client.post(f"/l/{one}/again").text.replace(one, "") for one in (token, "unknown-token-of-somebody")]

    assert client.get(f"/l/{token}").text == "for person"
    assert pages[0] == pages[1]
    assert doors == ["sent", "opened"]
    assert client.get(f"/l/{token}/again").status_code == 200
