"""How an offer begins: what will be asked, ready-made texts, and the company's earlier offers."""

from itertools import groupby
from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.db import new_id
from portal.core.errors import NotAllowed
from portal.core.web import acting_user, done, page, requires
from portal.reference import snapshot
from portal.vacancies import queries, services
from portal.vacancies.forms.steps import STEP_TITLES
from portal.vacancies.views.authoring import bp

EARLIER = 5
BLANK = "blank"
_TEMPLATES = {template.key: template for template in snapshot().offer_templates}


@bp.route("/new")
@requires("vacancy:list_own")
def new() -> ResponseReturnValue:
    """Say what will be asked and offer ways to begin; staff say first for which company."""
    if acting_user().company_id is None:
        raise NotAllowed
    return page(
        "vacancies/new.html",
        steps=STEP_TITLES.values(),
        blank=BLANK,
        fields=_by_field(),
        earlier=queries.own(acting_user(), queries.Filters())[0][:EARLIER],
        new_id=new_id,
    )


def _by_field() -> list[tuple[str, list[tuple[str, str]]]]:
    """Give key and title of the ready-made texts by field of work."""
    groups = {template: snapshot().occupation_group(template.occupation) for template in _TEMPLATES.values()}
    named = sorted(groups, key=lambda template: (groups[template].area, template.title))
    by_area = groupby(named, key=lambda template: groups[template].area)
    return [(area, [(one.key, one.title) for one in found]) for area, found in by_area]


@bp.route(f"/new/<any({','.join((BLANK, *_TEMPLATES))}):template>/<uuid:record_id>", methods=["POST"])
@requires("vacancy:draft")
def begin(template: str, record_id: UUID) -> ResponseReturnValue:
    """Begin an offer, with a ready-made text or without one."""
    vacancy = services.begin(record_id, actor=acting_user(), template=_TEMPLATES.get(template))
    flash(_("Der Entwurf ist gespeichert. Sie können jederzeit weitermachen."), "success")
    return done(url_for("vacancies.step", vacancy_id=vacancy.id, step="what"))
