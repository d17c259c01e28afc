"""What search engines may read and what there is to read: robots.txt and the sitemap."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from flask import Response, render_template, url_for

from portal.content.views import PAGES
from portal.core import clock, i18n
from portal.core.outbox import external_url
from portal.core.web import localised, public
from portal.reference import district
from portal.vacancies import queries
from portal.vacancies.queries import Shown
from portal.vacancies.views.machines import bp

MOST_ADDRESSES = 50_000
"""As many as a sitemap may hold; each page stands in it once per language."""
BESIDE_OFFERS = 1_000
"""Pages that leaves room for: companies, places, guides."""
Page = tuple[str, datetime | None]
"""An address without its language, and when it last changed, if that is known."""


@bp.route("/robots.txt")
@public
def robots() -> Response:
    """Keep crawlers from personal links and forms, and from the endless ways to put filters together.

    An address with one argument may be read: it is a page of its own, or says itself that it is none.
    """
    lines = (
        "User-agent: *",
        "Disallow: /l/",
        "Disallow: /*/l/",
        "Disallow: /*?*&",
        "Disallow: /*alerts/new",
        f"Sitemap: {external_url('/sitemap.xml')}",
    )
    return Response("\n".join((*lines, "")), mimetype="text/plain")


@bp.route("/sitemap.xml")
@public
def sitemap() -> Response:
    """List the public pages in every language, with the moment what they show was last changed."""
    most = MOST_ADDRESSES // len(i18n.LANGUAGES) - BESIDE_OFFERS
    entries = [(_in_every_language(path), at) for path, at in _pages(queries.changes_on_board(clock.today(), most))]
    return Response(render_template("board/sitemap.xml", entries=entries), mimetype="application/xml")


def _pages(offers: list[Shown]) -> Iterator[Page]:
    last = max((offer.changed_at for offer in offers), default=None)
    yield from ((url_for(endpoint), last) for endpoint in ("board.start", "board.offers"))
    yield from ((url_for(f"content.{name}"), None) for name in PAGES)
    yield from ((url_for("board.offer", number=offer.number), offer.changed_at) for offer in offers)
    companies = _latest((offer.company, offer.changed_at) for offer in offers if offer.company)
    yield from ((url_for("board.company", number=number), at) for number, at in companies.items())
    towns = _latest((offer.ags, offer.changed_at) for offer in offers if offer.ags)
    yield (url_for("board.places"), last)
    yield from ((url_for("board.place", name=district.slug(town)), towns.get(town.ags)) for town in district.towns())


def _latest(changes: Iterable[tuple[str, datetime]]) -> dict[str, datetime]:
    latest: dict[str, datetime] = {}
    for key, at in changes:
        latest[key] = max(at, latest.get(key, at))
    return latest


def _in_every_language(path: str) -> dict[str, str]:
    return {language.tag: external_url(localised(path, language.code)) for language in i18n.LANGUAGES}
