"""What people search for and do not find: counted from the board, read by the coordinator."""

from functools import partial

from flask import request
from flask.typing import ResponseReturnValue

from portal.core import paging
from portal.core.afterwards import afterwards
from portal.core.web import page, requires
from portal.vacancies import search
from portal.vacancies.queries import unmet as queries
from portal.vacancies.rules.unmet import OFTEN, SHOWN_WEEKS, countable
from portal.vacancies.search import Answer
from portal.vacancies.services import unmet as services
from portal.vacancies.views.review import bp


@bp.route("/unmet")
@requires("unmet:list")
def unmet() -> ResponseReturnValue:
    """List the words that were asked for often and nothing had."""
    found, total = queries.often(page=paging.number())
    limits = {"often": OFTEN, "weeks": SHOWN_WEEKS}
    return page("vacancies/unmet.html", found=found, **limits, **paging.of(total))


def remember(answer: Answer, *, is_exact: bool) -> None:
    """Count the words of a question after its answer is out, where nothing on the board has them, wherever it is.

    Words that are asked for as they are spelled come from the list itself, or from somebody who asks again.
    """
    words = None if is_exact or request.method == "HEAD" else countable(answer.wanted.text)
    if words and not answer.result.total and search.is_unknown(answer.wanted.text):
        afterwards(partial(services.count, words))
