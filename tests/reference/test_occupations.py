"""Titles of occupations have two forms and belong to an everyday occupation; lists with errors are refused."""

import unicodedata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from portal.reference import snapshot
from portal.reference.occupations import forms, group_of, spelling
from portal.reference.official import ListRefused, read_lists
from tests.official import CLASS_HEADS, TITLE_HEADS, TITLES, class_rows, title_rows, write_lists

GROUPS = snapshot().occupation_groups


@pytest.mark.parametrize(
    ("title", "masculine", "feminine"),
    [
        ("Hofarbeiter/in", "Hofarbeiter", "Hofarbeiterin"),
        ("Kaufmann/-frau - Handel", "Kaufmann - Handel", "Kauffrau - Handel"),
        ("Koch/Köchin", "Koch", "Köchin"),
        ("Arzt/Ärztin (Hochschule)", "Arzt (Hochschule)", "Ärztin (Hochschule)"),
        ("Tierarzt/-ärztin", "Tierarzt", "Tierärztin"),
        ("Rechtsanwalt/-anwältin", "Rechtsanwalt", "Rechtsanwältin"),
        ("Beikoch/-köchin", "Beikoch", "Beiköchin"),
        ("Steuergehilfe/-gehilfin", "Steuergehilfe", "Steuergehilfin"),
        ("Dipl.-Archäologe/-Archäologin", "Dipl.-Archäologe", "Dipl.-Archäologin"),
        ("Technische/r Angestellte/r", "Technischer Angestellter", "Technische Angestellte"),
        ("Beamt(er/in) - Bund", "Beamter - Bund", "Beamtin - Bund"),
        ("Beamt(e/in)", "Beamte", "Beamtin"),
        ("Krankenschwester/-pfleger", "Krankenpfleger", "Krankenschwester"),
        ("Unterrichtspfleger/-schwester", "Unterrichtspfleger", "Unterrichtsschwester"),
        ("Tagesmutter/-vater", "Tagesvater", "Tagesmutter"),
        ("Dachdecker/in und Zimmerer/in", "Dachdecker und Zimmerer", "Dachdeckerin und Zimmererin"),
        ("Fahrer/-kraft", "Fahrer", "Kraft"),
        ("Stuntman/-woman", "Stuntman", "Stuntwoman"),
        ("Kaufmann/Kauffrau", "Kaufmann", "Kauffrau"),
        ("Gehilfe/in", "Gehilfe", "Gehilfin"),
        ("Krankenkoch/-köchin", "Krankenkoch", "Krankenköchin"),
        ("Oberbub/-bübin", "Oberbub", "Oberbübin"),
        ("Stuntwoman/-man", "Stuntman", "Stuntwoman"),
        ("Koch/-köchin", "Koch", "Köchin"),
        ("Integrations-/Inklusionsfachkraft", "Integrations-/Inklusionsfachkraft", "Integrations-/Inklusionsfachkraft"),
        ("Berufe (Film/Rundfunk)", "Berufe (Film/Rundfunk)", "Berufe (Film/Rundfunk)"),
    ],
)
def test_a_title_has_a_masculine_and_a_feminine_form(title: str, masculine: str, feminine: str) -> None:
    assert forms(title) == (masculine, feminine)


def test_a_title_has_one_spelling() -> None:
    assert spelling("  BÄCKER - Meister (Müller)") == "baecker meister mueller"


@pytest.mark.parametrize(
    ("title", "kldb", "group"),
    [
        ("Lagerhelfer/in", "51311", "lagerhelfer"),
        ("Kommissionierer/in", "51311", "kommissionierer"),
        ("Koch/Köchin", "29302", "koch"),
        ("Bäcker/in", "29222", "baecker"),
        ("Sternenzähler/in", "99994", None),
    ],
)
def test_a_title_belongs_to_an_everyday_occupation(title: str, kldb: str, group: str | None) -> None:
    found = group_of(title, kldb, GROUPS)

    assert (found.group_id if found else None) == group


@pytest.mark.parametrize(
    ("kldb", "group"), [("11112", "five"), ("11113", "four"), ("11132", "three"), ("11134", "four"), ("11202", None)]
)
def test_more_equal_digits_are_nearer_then_the_same_training(kldb: str, group: str | None) -> None:
    codes = {"three": "11122", "four": "11114", "five": "11112"}
    groups: Any = [
        SimpleNamespace(group_id=name, kldb5=(codes[name],), canonical_de=name, synonyms_de=()) for name in codes
    ]
    found = group_of("Titel", kldb, groups)

    assert (found.group_id if found else None) == group


def test_among_equally_near_ones_its_name_then_the_training_then_the_first_class_decide() -> None:
    def nearest(*groups: tuple[str, tuple[str, ...]]) -> str:
        made: Any = [
            SimpleNamespace(group_id=name, kldb5=codes, canonical_de=name, synonyms_de=("Helfer/in",) if n else ())
            for n, (name, codes) in enumerate(groups)
        ]
        found = group_of("Titel", "11112", made)
        assert found
        return found.group_id

    assert nearest(("first", ("11112",)), ("Titel", ("11113", "11112"))) == "Titel"
    assert nearest(("later", ("11113", "11112")), ("first", ("11112", "11113"))) == "first"
    assert nearest(("first", ("11112", "11113")), ("later", ("11113", "11112"))) == "first"


def test_lists_are_read_with_and_without_a_byte_order_mark(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig"):
        lists = read_lists(*write_lists(tmp_path, encoding=encoding))

        assert len(lists.titles) == len(TITLES)
        assert [row.level for row in lists.classes] == sorted(row.level for row in lists.classes)
        assert {row.requirement for row in lists.classes if row.level == 5} == {1, 2, 4}
        assert ("baecker", "baeckerin") in {(row.masculine, row.feminine) for row in lists.titles}


def test_letters_are_composed_as_in_forms(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "29222-901;Bäcker/in;29222")

    assert [title.title for title in read_lists(*write_lists(tmp_path, titles=[decomposed])).titles] == ["Bäcker/in"]


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("x;1;T;T;;;", "code cannot be 'x'"),
        ("78;3;T;T;7;;", "level cannot be '3' for 78"),
        ("98;2;T;T;8;;", "parent cannot be '8' for 98"),
        ("781;3;T;T;78;;", "parent cannot be '78' for 781"),
        ("29223;5;T;T;2922;2;", "requirement_digit cannot be '2' for 29223"),
        ("29225;5;T;T;2922;5;", "requirement_digit cannot be '5' for 29225"),
        ("29223;5;;T;2922;3;", "title_de must have 1 to 250 letters"),
        ("29223;5;T", "3 cells instead of 7"),
        ("2922;4;T;T;292;;", "2922 stands already in line "),
    ],
)
def test_a_class_with_an_error_is_told_with_its_line(tmp_path: Path, row: str, error: str) -> None:
    classes = class_rows()

    with pytest.raises(ListRefused) as refused:
        read_lists(*write_lists(tmp_path, classes=[*classes, row]))

    assert len(refused.value.errors) == 1
    assert refused.value.errors[0].startswith(f"classes.csv, line {len(classes) + 2}: {error}")


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("123;Titel;29222", "dkz_code cannot be '123'"),
        ("29222-999;Titel;29229", "kldb5 cannot be '29229'"),
        ("29222-999;Titel;29223", "kldb5 cannot be '29223'"),
        ("29222-999;;29222", "title_de must have 1 to 120 letters"),
        (f"29222-999;{'T' * 121};29222", "title_de must have 1 to 120 letters"),
        ("29222-901;Titel;29222", "29222-901 stands already in line 5"),
    ],
)
def test_a_title_with_an_error_is_told_with_its_line(tmp_path: Path, row: str, error: str) -> None:
    with pytest.raises(ListRefused) as refused:
        read_lists(*write_lists(tmp_path, titles=[*title_rows(), row]))

    assert len(refused.value.errors) == 1
    assert refused.value.errors[0].startswith(f"titles.csv, line {len(TITLES) + 2}: {error}")


def test_all_errors_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ListRefused) as refused:
        read_lists(*write_lists(tmp_path, titles=["1;a;29222", "2;b;29222"]))

    assert len(refused.value.errors) == 2


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", f"titles.csv, line 1: the heads must be {TITLE_HEADS}"),
        (CLASS_HEADS.encode(), f"titles.csv, line 1: the heads must be {TITLE_HEADS}"),
        (TITLE_HEADS.encode(), "titles.csv: no rows"),
        (f"{TITLE_HEADS}\n29222-901;Bäcker/in;29222\n".encode("latin-1"), "titles.csv: this is not UTF-8"),
        (f'{TITLE_HEADS}\n29222-901;"Bäcker"x;29222\n'.encode(), "titles.csv: "),
    ],
)
def test_a_file_that_is_no_such_list_is_refused(tmp_path: Path, content: bytes, error: str) -> None:
    classification, titles = write_lists(tmp_path)
    titles.write_bytes(content)

    with pytest.raises(ListRefused) as refused:
        read_lists(classification, titles)

    assert refused.value.errors[0].startswith(error)
