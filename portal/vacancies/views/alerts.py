"""Mail about new offers: where visitors ask for it."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portal.core.web import done, page, public, public_form, public_url
from portal.vacancies.forms import board
from portal.vacancies.forms.alerts import AlertForm
from portal.vacancies.services import alerts as services

bp = Blueprint("alerts", __name__, url_prefix="/alerts")


@bp.route("/new", methods=["GET", "POST"])
@public_form
def new() -> ResponseReturnValue:
    """Take an alert, filled in with what the board was asked; the answer is the same whether the address is known."""
    form = AlertForm() if request.method == "POST" else AlertForm.from_board(board.read(request.args))
    if form.validate_on_submit():
        if not form.is_from_machine:
            services.ask(form.new_id, form.wish)
        return done(public_url("alerts.asked"))
    return page("board/alert_new.html", form=form)


@bp.route("/asked")
@public
def asked() -> ResponseReturnValue:
    """Say that a mail is on its way."""
    return page("board/alert_asked.html")
