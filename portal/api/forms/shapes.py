"""What every shape of the interface is made of, and how a shape that does not fit is told to its sender."""

from decimal import Decimal
from typing import Annotated, Any

from flask_babel import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError

from portal.api.rules import Unfit
from portal.core.forms import REQUIRED, clean, one_line

Line = Annotated[str, BeforeValidator(one_line), BeforeValidator(clean)]
Words = Annotated[str, BeforeValidator(clean)]
Amount = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]


class Shape(BaseModel):
    """What goes over the wire."""

    model_config = ConfigDict(frozen=True)


class Sent(Shape):
    """What a program sends: a name we do not know is more likely a slip than meant."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def unfit(error: ValidationError) -> Unfit:
    """Tell in the language of the sender what pydantic found; `code` is its own name for it."""
    return Unfit(
        [
            {
                "pointer": "".join(f"/{part}" for part in one["loc"]),
                "detail": _said(one["type"], one.get("ctx", {})),
                "code": one["type"],
            }
            for one in error.errors(include_url=False, include_input=False)
        ]
    )


def _said(kind: str, given: dict[str, Any]) -> str:
    if kind in ("missing", "string_too_short"):
        return str(REQUIRED)
    if kind == "string_too_long":
        return str(_("Höchstens %(most)s Zeichen.", most=given["max_length"]))
    if kind == "extra_forbidden":
        return str(_("Diesen Namen gibt es hier nicht."))
    return str(_("Dieser Wert passt nicht. Bitte vergleichen Sie ihn mit der Beschreibung der Schnittstelle."))


Text80 = Annotated[Line, Field(max_length=80)]
Text120 = Annotated[Line, Field(max_length=120)]
Text200 = Annotated[Line, Field(max_length=200)]
Text500 = Annotated[Words, Field(max_length=500)]
Text1000 = Annotated[Words, Field(max_length=1000)]
Text2000 = Annotated[Words, Field(max_length=2000)]
Text4000 = Annotated[Words, Field(max_length=4000)]


class Page(Shape):
    """Where in a list one is."""

    page: int
    pages: int
    total: int
