"""The index works on every Whoosh there is, so that a dead fork costs one line of pyproject.toml."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FORKS = sorted((ROOT / "deploy" / "forks").glob("*.txt"))
WHERE = "import whoosh; print(whoosh.__file__)"


@pytest.mark.long
@pytest.mark.parametrize("pins", FORKS, ids=lambda path: path.stem)
def test_everything_holds_on_another_whoosh(pins: Path, tmp_path: Path) -> None:
    pip = next((ROOT / "deploy" / "bootstrap").glob("pip-*.whl")) / "pip"
    install = ["install", "--quiet", "--no-input", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    subprocess.run([sys.executable, pip, *install, "--target", tmp_path, "-r", pins], check=True)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "PYTEST_", "COV_"))}
    env["PYTHONPATH"] = str(tmp_path)

    used = subprocess.run([sys.executable, "-c", WHERE], env=env, check=True, capture_output=True, text=True).stdout
    chosen = ["tests/core/search", "-m", "not postgres and not long", "-p", "no:cacheprovider"]
    tests = subprocess.run([sys.executable, "-m", "pytest", "-q", *chosen], env=env, cwd=ROOT, check=False)

    assert Path(used.strip()).is_relative_to(tmp_path)
    assert tests.returncode == 0


def test_there_are_other_forks_to_try() -> None:
    assert [pins.stem for pins in FORKS] == ["whoosh", "whoosh3"]
