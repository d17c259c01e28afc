"""The page on which a company says that it does not want to be asked for offers, or wants to after all."""

from flask import request
from flask.typing import ResponseReturnValue

from portal.core import links
from portal.core.errors import NotFound
from portal.core.links import PersonalLink
from portal.core.web import done, page
from portal.vacancies.mails import QUIET
from portal.vacancies.queries import sleeping
from portal.vacancies.services import sleeping as services

DEEDS = {"stop": services.leave_alone, "ask": services.ask_again}


@links.page(QUIET)
def quiet(link: PersonalLink, _token: str) -> ResponseReturnValue:
    """Show what holds and take the wish."""
    if request.method == "POST":
        is_one_click = links.is_one_click()
        deed = DEEDS.get("stop" if is_one_click else request.form.get("deed", ""))
        if deed is None:
            raise NotFound
        deed(link.record_id)
        answer = done(request.path)
        if not is_one_click:
            return answer
    return page("vacancies/quiet.html", is_quiet=sleeping.quiet(link.record_id) is not None)
