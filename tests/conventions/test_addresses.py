"""Tests that build every address there is know what each id in a route is an id of."""

from flask import Flask
from werkzeug.routing import UUIDConverter

from tests.addresses import RECORDS

NEW = {"record_id"}
"""Ids of what there is not yet: a form brings them along."""


def test_every_id_in_a_route_is_an_id_of_something(shared_app: Flask) -> None:
    named = {
        name
        for rule in shared_app.url_map.iter_rules()
        for name, converter in rule._converters.items()
        if isinstance(converter, UUIDConverter)
    }

    assert named - NEW == set(RECORDS)
