"""What a program says of an offer, put into the columns of a text: codes looked up, towns taken from postal codes."""

from typing import Any

from flask_babel import gettext as _

from portal.api.forms.offers import OfferText, Told
from portal.api.rules import Unfit, at
from portal.organisations.rules import towns_of
from portal.reference import UnknownCode, snapshot, titles


def content_of(sent: OfferText) -> dict[str, Any]:
    """Put what was sent into the columns of a text. Raises: Unfit: a code that no table knows."""
    given = {name: getattr(sent, name) for name in Told.model_fields}
    said = {name: None if value == "" else value for name, value in given.items()}
    errors = [*_of_place(said), *_of_codes(said)]
    if said["ends_on"] and said["starts_on"] and said["ends_on"] < said["starts_on"]:
        errors.append(at("ends_on", _("Das Ende liegt vor dem Beginn.")))
    if errors:
        raise Unfit(errors)
    return said


def _of_place(said: dict[str, Any]) -> list[dict[str, str]]:
    """Take the town from the postal code where it has one only."""
    if said["postal_code"] is None:
        return []
    towns = list(towns_of(said["postal_code"], snapshot()).values())
    if not towns:
        return [at("postal_code", _("Diese Postleitzahl liegt nicht in unserem Gebiet."))]
    if said["ags"] is None and len(towns) > 1:
        return [at("ags", _("Zu dieser Postleitzahl gehören mehrere Orte. Bitte wählen Sie einen."))]
    said["ags"] = said["ags"] or towns[0]
    return [] if said["ags"] in towns else [at("ags", _("Dieser Ort passt nicht zur Postleitzahl."))]


def _of_codes(said: dict[str, Any]) -> list[dict[str, str]]:
    """Look codes up, and take the everyday occupation from a title that has one."""
    named = titles.called(said["occupation_title"]) if said["occupation_title"] and not said["occupation"] else None
    said["occupation"] = named.group_id if named else said["occupation"]
    unknown = [code for code in said["languages_welcome"] if code not in {row.code for row in snapshot().languages}]
    errors = [at("languages_welcome", code) for code in unknown]
    try:
        if said["occupation"]:
            snapshot().occupation_group(said["occupation"])
    except UnknownCode:
        errors.append(at("occupation", said["occupation"]))
    return errors
