"""The wheel, installed where no checkout is, finds its templates, static files, migrations and translations."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conventions.source import ROOT

pytestmark = pytest.mark.wheel

VISIT = """
import json, re, sys
from portal.app import create_app
from portal.core import schema

app = create_app()
schema.upgrade(app.extensions["portal.engine"])
client = app.test_client()
start = client.get("/")
sheets = re.findall(r'href="(/static/[^"]+[.]css[^"]*)"', start.text)
sheet = client.get(sheets[0])
packed = client.get(sheets[0], headers={"Accept-Encoding": "gzip"})
print(json.dumps({"package": sys.modules["portal"].__file__, "start": start.status, "page": start.text,
                  "sheet": sheet.status, "type": sheet.content_type, "css": len(sheet.data),
                  "packing": packed.headers.get("Content-Encoding"), "packed": len(packed.data)}))
"""


def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    """Run a command without the checkout's own settings and return what it prints."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PORTAL_", "PYTHON"))} | variables
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built offline by the locked builder."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python of its own with the wheel in it; what the wheel needs is borrowed from this one."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, symlinks=True, with_pip=False)
    python = folder / "bin" / "python"
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    pip = next((ROOT / "deploy" / "bootstrap").glob("pip-*.whl")) / "pip"
    run(python, pip, "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=folder)
    return python


def test_every_file_that_the_portal_reads_is_in_the_wheel(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    shared = [path for folder in ("templates", "static", "migrations") for path in (ROOT / folder).rglob("*")]
    wanted = {f"portal/_share/{path.relative_to(ROOT)}" for path in shared if is_shipped(path)}
    wanted |= {str(path.relative_to(ROOT)) for path in (ROOT / "portal").rglob("*") if is_shipped(path)}
    wanted |= {name.removesuffix("po") + "mo" for name in wanted if name.endswith(".po")}

    assert sorted(wanted - names) == []
    assert [name for name in names if name.startswith(("tests/", "deploy/", "docs/"))] == []


def is_shipped(path: Path) -> bool:
    """Tell whether a path is a file that version control keeps."""
    return path.is_file() and "__pycache__" not in path.parts and path.suffix != ".mo"


def test_the_installed_wheel_shows_the_start_page_and_its_stylesheet(python, tmp_path):
    variables = {"PORTAL_DATA_DIR": str(tmp_path / "data"), "PORTAL_DEMO": "1"}

    seen = json.loads(run(python, "-c", VISIT, cwd=tmp_path, **variables).splitlines()[-1])

    assert Path(seen["package"]).is_relative_to(python.parents[1])
    assert (seen["start"], seen["sheet"]) == ("200 OK", "200 OK")
    assert re.search(r"<h1\b", seen["page"])
    assert seen["type"].startswith("text/css")
    assert seen["css"] > 0
    assert (seen["packing"], seen["packed"] < seen["css"] / 3) == ("gzip", True)


def test_the_installed_wheel_is_set_up_and_does_its_work(python, tmp_path):
    portal = python.with_name("portal")
    variables = {"PORTAL_DATA_DIR": str(tmp_path / "data"), "PORTAL_EXTERNAL_URL": "http://localhost:8000"}
    wanted = ("--name", "Kim Amt", "--office", "hs", "--password", "vier lange worte im kreis")

    listed = run(portal, "--help", cwd=tmp_path, **variables)
    assert {"init", "migrate", "create-admin", "serve", "worker", "rotate-keys"} <= set(re.findall(r"[a-z-]+", listed))
    assert "has been migrated" in run(portal, "init", cwd=tmp_path, **variables)
    assert "administers" in run(portal, "create-admin", "kim@kreis.example", *wanted, cwd=tmp_path, **variables)
    run(portal, "worker", "run", "--once", cwd=tmp_path, **variables)


def test_the_installed_wheel_says_in_a_line_what_is_wrong_with_a_setting(python, tmp_path):
    with pytest.raises(AssertionError, match=r"^Error: PORTAL_EXTERNAL_URL is not set[^\n]*\n"):
        run(python.with_name("portal"), "init", cwd=tmp_path, PORTAL_DATA_DIR=str(tmp_path))
