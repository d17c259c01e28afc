"""One offer as everybody may read it."""

import re
from functools import partial
from io import BytesIO

import segno
from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from portal.content import queries as content
from portal.core import clock, i18n
from portal.core.actor import Role
from portal.core.afterwards import afterwards
from portal.core.outbox import external_url
from portal.core.web import acting_user, get_or_404, page, public, public_url
from portal.vacancies import queries, search
from portal.vacancies.services import reads
from portal.vacancies.views import facts
from portal.vacancies.views.blueprint import board as bp
from portal.vacancies.views.posting import job_posting

PROGRAMS = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|https?://", re.IGNORECASE)
"""What programs that read pages call themselves."""
EASY = "de@simple"
"""The language whose readers get the short text first."""


@bp.route("/offers/<number>")
@public
def offer(number: str) -> ResponseReturnValue:
    """Show one offer; one that is over says so, with a status that search engines understand."""
    version = queries.by_number(number, clock.today())
    if version is None:
        return gone(number)
    canonical = public_url("board.offer", number=number)
    response = current_app.make_response(
        page(
            "board/offer.html",
            version=version,
            card=facts.card(version),
            facts=facts.all_of(version),
            office=content.office_for(version.ags),
            similar=[facts.card(other) for other in queries.shown(search.similar(version.vacancy_id), clock.today())],
            posting=job_posting(version, external_url(canonical)),
            address=external_url(url_for("board.offer", number=number)),
            reads_easily=i18n.current().code == EASY,
            canonical=canonical,
        )
    )
    response.last_modified = queries.changed_at(version)
    if may_be_read_by_somebody():
        afterwards(partial(reads.count, version.vacancy_id))
    return response


def may_be_read_by_somebody() -> bool:
    """Tell whether a person may be looking: no program that says it is one, and no browser that fetches ahead."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    is_machine = PROGRAMS.search(request.user_agent.string) or "prefetch" in purpose
    return request.method == "GET" and not is_machine and acting_user().role is Role.VISITOR


@bp.route("/offers/<number>/qr.svg")
@public
def qr(number: str) -> ResponseReturnValue:
    """Draw the address of an offer for the camera of a telephone; white behind it, also in the dark."""
    get_or_404(queries.by_number(number, clock.today()))
    image = BytesIO()
    code = segno.make(external_url(url_for("board.offer", number=number)), error="m", micro=False)
    code.save(image, kind="svg", light="white", omitsize=True, svgclass=None, lineclass=None)
    return Response(image.getvalue(), mimetype="image/svg+xml")


def gone(number: str) -> ResponseReturnValue:
    """Say that an offer is over, with a status that search engines understand. Raises: NotFound: there was none."""
    get_or_404(queries.was_shown(number, clock.today()) or None)
    return page("board/gone.html", status=410)
