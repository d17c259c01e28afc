"""The week of an agreement as a form: days that are alike are ticked together, with their hours said once."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, FormField, IntegerField, TimeField
from wtforms.validators import NumberRange, Optional

from portal.core.forms import TickField, countable
from portal.reference.schedule import read_week
from portal.reference.working_time import Shift

DAYS = (
    (0, _l("Montag")), (1, _l("Dienstag")), (2, _l("Mittwoch")), (3, _l("Donnerstag")),
    (4, _l("Freitag")), (5, _l("Samstag")), (6, _l("Sonntag")),
)  # fmt: skip
GROUPS = ("days", "days_2", "days_3", "days_4")
"""Fields of a week on the form; whoever has more kinds of days describes them in words."""
MOST_BREAK = 240


class AlikeForm(Form):
    """Days of the week with the same hours."""

    days = TickField(_l("An diesen Tagen"), [Optional()], choices=lambda: list(DAYS), coerce=int)
    starts = TimeField(_l("Von"), [Optional()])
    ends = TimeField(_l("Bis"), [Optional()])
    pause = IntegerField(
        _l("Pause in Minuten"),
        [Optional(), countable, NumberRange(0, MOST_BREAK, _l("Bitte eine Zahl von 0 bis 240."))],
    )

    @property
    def shifts(self) -> list[Shift]:
        """Give the shifts that were filled in; nothing while a part is missing or wrong."""
        starts, ends = self.starts.data, self.ends.data
        if starts is None or ends is None or self.errors:
            return []
        return [Shift(day, starts, ends, self.pause.data or 0) for day in self.days.data or ()]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for all of it or for none: the days, a start, an end, and work besides the break."""
        is_valid: bool = super().validate(extra_validators)
        parts = (self.days, self.starts, self.ends)
        left_out = [part for part in parts if part.data in (None, [])]
        if left_out and len(left_out) < len(parts):
            return refuse(left_out[0], _l("Bitte geben Sie Tage, Anfang und Ende an."))
        if any(not shift.hours for shift in self.shifts):
            return refuse(self.ends, _l("So bleibt keine Arbeitszeit. Bitte prüfen Sie Anfang, Ende und Pause."))
        return is_valid


def refuse(field: Field, message: Any) -> bool:
    """Add an error to a field whose own rules are through; the form is not valid then."""
    field.errors = [*field.errors, str(message)]
    return False


class WeekFields(Form):
    """A week: the usual days, and up to three kinds of days with other hours."""

    days = FormField(AlikeForm, _l("Arbeitstage"))
    days_2 = FormField(AlikeForm, _l("Tage mit anderen Zeiten"))
    days_3 = FormField(AlikeForm, _l("Weitere Tage mit anderen Zeiten"))
    days_4 = FormField(AlikeForm, _l("Noch mehr Tage mit anderen Zeiten"))

    def process(
        self, formdata: Any = None, obj: Any = None, data: Any = None, extra_filters: Any = None, **values: Any
    ) -> None:
        """Fill the groups from the `week` of a record or of first words."""
        week = getattr(obj, "week", None) or values.pop("week", None) or (data or {}).get("week") or ()
        super().process(formdata, obj, {**(data or {}), **_groups(read_week(week))}, extra_filters, **values)

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """Give the shifts of all groups."""
        groups = (self.days, self.days_2, self.days_3, self.days_4)
        return tuple(shift for group in groups for shift in group.form.shifts)

    @property
    def has_wrong_days(self) -> bool:
        """Tell whether a group of days was filled in, and not rightly; its own words say what is wrong."""
        return any(self[name].errors for name in GROUPS)


def _groups(shifts: Iterable[Shift]) -> dict[str, dict[str, Any]]:
    """Put days with the same hours together, the kind with most days first."""
    by_hours: dict[tuple[Any, ...], list[int]] = {}
    for one in shifts:
        by_hours.setdefault((one.starts, one.ends, one.break_minutes), []).append(one.weekday)
    ordered = sorted(by_hours.items(), key=lambda pair: -len(pair[1]))
    names = ("starts", "ends", "pause")
    return {
        group: {"days": days, **dict(zip(names, hours, strict=True))}
        for group, (hours, days) in zip(GROUPS, ordered, strict=False)
    }
