"""What fits whom is decided without an application."""

import pytest


@pytest.fixture(autouse=True, scope="session")
def _everything_in_an_app() -> None:
    """Rules need no application."""
