"""`reference check-vectors` says which cases come out differently, and fails if any does."""

import pytest
from click.testing import CliRunner

from portal.reference.cli import reference
from portal.reference.loading import DATA
from portal.reference.vectors import Vector

CASES = (DATA / Vector.FILE).read_text(encoding="utf-8")


def check(tmp_path, text):
    path = tmp_path / "cases.csv"
    path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(reference, ["check-vectors", str(path)])


def test_the_shipped_cases_agree(tmp_path):
    answer = check(tmp_path, CASES)

    assert answer.exit_code == 0
    assert "41 cases, all as expected" in answer.output


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("ask;ask;ask;61: Minijob", "forbidden;impossible;-;61: Minijob"),
        ("allowed;no;no;no employment", "allowed;no;yes;no employment"),
        ("forbidden;impossible;-;a ban", "ask;ask;ask;a ban"),
    ],
)
def test_a_case_that_differs_is_printed_and_fails(tmp_path, right, wrong):
    changed = CASES.replace(right, wrong)

    answer = check(tmp_path, changed)

    assert answer.exit_code == 1
    assert "expected " in answer.output
    assert "1 of 41 cases differ" in answer.output


@pytest.mark.parametrize("text", [CASES.splitlines()[0] + "\n", "id;why\nT1;x\n", CASES.replace(";none;", ";nothing;")])
def test_a_file_that_is_none_is_refused(tmp_path, text):
    answer = check(tmp_path, text)

    assert answer.exit_code == 1
    assert "Error: cases.csv" in answer.output
