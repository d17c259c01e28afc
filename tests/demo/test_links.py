"""Whoever follows the links of the demo from the own start page arrives: no link is dead, no page breaks."""

import re
from collections import Counter, deque
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import RequestRedirect

from portal.core import db, i18n
from portal.demo import loading

OF_EACH_PAGE = 3
"""How many addresses of one page are opened, so that records in several states are seen."""
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')


def endpoint_of(app: Flask, address: str) -> str | None:
    """Name the page behind an address of ours, whatever the language in front; nothing for files and strangers."""
    path = urlsplit(address).path
    first, _, rest = path[1:].partition("/")
    path = f"/{rest}" if first in i18n.BY_PREFIX and first else path
    try:
        endpoint, _values = app.url_map.bind("portal.test").match(path, method="GET")
    except RequestRedirect:
        return None
    return str(endpoint)


def follow(app: Flask, client: FlaskClient, start: str) -> dict[str, int]:
    """Open what can be reached and give the answer of every address."""
    answers: dict[str, int] = {}
    visits: Counter[str | None] = Counter()
    waiting = deque([start])
    while waiting:
        address = waiting.popleft()
        if address in answers or address.startswith("/static/"):
            continue
        page = endpoint_of(app, address)
        visits[page] += 1
        if visits[page] > OF_EACH_PAGE:
            continue
        db.session.remove()  # as in a server, where no request finds what another has loaded
        answer = client.get(address)
        answers[address] = answer.status_code
        if answer.mimetype == "text/html":
            waiting.extend(map(unescape, LINK.findall(answer.text)))
    return answers


@pytest.mark.parametrize("row", [None, *loading.sign_ins()], ids=lambda row: row.email if row else "visitor")
def test_every_link_leads_somewhere(app: Flask, client: FlaskClient, row: loading.SignIn | None) -> None:
    if row:
        client.post("/login", data={"email": row.email, "password": row.password})

    answers = follow(app, client, row.start if row else "/")

    assert {address: status for address, status in answers.items() if status >= 400} == {}
    assert len(answers) > 20
