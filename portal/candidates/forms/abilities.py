"""What a person has worked at, one by one, and everyday tasks that are ticked together with the person."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import NumberRange, Optional

from portal.candidates.forms.choices import OUT_OF_RANGE, long_text, of_words, select, text
from portal.candidates.forms.profile import FIRM_READS, STAYS_HERE, UNPAID_TOO
from portal.candidates.queries.values import task_label
from portal.candidates.rules.words import HOW_OFTEN, TASK_GROUPS
from portal.core.forms import CreateForm, NumberField, VersionedForm
from portal.reference import snapshot
from portal.reference.tables import SkillTask

NOT_DONE = _l("nicht gemacht")


class ExperienceForm(CreateForm):
    """One thing a person has worked at."""

    own_words = long_text(_l("In eigenen Worten"), 1000, description=STAYS_HERE)
    what = text(_l("Was hat die Person gemacht?"), 200, required=True, description=FIRM_READS)
    place = text(_l("Wo, allgemein gesagt?"), 120, description=_l("Zum Beispiel: Bäckerei, Bauernhof, zu Hause."))
    years = NumberField(
        _l("Wie lange, in Jahren?"),
        [Optional(), NumberRange(0, 60, OUT_OF_RANGE)],
        description=_l("Ein halbes Jahr ist 0,5."),
    )
    is_unpaid = BooleanField(_l("Es gab dafür keinen Lohn."), description=UNPAID_TOO)

    @property
    def values(self) -> dict[str, Any]:
        """Give the columns of the entry."""
        named = {name: self[name].data for name in ("own_words", "what", "place", "years")}
        return {**named, "is_paid": not self.is_unpaid.data}


def tasks_form(ticked: Mapping[str, str], version: int) -> VersionedForm:
    """Make the form with one choice for each task of the list.

    Args: ticked: the tasks of the person, with how often.
    """
    fields = {row.task: select(row.label_de, of_words(HOW_OFTEN), none=NOT_DONE) for row in snapshot().skill_tasks}
    made: VersionedForm = type("TasksForm", (VersionedForm,), fields)(data={**ticked, "version": version})
    for row in snapshot().skill_tasks:
        made[row.task].label.text = task_label(row.task)
    return made


def ticked(form: VersionedForm) -> dict[str, str]:
    """Give the tasks that were ticked, with how often."""
    return {row.task: form[row.task].data for row in snapshot().skill_tasks if form[row.task].data}


def by_group() -> Iterator[tuple[Any, list[SkillTask]]]:
    """Yield the groups of tasks with their name."""
    for group, name in TASK_GROUPS.items():
        yield name, [row for row in snapshot().skill_tasks if row.group == group]
