"""`vacancies check-wording` answers each line of a file with the checks that find something."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask


def check(app: Flask, path: Path, content: bytes) -> Any:
    """Run the command on a file with this content."""
    file = path / "offers.jsonl"
    file.write_bytes(content)
    return app.test_cli_runner().invoke(args=["vacancies", "check-wording", str(file)])


def test_each_line_is_answered_with_its_checks_in_the_order_of_the_table(app: Flask, tmp_path: Path) -> None:
    lines = [
        {"title": "Verkäufer", "text": "Nur Frauen, nur Männer. Sie sind jung und dynamisch, maximal 45 Jahre."},
        {"title": "Lagerhelfer (m/w/d)", "text": "Sie packen Pakete."},
        {"title": "Maurer"},
        {"text": "Nur Frauen."},
        {"title": "Maurer", "text": None},
    ]

    answer = check(app, tmp_path, "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode())

    assert answer.exit_code == 0
    assert [json.loads(line) for line in answer.stdout.splitlines()] == [
        {"findings": ["m_only", "jung", "alter_max", "geschlecht_nur"]},
        {"findings": []},
        {"findings": ["m_only"]},
        {"findings": ["geschlecht_nur"]},
        {"findings": ["m_only"]},
    ]


def test_a_byte_order_mark_blank_lines_and_windows_line_ends_are_passed_over(app: Flask, tmp_path: Path) -> None:
    answer = check(app, tmp_path, '\ufeff\r\n{"title": "Koch"}\r\n\n  \n{"title": "Köchin\u2028(m/w/d)"}\n'.encode())

    assert (answer.exit_code, answer.stdout) == (0, '{"findings": ["m_only"]}\n{"findings": []}\n')


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b'{"title": "K\xf6chin"}', "is no JSON in UTF-8"),
        (b'["Koch", ""]', "is no object"),
        (b'{"title": 5, "text": ""}', "is no object with texts"),
        (b'{"title": "Koch", "text": ["a"]}', "is no object with texts"),
    ],
)
def test_a_bad_line_is_named_by_its_number_and_nothing_is_answered(
    app: Flask, tmp_path: Path, line: bytes, reason: str
) -> None:
    answer = check(app, tmp_path, b'{"title": "Koch"}\n\n' + line)

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert f"line 3 {reason}" in answer.stderr


def test_a_file_that_is_missing_is_said(app: Flask, tmp_path: Path) -> None:
    answer = app.test_cli_runner().invoke(args=["vacancies", "check-wording", str(tmp_path / "none.jsonl")])

    assert answer.exit_code == 2
