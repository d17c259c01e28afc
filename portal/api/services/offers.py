"""Offers of programs: what they say is put into our words, then goes the way of every offer."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from portal.api.queries import offers as queries
from portal.api.rules import Unfit, at
from portal.core import clock, db
from portal.core.actor import Actor
from portal.core.errors import PortalError
from portal.core.forms import REQUIRED
from portal.reference import snapshot
from portal.vacancies import services as vacancies
from portal.vacancies.models import Vacancy, VacancyVersion
from portal.vacancies.rules import VersionState, missing
from portal.vacancies.rules.findings import concerns


class NameTaken(PortalError):
    """The company has an offer of this name already; `link` leads to it."""

    status = 409
    message = _l("Ein Angebot mit dieser external_id gibt es schon. Ändern Sie es unter der angegebenen Adresse.")

    def __init__(self, external_id: str) -> None:
        """Take the name that is taken."""
        super().__init__()
        self.more = {"link": f"/api/v1/company/offers/{external_id}"}


def create(external_id: str, content: dict[str, Any], *, hands_in: bool, actor: Actor) -> Vacancy:
    """Begin an offer under the company's own name for it, and hand it in unless it is to stay a draft.

    Raises: NameTaken, also for the later of two at once. Unfit.
    """
    if queries.is_taken(actor, external_id):
        raise NameTaken(external_id)
    try:
        vacancy = vacancies.draft(db.new_id(), actor=actor, content=content, external_ref=external_id)
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        if not queries.is_taken(actor, external_id):
            raise
        raise NameTaken(external_id) from error
    if hands_in:
        _hand_in(vacancy, actor)
    return vacancy


def update(vacancy: Vacancy, content: dict[str, Any], *, hands_in: bool, actor: Actor) -> None:
    """Let an offer say this; of one that was published a new version is made, and nothing where it says it already.

    Raises: TransitionNotAllowed while a text is in review. Unfit.
    """
    written = vacancy.version_in(VersionState.DRAFT)
    if written is None and _says(vacancy.text, content):
        return
    if written is None:
        vacancies.revise(vacancy, actor=actor)
        written = vacancy.version_in(VersionState.DRAFT)
    if written is not None:
        vacancies.save(vacancy, written, actor=actor, content=content)
    if hands_in:
        _hand_in(vacancy, actor)


def _says(version: VacancyVersion, content: dict[str, Any]) -> bool:
    return all(getattr(version, name) == value for name, value in content.items())


def _hand_in(vacancy: Vacancy, actor: Actor) -> None:
    """Hand a text in, saying what it lacks or what is not lawful in it where it may not be."""
    version = vacancy.version_in(VersionState.DRAFT)
    if version is not None:
        gaps = [at(name, REQUIRED) for names in missing(version).values() for name in names]
        unlawful = [one for one in concerns(version, on=clock.today(), tables=snapshot()) if one.blocks]
        if gaps or unlawful:
            raise Unfit([*gaps, *({"pointer": "", "detail": _say(one), "code": one.rule_id} for one in unlawful)])
    vacancies.submit(vacancy, actor=actor)


def _say(concern: Any) -> str:
    return ": ".join(filter(None, (concern.passage, str(_(concern.message)))))
