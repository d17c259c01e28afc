"""The interface described for programs and their authors, from the doors themselves (OpenAPI 3.1)."""

import re
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from portal.api.rules import TokenScope
from portal.api.views.door import ENDPOINTS, KEY, Endpoint
from portal.core.problems import MIMETYPE

_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
_REFERENCE = "#/components/schemas/{model}"
PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "link": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
REFUSALS = {
    "400": "The request cannot be read.",
    "401": "No key, or one that opens nothing.",
    "403": "The key or its maker may not do this.",
    "404": "There is no such thing, or it is not for you.",
    "409": "It has moved on, or is there already; `link` leads to it.",
    "415": "Only application/json is read.",
    "422": "What was sent does not fit; `errors` point at the places.",
    "429": "Too many requests.",
}


@cache
def describe() -> dict[str, Any]:
    """Describe every door there is."""
    shapes = {model for one in ENDPOINTS for model in (one.answer, one.sends) if model and one.name != "openapi"}
    wanted: Any = [(model, _mode(model)) for model in sorted(shapes, key=lambda model: model.__name__)]
    known, definitions = models_json_schema(wanted, ref_template=_REFERENCE)
    names = {model: schema["$ref"] for (model, _mode), schema in known.items()}
    paths: dict[str, Any] = {}
    for one in ENDPOINTS:
        paths.setdefault(_PARAMETER.sub(r"{\2}", one.path), {})[one.method.lower()] = _operation(one, names)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Integration Point", "version": "1"},
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": {**definitions.get("$defs", {}), "Problem": PROBLEM},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _mode(model: type[BaseModel]) -> str:
    return "validation" if any(one.sends is model for one in ENDPOINTS) else "serialization"


def _operation(one: Endpoint, names: dict[Any, str]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.about.partition("\n")[0],
        "parameters": [*_in_path(one), *_others(one)],
        "responses": {str(one.status): _content("Done.", names.get(one.answer)), **_refusals(one)},
    }
    if one.sends is not None:
        described["requestBody"] = {"required": True, **_content(None, names[one.sends])}
    if one.needs is not None:
        described["security"] = [{"key": [TokenScope(one.needs.scope).value]}]
    return described


def _in_path(one: Endpoint) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _path_schema(kind)}
        for kind, name in _PARAMETER.findall(one.path)
    ]


def _path_schema(kind: str) -> dict[str, str]:
    return {"type": "string", "format": "uuid"} if kind == "uuid" else {"type": "string"}


def _others(one: Endpoint) -> list[dict[str, Any]]:
    if one.method != "GET":
        return [{"name": KEY, "in": "header", "required": False, "schema": KEY_SHAPE}]
    return [
        {"name": name, "in": "query", "required": False, "schema": {}, "description": about}
        for name, about in QUERY.get(one.name, {}).items()
    ]


PAGE = "From 1 on; what is no number counts as 1."
QUERY = {
    "offers": {
        "q": "Words, as on the board.",
        "place": "Town or postal code.",
        "km": "Radius around it.",
        "from": "First day, ISO 8601.",
        "sort": "As the board's own address has it.",
        "page": PAGE,
    },
    "company_offers": {"page": PAGE},
    "company_proposals": {"page": PAGE, "all": "1: those that are over too."},
    "clearances": {"page": PAGE, "done": "1: those that are answered."},
}
"""What may stand behind the question mark; like on every page, nonsense is passed over and not refused."""
KEY_SHAPE = {"type": "string", "minLength": 1, "maxLength": 100}


def _refusals(one: Endpoint) -> dict[str, Any]:
    with_key = ("401", "403") if one.needs else ()
    of_deeds = ("400", "409", "415", "422") if one.method != "GET" else ()
    found = sorted({*with_key, *of_deeds, "404", "429"})
    problem = {MIMETYPE: {"schema": {"$ref": _REFERENCE.format(model="Problem")}}}
    return {code: {"description": REFUSALS[code], "content": problem} for code in found}


def _content(about: str | None, schema: str | None) -> dict[str, Any]:
    said: dict[str, Any] = {"description": about} if about else {}
    return {**said, "content": {"application/json": {"schema": {"$ref": schema} if schema else {"type": "object"}}}}
