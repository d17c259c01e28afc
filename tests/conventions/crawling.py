"""Everything somebody can open, read whatever it is: pages, papers, calendars, office files, feeds."""

import io
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.addresses import Known, built
from tests.candidates.canaries import Planted
from tests.pages import Page, address_of
from tests.placements.test_canaries import joined, pdf_text


@dataclass
class Found:
    """Something that was read: what it is, and its text with the line ends taken out."""

    where: str
    text: str


def text_of(answer: TestResponse) -> str:
    """Read an answer, whatever kind of file it is; its headers are part of it."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    if answer.mimetype == "application/pdf":
        return joined(headers + pdf_text(answer.data))
    if answer.data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
            return joined(headers + "".join(file.read(name).decode("utf-8", "replace") for name in file.namelist()))
    return joined(headers + answer.data.decode("utf-8", "replace"))


def crawl(client: FlaskClient, *starts: str, follow: bool = True) -> Iterator[Found]:
    """Open some addresses and whatever they link to."""
    waiting, seen = deque(["/desk", *starts]), set[str]()
    while waiting:
        path = waiting.popleft()
        if path in seen or path.startswith(("/static/", "/en/")):
            continue
        seen.add(path)
        answer = client.get(path)
        yield Found(path, text_of(answer))
        if follow and answer.mimetype == "text/html" and answer.status_code == 200:
            waiting.extend(filter(None, map(address_of, Page(answer.text).links)))


def guesses(app: Flask, known: Known) -> Iterator[str]:
    """Give the address of every page with every record of the world, whoever it is for."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and not rule.rule.startswith("/l/"):
            yield from built(rule, known)


def leaks(
    found: Iterable[Found], people: Mapping[str, Planted], may_read: Callable[[Planted, str], frozenset[str]]
) -> list[str]:
    """Name what stands where it must not: whatever sign of somebody is not among those that may be read of them."""
    forbidden = [
        (f"{key} of the person: {name}", joined(sign))
        for name, planted in people.items()
        for readable in [may_read(planted, name)]
        for key, texts in planted.signs.items()
        for sign in texts - readable
    ]
    return sorted({f"{one.where} shows {what}" for one in found for what, sign in forbidden if sign in one.text})
