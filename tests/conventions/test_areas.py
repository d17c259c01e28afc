"""Every area of the portal has the same table of contents."""

import pytest

from tests.conventions.source import PORTAL, ROOT

pytestmark = pytest.mark.static

AREAS = {
    "accounts",
    "organisations",
    "content",
    "vacancies",
    "candidates",
    "proposals",
    "placements",
    "cooperation",
    "insight",
    "administration",
    "api",
    "operations",
}
OTHER_FOLDERS = {"core", "reference", "demo", "wiring", "translations", "__pycache__"}
TOP_LEVEL = {"__init__.py", "app.py", "cli.py", "config.py"}
MODULES = {
    "models",
    "rules",
    "policy",
    "queries",
    "search",
    "mails",
    "workflow",
    "services",
    "forms",
    "views",
    "cli",
    "links",
}
MAY_BE_PACKAGES = {"forms", "links", "queries", "rules", "search", "services", "views", "workflow"}


def test_the_portal_holds_its_areas_and_little_else():
    folders = {path.name for path in PORTAL.iterdir() if path.is_dir()}
    files = {path.name for path in PORTAL.glob("*.py")}

    assert folders - AREAS - OTHER_FOLDERS == set()
    assert files - TOP_LEVEL == set()


def test_an_area_holds_only_the_modules_that_every_area_has():
    allowed = {f"{name}.py" for name in MODULES} | MAY_BE_PACKAGES | {"__init__.py", "__pycache__", "WORKFLOW.md"}
    strangers = [
        str(path.relative_to(ROOT))
        for area in sorted(AREAS)
        if (PORTAL / area).is_dir()
        for path in sorted((PORTAL / area).iterdir())
        if path.name not in allowed
    ]

    assert strangers == []
