"""Fields and checks the forms of offers share."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import TextInput

from portal.core import clock
from portal.core.forms import NumberField
from portal.vacancies.forms.choices import YES_NO

_CENT = Decimal("0.01")


class AmountField(NumberField):
    """A number with two digits behind the comma at most."""

    widget = TextInput()

    def __init__(self, label: Any, validators: Any, **kwargs: Any) -> None:
        """Ask phones for their keyboard of numbers."""
        super().__init__(label, validators, places=None, render_kw={"inputmode": "decimal"}, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number and round it to what the database keeps."""
        super().process_formdata(valuelist)
        if self.data is not None and abs(self.data) < Decimal(10**9):
            self.data = self.data.quantize(_CENT)


class YesNoField(RadioField):
    """A question with yes, no, or no answer yet."""

    def __init__(self, label: Any, validators: Any = (), **kwargs: Any) -> None:
        """Offer both answers."""
        super().__init__(label, [*validators, Optional()], choices=YES_NO, coerce=_as_bool, **kwargs)


def code_of(codes: type[StrEnum]) -> Callable[[Any], StrEnum | None]:
    """Read a choice as a code; an empty choice is none. Raises: ValueError: there is no such code."""
    return lambda value: codes(value) if value else None


def _as_bool(value: Any) -> bool:
    if value not in (True, False, "yes", "no"):
        raise ValueError("neither yes nor no")
    return value in (True, "yes")


def within(first_days: int, last_days: int) -> Callable[[Any, DateField], None]:
    """Accept days between so many days from today and so many."""

    def check(_form: Any, field: DateField) -> None:
        today = clock.today()
        given: date | None = field.data
        if given and not today + timedelta(days=first_days) <= given <= today + timedelta(days=last_days):
            raise ValidationError(_l("Dieses Datum passt nicht. Bitte prüfen Sie Tag, Monat und Jahr."))

    return check
