"""Tables are read strictly, and what is wrong is said with file and line."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

import pytest

from portal.reference import tables
from portal.reference.codes import Answer
from portal.reference.loading import DATA, Row, TableError, read_table, shipped_cells


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


HEADER = "code;amount;day;flag;accepts;names"


def sample(tmp_path, *lines):
    path = tmp_path / "sample.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_good_row_is_read_by_its_types(tmp_path):
    path = sample(tmp_path, HEADER, "a;1.50;2026-01-02;yes;yes|no;x|y", "b;2;;no;any;")

    first, second = read_table(Sample, path)

    assert first == Sample("a", Decimal("1.50"), date(2026, 1, 2), True, frozenset({Answer.YES, Answer.NO}), ("x", "y"))
    assert second == Sample("b", Decimal(2), None, False, frozenset(Answer), ())


def test_columns_may_stand_in_any_order_and_blank_lines_do_not_count(tmp_path):
    path = sample(tmp_path, "names;code;amount;day;flag;accepts", "", "x;a;1;;no;", "")

    (row,) = read_table(Sample, path)

    assert (row.code, row.names, row.accepts) == ("a", ("x",), frozenset())


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((HEADER + ";colour", "a;1;;no;any;;red"), r"sample\.csv, line 1: .*colour"),
        (("code;amount", "a;1"), r"sample\.csv, line 1: .*accepts"),
        ((HEADER, "a;1;;no;any"), r"sample\.csv, line 2: 5 cells"),
        ((HEADER, "a;1;;no;any;", "b;much;;no;any;"), r"sample\.csv, line 3: amount cannot be 'much'"),
        ((HEADER, "a;NaN;;no;any;"), r"line 2: amount"),
        ((HEADER, "a;1;2026-02-30;no;any;"), r"line 2: day"),
        ((HEADER, "a;1;;maybe;any;"), r"line 2: flag"),
        ((HEADER, "a;1;;no;perhaps;"), r"line 2: accepts"),
        ((HEADER, "a;1;;no;any;", "a;2;;no;any;"), r"more than one row"),
        ((HEADER, 'a;1;;no;any;"x'), r"sample\.csv: "),
    ],
)
def test_a_bad_table_names_file_and_line(tmp_path, lines, words):
    path = sample(tmp_path, *lines)

    with pytest.raises(TableError, match=words):
        read_table(Sample, path)


def test_text_that_is_not_utf_8_is_refused(tmp_path):
    path = tmp_path / "sample.csv"
    path.write_bytes(b"code\xff")

    with pytest.raises(TableError, match="sample"):
        read_table(Sample, path)


@pytest.mark.parametrize("name", tables.__all__)
def test_every_shipped_table_is_read(name):
    rows = read_table(getattr(tables, name))

    assert rows


@pytest.mark.parametrize(
    ("row_class", "old", "new"),
    [
        (tables.WordingRule, ";both;", ";everywhere;"),
        (tables.WordingRule, ";computed;;", ";computed;x;"),
        (tables.WordingRule, r";both;\behrenamtlich", ";both;(ehrenamtlich"),
        (tables.PlacementKind, ";Sozialamt;", ";Somebody;"),
        (tables.DisclosureField, "nationality;no;no;", "nationality;no;yes;"),
        (tables.ResidenceRule, "g15_comm;", None),
        (tables.WorkingTimeRule, ";<=;48;", ";<=;many;"),
        (tables.WorkingTimeRule, "06:00-20:00", "20:00-06:00"),
        (tables.WorkingTimeRule, "06:00-20:00", "by day"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(tmp_path, row_class, old, new):
    text = (DATA / row_class.FILE).read_text(encoding="utf-8")
    path = tmp_path / row_class.FILE
    changed = text.replace(";3;3;gestatteter", ";;3;gestatteter") if new is None else text.replace(old, new)
    assert changed != text
    path.write_text(changed, encoding="utf-8")

    with pytest.raises(TableError, match="line "):
        read_table(row_class, path)


def test_the_cells_of_a_shipped_row_are_given_as_they_are_written_and_of_no_other():
    rule = read_table(tables.ResidenceRule, DATA / tables.ResidenceRule.FILE)[0]

    assert shipped_cells(tables.ResidenceRule, rule.identity)["label_de"] == rule.label_de
    assert shipped_cells(tables.ResidenceRule, ("no such rule",)) == {}
