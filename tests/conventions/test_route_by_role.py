"""Every route in the hands of every role: what the policy says is what the door does."""

from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, BaseConverter, Rule

from portal.core import permissions
from portal.core.actor import COMPANY_ROLES, Role
from tests.factories.organisations import company_member, office_member
from tests.signing import sign_in

SIGNED_IN = (
    *COMPANY_ROLES,
    Role.CASEWORKER,
    Role.EMPLOYER_SERVICE,
    Role.COORDINATOR,
    Role.AUTHORITY,
    Role.ADMINISTRATOR,
)
FOREIGN = {"UUIDConverter": uuid4, "IntegerConverter": lambda: 999_999, "UnicodeConverter": lambda: "A-ZZZZZZ"}
"""A value of each kind that belongs to nobody."""


ABOUT_SOMEBODY = {"referrals.new"}
"""Routes whose record is an argument of the address."""


FOR_A_COMPANY = {"vacancies.new", "insight.numbers"}
"""Routes that staff open only while they act for a company; until then they are refused."""


FOR_PROGRAMS = "api."
"""Routes that know no session: `tests/api/test_doors.py` opens them with keys."""


def guarded_routes(app: Flask) -> list[tuple[Rule, str]]:
    """Give the routes that ask for a permission, and which."""
    found = [
        (rule, getattr(app.view_functions[rule.endpoint], "permission", None))
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith(FOR_PROGRAMS)
    ]
    return [(rule, action) for rule, action in found if action and "GET" in (rule.methods or set())]


def address(rule: Rule) -> str:
    """Build an address of the route with ids that exist nowhere, and the first of the words it knows."""
    values = {name: _value(converter) for name, converter in rule._converters.items()}
    built = rule.build(values)
    assert built is not None
    return built[1]


def _value(converter: BaseConverter) -> object:
    return min(converter.items) if isinstance(converter, AnyConverter) else FOREIGN[type(converter).__name__]()


def names_a_record(rule: Rule) -> bool:
    """Tell whether the address holds the id of something, in its path or as an argument."""
    return rule.endpoint in ABOUT_SOMEBODY or any(
        not isinstance(converter, AnyConverter) for converter in rule._converters.values()
    )


@pytest.mark.parametrize("role", SIGNED_IN)
def test_a_route_opens_to_the_roles_its_policy_names_and_to_no_other(
    app: Flask, client: FlaskClient, role: Role
) -> None:
    user = company_member(role=role) if role in COMPANY_ROLES else office_member(role=role)
    sign_in(client, user)

    wrong = []
    for rule, action in guarded_routes(app):
        status = client.get(address(rule)).status_code
        if rule.endpoint in FOR_A_COMPANY and role not in COMPANY_ROLES:
            continue
        expected = (
            ({404} if names_a_record(rule) else {200, 302, 303}) if role in permissions.declared()[action] else {403}
        )
        if status not in expected:
            wrong.append(f"{rule.endpoint} ({action}): {status}, not {expected}")

    assert wrong == []


def test_a_visitor_is_sent_to_the_sign_in_by_every_guarded_route(app: Flask, client: FlaskClient) -> None:
    routes = guarded_routes(app)
    assert len(routes) > 20

    let_in = [rule.endpoint for rule, _ in routes if client.get(address(rule)).status_code != 303]

    assert let_in == []


def test_a_visitor_can_post_to_no_guarded_route(app: Flask, client: FlaskClient) -> None:
    routes = [
        rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or set())
        and hasattr(app.view_functions[rule.endpoint], "permission")
        and not rule.endpoint.startswith(FOR_PROGRAMS)
    ]
    assert len(routes) > 20

    let_in = [rule.endpoint for rule in routes if client.post(address(rule)).status_code != 303]

    assert let_in == []
