"""Nine of ten small faults put into the law or the ladder are noticed (docs/decisions/0018-mutants.md)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conventions.source import ROOT
from tests.mutants import Finder, Mutant


def found(source: str, folder: Path) -> list[Mutant]:
    path = folder / "law.py"
    path.write_text(source, encoding="utf-8")
    return Finder(path).found


def test_faults_are_put_into_functions_properties_and_constants_and_into_no_sentence(tmp_path: Path) -> None:
    source = """
LIMIT: int = 5

class Pay:
    amount: int = 1

    @property
    def is_enough(self) -> bool:
        return self.amount >= LIMIT and is_known(self)

def sentence(days: int) -> str:
    return N_("Noch %(days)s Tage.", days=days + 1)
"""
    mutants = found(source, tmp_path)

    assert {mutant.owner for mutant in mutants} == {"LIMIT", "Pay.is_enough", "sentence"}
    assert {mutant.line for mutant in mutants} == {2, 9, 12}
    assert not any("Tage" in mutant.tree.code_for_node(mutant.changed) for mutant in mutants)


@pytest.mark.long
@pytest.mark.slowest
def test_nine_of_ten_faults_in_the_law_and_in_the_ladder_are_noticed() -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "PYTEST_", "COV_"))}

    run = subprocess.run([sys.executable, "-m", "tests.mutants"], env=env, cwd=ROOT, check=False)

    assert run.returncode == 0
