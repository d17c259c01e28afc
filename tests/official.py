"""Small made lists of occupations in the shape of the official ones."""

from pathlib import Path

CLASS_HEADS = "code;level;title_de;short_title_de;parent;requirement_digit;requirement_label"
TITLE_HEADS = "dkz_code;title_de;kldb5"
REQUIREMENTS = {"1": "Helfer", "2": "Fachkraft", "3": "Spezialist", "4": "Experte"}
TITLES = (
    ("12112-901", "Gärtner/in - Probebeet", "12112"),
    ("22342-901", "Tischler/in", "22342"),
    ("26312-901", "Elektroniker/in - Probegeräte", "26312"),
    ("29222-901", "Bäcker/in", "29222"),
    ("29222-902", "Konditor/in", "29222"),
    ("29302-901", "Koch/Köchin", "29302"),
    ("29301-901", "Küchenhelfer/in", "29301"),
    ("33212-901", "Maler/in und Lackierer/in", "33212"),
    ("51311-901", "Hofarbeiter/in", "51311"),
    ("51311-902", "Lagerhelfer/in", "51311"),
    ("54101-901", "Raumpfleger/in", "54101"),
    ("61122-901", "Kaufmann/-frau - Probehandel", "61122"),
    ("62102-901", "Verkäufer/in", "62102"),
    ("63301-901", "Servicehelfer/in", "63301"),
    ("73202-901", "Beamt(er/in) - Probedienst", "73202"),
    ("81302-901", "Gesundheits- und Krankenpfleger/in", "81302"),
    ("81302-902", "Krankenschwester/-pfleger", "81302"),
    ("81404-901", "Arzt/Ärztin", "81404"),
    ("82102-901", "Altenpfleger/in", "82102"),
    ("82101-901", "Altenpflegehelfer/in", "82101"),
    ("99994-901", "Sternenzähler/in", "99994"),
)


def class_rows() -> list[str]:
    """Give the classes of all these titles, with those they belong to."""
    codes = {kldb[:length] for _, _, kldb in TITLES for length in range(1, 6)}
    return [f"{code};{len(code)};Klasse {code};K {code};{code[:-1]};{_requirement(code)}" for code in sorted(codes)]


def _requirement(code: str) -> str:
    return f"{code[4]};{REQUIREMENTS[code[4]]}" if len(code) == 5 else ";"


def title_rows() -> list[str]:
    """Give the titles as lines."""
    return [";".join(title) for title in TITLES]


def write_lists(
    folder: Path, *, classes: list[str] | None = None, titles: list[str] | None = None, encoding: str = "utf-8"
) -> tuple[Path, Path]:
    """Write both lists as the Bundesagentur does and give their places."""
    classification, names = folder / "classes.csv", folder / "titles.csv"
    for path, heads, rows in (
        (classification, CLASS_HEADS, class_rows() if classes is None else classes),
        (names, TITLE_HEADS, title_rows() if titles is None else titles),
    ):
        path.write_text("".join(f"{row}\n" for row in (heads, *rows)), encoding=encoding, newline="\r\n")
    return classification, names
