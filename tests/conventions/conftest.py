"""Tests that read the source need no application."""

import pytest


@pytest.fixture(autouse=True)
def _everything_in_an_app(request: pytest.FixtureRequest) -> None:
    """Leave the application out where a test only reads, builds or starts the database server itself."""
    if not any(map(request.node.get_closest_marker, ("static", "wheel", "postgres"))):
        request.getfixturevalue("app")
