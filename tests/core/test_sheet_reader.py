"""Tables as spreadsheets write them: encodings, separators, formulas, and files that are none."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from portal.core import sheet_reader
from portal.core.sheet_reader import BadSheet, TooManyRows


def xlsx(*rows):
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ","])
def test_a_csv_is_read_whatever_spreadsheet_wrote_it(encoding, separator):
    text = f'Vorname{separator}Wünsche\r\nZoë{separator}"Köchin; Bäckerin, Kellnerin"\r\n\r\n'

    assert sheet_reader.read(text.encode(encoding)) == [["Vorname", "Wünsche"], ["Zoë", "Köchin; Bäckerin, Kellnerin"]]


def test_an_xlsx_is_read_and_its_formulas_are_not_worked_out():
    content = xlsx(["Vorname", "Geburtsdatum", "Zahl"], ["Amina", date(1995, 3, 14), 5.0], [None], ["=1+1", "", 1.5])

    assert sheet_reader.read(content) == [
        ["Vorname", "Geburtsdatum", "Zahl"],
        ["Amina", "14.03.1995", "5"],
        ["=1+1", "", "1.5"],
    ]


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * (sheet_reader.MOST_UNPACKED + 1))
    return file.getvalue()


def with_entity():
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(["a"]))) as old, zipfile.ZipFile(file, "w") as new:
        for one in old.infolist():
            content = old.read(one)
            if one.filename == "xl/workbook.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "b">]>' + content
            new.writestr(one, content)
    return file.getvalue()


@pytest.mark.parametrize("content", [b"PK\x03\x04 is no zip", b"\x00\x01binary", bomb(), with_entity(), b"%PDF\x00"])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(BadSheet):
        sheet_reader.read(content)


def test_a_table_that_is_too_long_is_refused():
    text = "a\n" + "b\n" * (sheet_reader.MOST_ROWS + 1)

    with pytest.raises(TooManyRows):
        sheet_reader.read(text.encode())
    assert len(sheet_reader.read(b"a\n" + b"b\n" * sheet_reader.MOST_ROWS)) == sheet_reader.MOST_ROWS + 1
