"""Reads the tables people bring along: CSV as spreadsheets write it, and XLSX; text only, nothing is worked out."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from flask_babel import lazy_gettext as _l
from openpyxl import load_workbook  # type: ignore[import-untyped]

from portal.core.errors import PortalError

MOST_ROWS = 1500
"""The founding year brought 1,200 people at once."""
MOST_COLUMNS = 60
MOST_UNPACKED = 30 * 1024 * 1024
"""Bytes an XLSX may hold once unpacked: a small file can claim to be a huge one."""
_ZIP = b"PK\x03\x04"


class BadSheet(PortalError):
    """The file is no table that can be read."""

    status = 422
    message = _l("Diese Datei lässt sich nicht lesen. Bitte speichern Sie die Tabelle als CSV oder XLSX.")


class TooManyRows(BadSheet):
    """The table is longer than one import takes."""

    message = _l("Die Tabelle hat mehr als 1500 Zeilen. Bitte teilen Sie sie auf.")


def read(content: bytes) -> list[list[str]]:
    """Give the rows of a table as text, the headings first; empty rows are left out.

    A formula stays the text it is. Dates of XLSX are written as Germans write them.
    Raises: BadSheet: it is no table, or TooManyRows.
    """
    try:
        rows = _of_xlsx(content) if content.startswith(_ZIP) else _of_csv(content)
        cells = (_without_end([str(cell).strip() for cell in row[:MOST_COLUMNS]]) for row in rows)
        found = list(islice(filter(None, cells), MOST_ROWS + 2))
    except (csv.Error, zipfile.BadZipFile, DefusedXmlException, KeyError, ValueError, OSError, SyntaxError) as error:
        raise BadSheet from error
    if len(found) > MOST_ROWS + 1:
        raise TooManyRows
    return found


def _of_csv(content: bytes) -> Iterable[list[str]]:
    if b"\x00" in content:
        raise BadSheet
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _of_xlsx(content: bytes) -> Iterator[list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
            raise BadSheet
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        sheet = book.worksheets[0] if book.worksheets else None
        for row in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS) if sheet is not None else ():
            yield [_text(value) for value in row]
    finally:
        book.close()


def _without_end(row: list[str]) -> list[str]:
    """Leave out the empty cells at the end: some programs write hundreds of them."""
    while row and not row[-1]:
        row.pop()
    return row


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
