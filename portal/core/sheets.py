"""Tables as files for a spreadsheet: CSV and XLSX, in which no cell can become a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response
from xlsxwriter import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Rows = Iterable[Sequence[str]]


def harmless(text: str) -> str:
    """Keep a spreadsheet from reading a text as a formula (OWASP, CSV injection): an apostrophe makes it text."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def csv_file(header: Sequence[str], rows: Rows) -> bytes:
    """Write a table as a German Excel opens it: semicolons, UTF-8 with its mark."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in (header, *rows))
    return written.getvalue().encode("utf-8-sig")


def xlsx_file(header: Sequence[str], rows: Rows) -> bytes:
    """Write a table as a workbook in which every cell is text."""
    written = io.BytesIO()
    with Workbook(written, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        for column, cell in enumerate(header):
            sheet.write_string(0, column, cell, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return written.getvalue()


WRITERS = {"csv": (csv_file, "text/csv; charset=utf-8"), "xlsx": (xlsx_file, XLSX)}


def download(kind: str, name: str, header: Sequence[str], rows: Rows) -> Response:
    """Hand out a table as a file to save. Args: kind: `csv` or `xlsx`."""
    write, media_type = WRITERS[kind]
    answer = Response(write(header, rows), content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
