"""The page of an alert: its owner confirms, keeps or ends it."""

from flask import request
from flask.typing import ResponseReturnValue

from portal.core import i18n, links
from portal.core.errors import NotFound
from portal.core.links import PersonalLink
from portal.core.web import done, localised, page
from portal.vacancies.mails import ALERT
from portal.vacancies.models import Alert
from portal.vacancies.queries import alerts as queries
from portal.vacancies.services import alerts as services

DEEDS = {"confirm": services.confirm, "keep": services.keep, "stop": services.stop}


@links.page(ALERT, for_visitors=True)
def alert(link: PersonalLink, _token: str) -> ResponseReturnValue:
    """Show an alert to its owner and do what they say; one that has ended stays ended."""
    found = queries.one(link.record_id)
    if request.method == "POST":
        return _answer(found)
    if found is None:
        return page("board/alert_over.html")
    return page("board/alert.html", alert=found)


@links.again(ALERT)
def alert_again(link: PersonalLink) -> None:
    """Send who holds a dead link living ones, as long as there is an alert."""
    found = queries.one(link.record_id)
    if found is not None:
        services.tell_what_there_is(queries.of_address(found.email))


def _answer(found: Alert | None) -> ResponseReturnValue:
    is_one_click = links.is_one_click()
    deed = DEEDS.get("stop" if is_one_click else request.form.get("deed", ""))
    if deed is None:
        raise NotFound
    if found is not None:
        deed(found)
    answer = done(localised(request.path, i18n.current().code))
    return page("board/alert_over.html") if is_one_click else answer
