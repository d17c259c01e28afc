"""Tables are read strictly, and what is wrong is said with file and line."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import pytest

from portal.reference import tables
from portal.reference.codes import Answer
from portal.reference.loading import DATA, Row, TableError, column, read_cells, read_table, shipped_cells, split_by


def sample_row() -> Any:
    """Make the class anew: what a class has worked out of its columns it keeps."""

    @dataclass(frozen=True)
    class Sample(Row):
        FILE: ClassVar = "sample.csv"
        KEY: ClassVar = ("code",)

        code: str
        amount: Decimal
        day: date | None
        flag: bool
        accepts: frozenset[Answer]
        names: tuple[str, ...]
        days: tuple[date, ...] = field(metadata=split_by(","))
        for_whom: str | None = field(metadata=column("for"))

    return Sample


HEADER = "code;amount;day;flag;accepts;names;days;for"


def sample(tmp_path, *lines):
    path = tmp_path / "sample.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_good_row_is_read_by_its_types(tmp_path):
    path = sample(tmp_path, HEADER, "a;1.50;2026-01-02;yes;yes|no;x|y;2026-01-02,2026-01-03;me", "b;2;;no;any;;;")
    row, days = sample_row(), (date(2026, 1, 2), date(2026, 1, 3))

    first, second = read_table(row, path)

    answers = frozenset({Answer.YES, Answer.NO})
    assert first == row("a", Decimal("1.50"), days[0], True, answers, ("x", "y"), days, "me")
    assert second == row("b", Decimal(2), None, False, frozenset(Answer), (), (), None)


def test_a_mark_at_the_beginning_and_lines_within_a_cell_are_kept_out_and_in(tmp_path):
    path = tmp_path / "sample.csv"
    path.write_bytes(f'\ufeff{HEADER}\r\n"a\r\nb";1;;no;any;;;\r\n'.encode())

    (row,) = read_table(sample_row(), path)

    assert row.code == "a\r\nb"


def test_a_file_without_a_line_lacks_all_columns(tmp_path):
    path = tmp_path / "sample.csv"
    path.write_bytes(b"")

    with pytest.raises(TableError, match=r"line 1: .*amount"):
        read_table(sample_row(), path)


def test_columns_may_stand_in_any_order_and_blank_lines_do_not_count(tmp_path):
    path = sample(tmp_path, "names;code;amount;day;flag;accepts;for;days", "", "x;a;1;;no;;;", "")

    (row,) = read_table(sample_row(), path)

    assert (row.code, row.names, row.accepts) == ("a", ("x",), frozenset())


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((HEADER + ";colour", "a;1;;no;any;;;;red"), r"sample\.csv, line 1: .*colour"),
        (("code;amount", "a;1"), r"sample\.csv, line 1: .*accepts"),
        ((HEADER, "a;1;;no;any"), r"sample\.csv, line 2: 5 cells"),
        ((HEADER, "a;1;;no;any;;;", "b;much;;no;any;;;"), r"sample\.csv, line 3: amount cannot be 'much'"),
        ((HEADER, "a;NaN;;no;any;;;"), r"line 2: amount"),
        ((HEADER, "a;1;2026-02-30;no;any;;;"), r"line 2: day"),
        ((HEADER, "a;1;;maybe;any;;;"), r"line 2: flag"),
        ((HEADER, "a;1;;no;perhaps;;;"), r"line 2: accepts"),
        ((HEADER, "a;1;;no;any;;;", "a;2;;no;any;;;"), r"more than one row"),
        ((HEADER, 'a;1;;no;any;"x'), r"sample\.csv: "),
    ],
)
def test_a_bad_table_names_file_and_line(tmp_path, lines, words):
    path = sample(tmp_path, *lines)

    with pytest.raises(TableError, match=words):
        read_table(sample_row(), path)


def test_text_that_is_not_utf_8_is_refused(tmp_path):
    path = tmp_path / "sample.csv"
    path.write_bytes(b"code\xff")

    with pytest.raises(TableError, match="sample"):
        read_table(sample_row(), path)


@pytest.mark.parametrize("name", tables.__all__)
def test_every_shipped_table_is_read(name):
    rows = read_table(getattr(tables, name))

    assert rows


@pytest.mark.parametrize(
    ("row_class", "old", "new", "why"),
    [
        (tables.WordingRule, ";both;", ";everywhere;", "applies_to 'everywhere' is not known"),
        (tables.WordingRule, ";computed;;", ";computed;x;", ": a computed check has no pattern, all others have one"),
        (tables.WordingRule, r";both;\behrenamtlich", ";both;(ehrenamtlich", "pattern_de: missing"),
        (tables.PlacementKind, ";Sozialamt;", ";Somebody;", "'Somebody' is not known"),
        (tables.DisclosureField, "nationality;no;no;", "nationality;no;yes;", "'never' contradicts the levels"),
        (tables.ResidenceRule, "g15_comm;", None, ": a yellow rule needs its waiting months"),
        (tables.WorkingTimeRule, ";<=;48;", ";<=;many;", ""),
        (tables.WorkingTimeRule, ";>=;30;", ";>=;some;", ""),
        (tables.WorkingTimeRule, "06:00-20:00", "20:00-06:00", "20:00-06:00 is no window"),
        (tables.WorkingTimeRule, "06:00-20:00", "06:00-06:00", "06:00-06:00 is no window"),
        (tables.WorkingTimeRule, "06:00-20:00", "by day", ""),
    ],
)
def test_a_row_that_contradicts_itself_is_refused_and_says_why(tmp_path, row_class, old, new, why):
    text = (DATA / row_class.FILE).read_text(encoding="utf-8")
    path = tmp_path / row_class.FILE
    changed = text.replace(";3;3;gestatteter", ";;3;gestatteter") if new is None else text.replace(old, new)
    assert changed != text
    path.write_text(changed, encoding="utf-8")

    with pytest.raises(TableError, match=rf"line \d+.*{why}"):
        read_table(row_class, path)


def test_the_cells_of_a_shipped_row_are_given_as_they_are_written_and_of_no_other():
    rule = read_table(tables.ResidenceRule, DATA / tables.ResidenceRule.FILE)[0]

    assert shipped_cells(tables.ResidenceRule, rule.identity)["label_de"] == rule.label_de
    assert shipped_cells(tables.ResidenceRule, ("no such rule",)) == {}


def test_a_cell_of_an_unknown_column_is_refused_with_its_place():
    with pytest.raises(TableError, match="row 7: unknown column 'colour'"):
        read_cells(sample_row(), {"colour": "red"}, "row 7")


def test_a_bad_cell_among_the_shipped_ones_names_the_file(tmp_path):
    path = sample(tmp_path, HEADER, "a;much;;no;any;;;")
    row = sample_row()
    row.FILE = str(path)

    with pytest.raises(TableError, match=r"sample\.csv: amount cannot be 'much'"):
        shipped_cells(row, ("a",))
