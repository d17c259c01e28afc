"""The look-up of titles of occupations on the first step of an offer."""

from collections.abc import Collection

from flask import flash, request
from flask_babel import gettext as _

from portal.reference import titles
from portal.vacancies.forms.steps import StepForm, WhatForm


def is_looking_up() -> bool:
    """Tell whether titles are asked for; nothing is kept then."""
    return "look_up" in request.form


def left_out(form: StepForm) -> Collection[str]:
    """Fill in the suggestions that were asked for, or the chosen one, and name the fields that are not shown."""
    if not isinstance(form, WhatForm):
        return ()
    if not titles.are_kept():
        return ("occupation_title", "suggestion")
    if is_looking_up():
        form.suggest()
        if not form.suggestion.choices:
            flash(_("Diese Bezeichnung kennen wir nicht. Sie können sie trotzdem so stehen lassen."), "info")
    elif form.suggestion.data:
        form.occupation_title.data = form.content["occupation_title"]
    return () if form.suggestion.choices else ("suggestion",)
