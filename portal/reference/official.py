"""Reads the official lists of occupations: everything that is wrong with them is told before anything is kept."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.reference.occupations import forms, spelling

CLASS_HEADS = ("code", "level", "title_de", "short_title_de", "parent", "requirement_digit", "requirement_label")
TITLE_HEADS = ("dkz_code", "title_de", "kldb5")
LONGEST_TITLE = 120
_CLASS = re.compile(r"\d{1,5}", re.ASCII)
_WHOLE_CLASS = re.compile(r"\d{4}[1-4]", re.ASCII)
_TITLE = re.compile(r"\d{5}-\d{3}", re.ASCII)


class ListRefused(Exception):
    """The lists cannot be imported; `errors` says why, each with its file and line."""

    def __init__(self, errors: list[str]) -> None:
        """Keep what is wrong."""
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


@dataclass(frozen=True)
class Class:
    """A row of the classification, KldB 2010, one to five digits."""

    code: str
    level: int
    title: str
    short_title: str
    parent: str | None
    requirement: int | None


@dataclass(frozen=True)
class Title:
    """A row of the titles, with both its forms in the spelling they are looked up by."""

    dkz_code: str
    title: str
    kldb: str
    masculine: str
    feminine: str


@dataclass(frozen=True)
class Lists:
    """Both lists, checked; a class stands after the one it belongs to."""

    classes: tuple[Class, ...]
    titles: tuple[Title, ...]


@dataclass(frozen=True)
class _Line:
    where: str
    cells: dict[str, str]


def read_lists(classification: Path, titles: Path) -> Lists:
    """Read both lists. Raises: ListRefused: with everything that is wrong with them."""
    errors: list[str] = []
    class_lines = _lines(classification, CLASS_HEADS, errors)
    title_lines = _lines(titles, TITLE_HEADS, errors)
    known = {line.cells["code"] for line in class_lines}
    errors += [f"{line.where}: {error}" for line in class_lines for error in _errors_of_class(line.cells, known)]
    errors += [f"{line.where}: {error}" for line in title_lines for error in _errors_of_title(line.cells, known)]
    errors += [*_doubles(class_lines, "code"), *_doubles(title_lines, "dkz_code")]
    if errors:
        raise ListRefused(errors)
    classes = sorted((_class(line.cells) for line in class_lines), key=lambda row: (row.level, row.code))
    return Lists(tuple(classes), tuple(_title(line.cells) for line in title_lines))


def _lines(path: Path, heads: tuple[str, ...], errors: list[str]) -> list[_Line]:
    """Read a file as a whole; where that fails, say so and give what was read before."""
    lines: list[_Line] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, delimiter=";", strict=True)
            if tuple(next(rows, ())) != heads:
                errors.append(f"{path.name}, line 1: the heads must be {';'.join(heads)}")
                return lines
            for cells in filter(None, rows):
                where = f"{path.name}, line {rows.line_num}"
                if len(cells) == len(heads):
                    lines.append(_Line(where, dict(zip(heads, map(_plain, cells), strict=True))))
                else:
                    errors.append(f"{where}: {len(cells)} cells instead of {len(heads)}")
    except UnicodeDecodeError:
        errors.append(f"{path.name}: this is not UTF-8")
    except csv.Error as error:
        errors.append(f"{path.name}: {error}")
    if not lines:
        errors.append(f"{path.name}: no rows")
    return lines


def _plain(cell: str) -> str:
    """Compose the letters as forms do, so that a title that is sent equals the one that is kept."""
    return unicodedata.normalize("NFC", cell).strip()


def _errors_of_class(cells: dict[str, str], known: set[str]) -> Iterator[str]:
    code, parent, digit = cells["code"], cells["parent"], cells["requirement_digit"]
    if not _CLASS.fullmatch(code):
        yield f"code cannot be {code!r}"
        return
    if cells["level"] != str(len(code)):
        yield f"level cannot be {cells['level']!r} for {code}"
    if parent != code[:-1] or (parent and parent not in known):
        yield f"parent cannot be {parent!r} for {code}: it must be a class of the list"
    if digit != (code[-1] if len(code) == len("12345") else "") or (digit and not _WHOLE_CLASS.fullmatch(code)):
        yield f"requirement_digit cannot be {digit!r} for {code}"
    yield from _errors_of_text(cells, "title_de", 250)
    yield from _errors_of_text(cells, "short_title_de", LONGEST_TITLE)


def _errors_of_title(cells: dict[str, str], known: set[str]) -> Iterator[str]:
    if not _TITLE.fullmatch(cells["dkz_code"]):
        yield f"dkz_code cannot be {cells['dkz_code']!r}"
    if not _WHOLE_CLASS.fullmatch(cells["kldb5"]) or cells["kldb5"] not in known:
        yield f"kldb5 cannot be {cells['kldb5']!r}: it must be a class of five digits of the list"
    yield from _errors_of_text(cells, "title_de", LONGEST_TITLE)


def _errors_of_text(cells: dict[str, str], name: str, longest: int) -> Iterator[str]:
    if not cells[name].isprintable() or not 0 < len(cells[name]) <= longest:
        yield f"{name} must have 1 to {longest} letters"


def _doubles(lines: list[_Line], name: str) -> Iterator[str]:
    first: dict[str, str] = {}
    for line in lines:
        code = line.cells[name]
        if first.setdefault(code, line.where) != line.where:
            yield f"{line.where}: {code} stands already in {first[code].rpartition(', ')[2]}"


def _class(cells: dict[str, str]) -> Class:
    digit = cells["requirement_digit"]
    return Class(
        code=cells["code"],
        level=int(cells["level"]),
        title=cells["title_de"],
        short_title=cells["short_title_de"],
        parent=cells["parent"] or None,
        requirement=int(digit) if digit else None,
    )


def _title(cells: dict[str, str]) -> Title:
    masculine, feminine = map(spelling, forms(cells["title_de"]))
    return Title(cells["dkz_code"], cells["title_de"], cells["kldb5"], masculine, feminine)
