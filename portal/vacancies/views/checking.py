"""What stands against a text while it is being written: live, and mended with one click."""

from types import SimpleNamespace
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core import clock
from portal.core.web import acting_user, done, get_or_404, page, requires
from portal.reference import snapshot
from portal.vacancies import services
from portal.vacancies.forms.steps import STEP_FORMS, ReplaceForm
from portal.vacancies.rules import CONTENT, STEPS
from portal.vacancies.rules.mending import told
from portal.vacancies.views.authoring import bp, written_of

CHECKED = ("preview", "submit")
"""The pages beside the steps that show what stands against a text."""


@bp.route(f"/<uuid:vacancy_id>/check/<any({','.join(STEPS)}):step>", methods=["POST"])
@requires("vacancy:edit")
def check(vacancy_id: UUID, step: str) -> ResponseReturnValue:
    """Say what would stand against the text if the step were saved as it is; nothing is kept."""
    _vacancy, written = written_of(vacancy_id)
    saved = get_or_404(written)
    form = STEP_FORMS[step](obj=saved)
    form.validate()
    valid = {name: value for name, value in form.content.items() if not form[name].errors}
    typed = SimpleNamespace(**{name: getattr(saved, name) for name in CONTENT} | valid)
    return page("vacancies/_live.html", concerns=told(typed, on=clock.today(), tables=snapshot()))


@bp.route(f"/<uuid:vacancy_id>/replace/<any({','.join((*STEPS, *CHECKED))}):back>", methods=["POST"])
@requires("vacancy:edit")
def replace(vacancy_id: UUID, back: str) -> ResponseReturnValue:
    """Put the suggested words in place of a passage; one that is gone already was a double click."""
    vacancy, written = written_of(vacancy_id)
    if written is None:
        return redirect(url_for("vacancies.show", vacancy_id=vacancy.id), 303)
    form = ReplaceForm()
    found = told(written, on=clock.today(), tables=snapshot())
    wanted = (form.rule_id.data, form.passage.data)
    concern = next((one for one in found if (one.rule_id, one.passage) == wanted), None)
    if form.validate_on_submit() and concern:
        form.check_version(written)
        services.mend(vacancy, written, concern, actor=acting_user())
        flash(_("Die Stelle ist ersetzt. Bitte lesen Sie den Satz noch einmal."), "success")
    return done(_page(vacancy_id, back))


def _page(vacancy_id: UUID, name: str) -> str:
    if name in STEPS:
        return url_for("vacancies.step", vacancy_id=vacancy_id, step=name)
    return url_for(f"vacancies.{name}", vacancy_id=vacancy_id)
