"""Role x relation x field x channel: a sign in every column of every person is found only where it may be read.

Fields x level x channel for the company alone: test_disclosure.py.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.candidates.mails import PERSON
from portal.core import db, links
from portal.core.links import LinkFor
from portal.organisations.workflow import WORKFLOW as COMPANIES
from portal.vacancies import search
from tests.addresses import known_ids
from tests.candidates.canaries import Planted, allowed
from tests.conventions.audiences import AUDIENCES, Audience, columns, of_people, texts_of
from tests.conventions.crawling import Found, crawl, guesses, leaks, text_of
from tests.conventions.relations import LEVELS, Relations
from tests.factories.organisations import actor_of
from tests.placements.test_canaries import joined
from tests.proposals.conftest import act_for
from tests.signing import sign_in

NAMES = frozenset({"candidate.first_name", "candidate.last_name"})
A = Audience


def keys(*audiences: Audience) -> frozenset[str]:
    """Name the columns of all tables for one of these, as the signs are named."""
    return frozenset(f"{table}.{name}" for table in AUDIENCES for name in columns(table, *audiences))


OF_THE_FILE = keys(A.LADDER, A.FILE, A.OWN_FILE, A.BOTH, A.BODY)
WITH_A_REASON = keys(A.LADDER, A.FILE)
TO_THE_PERSON = keys(A.LADDER) | frozenset(
    {"proposal.decline_text_for_person", "proposal.interview_note", "consent.work_field"}
)


def test_every_text_about_a_person_says_for_whom_it_is():
    written = {table: {name for part in parts.values() for name in part.split()} for table, parts in AUDIENCES.items()}

    assert {table.name: set(texts_of(table)) for table in of_people()} == written


def test_every_sign_of_the_ladder_stands_behind_a_field():
    """Let no column reach companies that the table of the ladder does not know."""
    from_table = {name for level in ("L1", "L2", "L3_start") for name in _fields(level)}

    assert from_table == keys(A.LADDER)


def _fields(level: str) -> Iterator[str]:
    signs = {name: frozenset({name}) for name in keys(A.LADDER)}
    planted = Planted(None, signs)  # type: ignore[arg-type]  # only the names of the columns are asked for
    yield from allowed(planted, level, conditions=("consent", "if_vacancy_asks", "if_paper_needs"), is_minor=True)


@pytest.fixture
def relations(app: Flask) -> Relations:
    """Everybody in every relation."""
    made = Relations()
    search.rebuild()
    return made


def of_company(planted: Planted, relation: str) -> frozenset[str]:
    """Give the signs the company may read; its people agreed to nothing but the name."""
    level = LEVELS[relation]
    if level == "L0":
        return frozenset()
    needs = ("if_paper_needs",) if level.startswith("L3") else ()
    of_names = frozenset() if level == "L1" else signs(planted, NAMES)
    return allowed(planted, level, conditions=needs) | of_names | signs(planted, keys(A.COMPANY, A.BOTH))


def signs(planted: Planted, wanted: frozenset[str]) -> frozenset[str]:
    """Give the signs planted in some columns."""
    return frozenset().union(*(planted.signs.get(key, frozenset()) for key in wanted))


def nothing(_planted: Planted, _relation: str) -> frozenset[str]:
    """Let nobody's data be read."""
    return frozenset()


def of_own_file(planted: Planted, relation: str) -> frozenset[str]:
    """Let everything be read but what companies write for themselves, of the own people alone."""
    is_own = relation not in ("of another office", "of a colleague")
    return signs(planted, OF_THE_FILE) if is_own else frozenset()


def of_colleagues_file(planted: Planted, relation: str) -> frozenset[str]:
    """Let the own people be read."""
    return signs(planted, OF_THE_FILE) if relation == "of a colleague" else frozenset()


def of_opened_file(planted: Planted, relation: str) -> frozenset[str]:
    """Let the files of the own office be read, but neither papers nor what is worked on."""
    return signs(planted, WITH_A_REASON) if relation != "of another office" else frozenset()


def of_foreign_file(planted: Planted, relation: str) -> frozenset[str]:
    """Let the people of the own file in the other office be read."""
    return signs(planted, OF_THE_FILE) if relation == "of another office" else frozenset()


def of_rival(planted: Planted, relation: str) -> frozenset[str]:
    """Let the one person be read that was proposed to this company."""
    if relation != "with a rival":
        return frozenset()
    return allowed(planted, "L2") | signs(planted, NAMES | keys(A.COMPANY, A.BOTH))


def as_spokesman(planted: Planted, relation: str) -> frozenset[str]:
    """Let cards be read, whatever the company itself may read."""
    if LEVELS[relation] == "L0":
        return frozenset()
    return allowed(planted, "L1") | signs(planted, keys(A.BOTH, A.COMPANY))


def of_clearance(planted: Planted, relation: str) -> frozenset[str]:
    """Let the name be read of whoever a permission is asked for here."""
    return signs(planted, NAMES) if relation == "cleared" else frozenset()


def of_referral(planted: Planted, relation: str) -> frozenset[str]:
    """Let name, contact and words be read of whoever was sent here."""
    sent = NAMES | {"candidate.phone", "candidate.email", "referral.note"}
    return signs(planted, frozenset(sent)) if relation == "card" else frozenset()


ROLES: dict[str, Any] = {
    "member": of_company,
    "admin": of_company,
    "rival": of_rival,
    "caseworker": of_own_file,
    "deputy": of_own_file,
    "colleague": of_colleagues_file,
    "with_reason": of_opened_file,
    "coordinator": nothing,
    "coordinator_with_reason": of_opened_file,
    "foreigner": of_foreign_file,
    "service": nothing,
    "authority": of_clearance,
    "other_authority": nothing,
    "partner": of_referral,
    "administrator": nothing,
}
"""Who asks, and what may be found then."""


def seen(relations: Relations, found: list[Found]) -> frozenset[str]:
    """Name the people of whom something was found."""
    whole = "".join(one.text for one in found)
    return frozenset(
        relation for relation, planted in relations.people.items() if any(joined(sign) in whole for sign in planted.all)
    )


def read(app: Flask, client: FlaskClient) -> list[Found]:
    """Open every page that is not everybody's with every record there is, and what they lead to."""
    inside = (one for one in guesses(app, known_ids()) if not is_public(app, one))
    return list(crawl(client, *inside, follow=False))


def test_there_is_one_of_everything_that_has_an_address(relations: Relations) -> None:
    assert relations.people
    assert {name for name, ids in known_ids().items() if not ids} == {"sign_in_id"}, "nobody's page is built from it"


def is_public(app: Flask, path: str) -> bool:
    """Tell whether a page looks the same to everybody: what it shows is tried as a visitor."""
    view = app.view_functions[app.url_map.bind("").match(path.split("?", maxsplit=1)[0])[0]]
    return hasattr(view, "public")


EVERY_DAY = ("rival",)
"""Who is tried every day; the company itself is in test_disclosure.py, and the others take long."""


@pytest.mark.slowest
@pytest.mark.parametrize(
    "role", [role if role in EVERY_DAY else pytest.param(role, marks=pytest.mark.long) for role in ROLES]
)
def test_a_role_reads_what_it_may_of_whom_it_may(
    app: Flask, client: FlaskClient, relations: Relations, role: str
) -> None:
    sign_in(client, getattr(relations, role))

    found = read(app, client)

    assert leaks(found, relations.people, ROLES[role]) == []
    assert seen(relations, found) == {
        relation for relation, planted in relations.people.items() if ROLES[role](planted, relation)
    }


def test_a_visitor_finds_nobody(app: Flask, client: FlaskClient, relations: Relations) -> None:
    public = [one for one in guesses(app, known_ids()) if is_public(app, one)]

    found = list(crawl(client, *public, follow=False))

    assert len(found) > 20
    assert leaks(found, relations.people, nothing) == []


@pytest.mark.parametrize("party", ["candidate", "guardian"])
def test_a_person_reads_of_themselves_what_is_theirs_and_of_nobody_else(
    client: FlaskClient, relations: Relations, party: str
) -> None:
    person = relations.people["interview"].person
    token, _code = links.issue(LinkFor(PERSON, person.id, party, links.days(1), candidate_id=person.id))
    db.session.commit()
    before = client.get(f"/l/{token}")
    client.post(f"/l/{token}", data={"birth_date": person.birth_date.isoformat()})

    found = [Found("/l/", text_of(client.get(f"/l/{token}")))]

    assert leaks([Found("/l/", text_of(before))], relations.people, nothing) == []
    assert leaks(found, relations.people, of_oneself) == []


def of_oneself(planted: Planted, relation: str) -> frozenset[str]:
    """Let the own data be read, but not what is noted about the person."""
    return signs(planted, TO_THE_PERSON) if relation == "interview" else frozenset()


@pytest.mark.long
def test_a_suspended_company_reads_nobody(app: Flask, client: FlaskClient, relations: Relations) -> None:
    service = actor_of(relations.service)
    COMPANIES.apply("suspend", relations.company, actor=service, reason="Klärung mit dem Betrieb")
    db.session.commit()
    sign_in(client, relations.member)

    assert leaks(read(app, client), relations.people, only_said) == []


def only_said(planted: Planted, relation: str) -> frozenset[str]:
    """Let the company read what it wrote itself."""
    return signs(planted, keys(A.COMPANY, A.BOTH)) if LEVELS[relation] != "L0" else frozenset()


@pytest.mark.long
def test_whoever_speaks_for_a_company_stays_at_the_card(app: Flask, client: FlaskClient, relations: Relations) -> None:
    act_for(client, relations.service, relations.company)

    assert leaks(read(app, client), relations.people, as_spokesman) == []
