"""The board for programs: what anybody reads without a key, and the description of the whole interface."""

from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ConfigDict

from portal.api.forms.offers import PublicOffer, PublicOffers, Told
from portal.api.views.door import endpoint
from portal.api.views.openapi import describe
from portal.core import clock, paging
from portal.core.errors import PortalError
from portal.core.outbox import external_url
from portal.core.web import get_or_404
from portal.vacancies import queries, search
from portal.vacancies.forms import board
from portal.vacancies.models import VacancyVersion


class OfferGone(PortalError):
    """The offer was on the board and is over."""

    status = 410
    message = _l("Dieses Angebot ist vorbei.")


class Description(BaseModel):
    """The interface in OpenAPI 3.1."""

    model_config = ConfigDict(extra="allow")


@endpoint("GET", "/openapi.json", Description)
def openapi() -> Description:
    """Describe the interface (OpenAPI 3.1)."""
    return Description(**describe())


@endpoint("GET", "/offers", PublicOffers)
def offers() -> PublicOffers:
    """List the offers on the board, asked as the board's own address is: `q`, `place`, `km`, its filters, `page`."""
    asked = board.read(request.args)
    answer = search.answer(asked.wanted, asked.refused, is_exact=asked.is_exact)
    shown = queries.shown(answer.result.ids, clock.today())
    total = answer.result.total
    pages = min(-(-total // paging.PAGE_SIZE), board.MOST_PAGES)
    return PublicOffers(items=[_said(one) for one in shown], page=asked.wanted.page, pages=pages, total=total)


@endpoint("GET", "/offers/<reference>", PublicOffer)
def offer(reference: str) -> PublicOffer:
    """Give one offer of the board; 410 where it is over."""
    version = queries.by_number(reference, clock.today())
    if version is None:
        get_or_404(queries.was_shown(reference, clock.today()) or None)
        raise OfferGone
    return _said(version)


def _said(version: VacancyVersion) -> PublicOffer:
    vacancy, is_named = version.vacancy, version.is_name_public
    return PublicOffer.model_construct(
        **told(version) | ({} if is_named else {"street": None}),
        reference=vacancy.number,
        url=external_url(url_for("board.offer", number=vacancy.number)),
        company=vacancy.organisation.name if is_named else None,
        company_reference=vacancy.organisation.number if is_named else None,
        town=version.town,
        kldb=version.kldb,
        working_time=version.working_time,
        places_left=vacancy.places_left,
        published_at=vacancy.published_at,
        changed_at=queries.changed_at(version),
    )


def told(version: VacancyVersion) -> dict[str, Any]:
    """Give what a version says, by the names of the interface."""
    return {name: getattr(version, name) for name in Told.model_fields}
