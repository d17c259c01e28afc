"""The wording of offers as small firms write them: sentences beside the line, whole offers, all spellings."""

import csv
from pathlib import Path

import pytest

from portal.reference import snapshot
from portal.reference.codes import Severity
from portal.reference.wording import check_wording
from tests.timing import is_done_within

TABLES = snapshot()
TITLE_CHECKS = {rule.rule_id for rule in TABLES.wording_rules if rule.applies_to == "title"}
LETTERS = 20_000
BAD = [
    ("Lagerhelfer gesucht", "Wir brauchen starke Männer bis 40 Jahre.", {"m_only", "geschlecht_nur", "alter_max"}),
    ("Putzfrau für Praxis", "Zwei Vormittage. Keine Ausländer.", {"m_only", "geschlecht_nur", "nationalitaet"}),
    ("Kellnerin", "Hübsche Bedienung für unser junges Team. Bewerbung mit Foto!", {"m_only", "jung", "aussehen"}),
    ("Koch (m/w/d)", "Drei Tage unbezahltes Probearbeiten. Nur Muttersprachler.", {"kostenlos", "muttersprache"}),
    ("Fahrer (m/w/d)", "Sie arbeiten mit eigenem Gewerbe und als Subunternehmer.", {"scheinselbst"}),
    ("Erntehilfe", "Ihren Reisepass geben Sie beim Chef ab. Kaution: 150 Euro.", {"vorkasse"}),
    (
        "Pflegekraft",
        "Sie sind katholisch, ledig und körperlich voll belastbar.",
        {"religion", "familie", "behinderung"},
    ),
    ("Servicekraft", "Ohne Kopftuch. Ihre Muttersprache ist Deutsch.", {"religion", "muttersprache"}),
    ("Bauhelfer (m/w/d)", "Wir nehmen nur Leute aus Polen. Nicht älter als 50.", {"herkunft", "alter_max"}),
    ("Bürokraft", "Fließendes Deutsch in Wort und Schrift, gepflegtes Äußeres.", {"sprache_ohne_niveau", "aussehen"}),
    ("Näherin", "Bitte keine kleinen Kinder. Alter bis 45.", {"m_only", "familie", "alter_max"}),
    ("Aushilfe Umzug", "Nur Männer, kerngesund, gern auch ohne Lohn mitarbeiten.", {"geschlecht_nur", "kostenlos"}),
    ("Gartenhilfe", "Nur für Geflüchtete. Die erste Woche ist unbezahlt.", {"refugee_only", "kostenlos"}),
    ("Hotelkraft", "Für die Vermittlung zahlen Sie 300 Euro. Frauen bevorzugt.", {"vorkasse", "geschlecht_nur"}),
    ("Verkäufer", "Deutsche Staatsangehörigkeit erforderlich, europäisches Aussehen.", {"nationalitaet", "herkunft"}),
]
SPELLINGS = [
    ("Nur Ma\u0308nner", "geschlecht_nur"),
    ("nur\u00a0Frauen", "geschlecht_nur"),
    ("Nur\u2003Maenner", "geschlecht_nur"),
    ("Mutter\u00adsprach\u00adler gesucht", "muttersprache"),
    ("Mutter-\nsprachler gesucht", "muttersprache"),
    ("Mutter\u200bsprachler gesucht", "muttersprache"),
    ("„nur Frauen“", "geschlecht_nur"),
    ("»Nur für Männer«", "geschlecht_nur"),
    ("NUR FÜR MÄNNER", "geschlecht_nur"),
    ("Ihren Reisepass müssen Sie\r\nim Büro abgeben.", "vorkasse"),
    ("Sie sind 20\u201135\u00a0Jahre alt", "alter_max"),
    ("Zahlen Sie bitte\neine Gebuehr.", "vorkasse"),
]
REPEATED = [
    "a",
    "ä",
    "a/",
    "(m/",
    " ",
    "\n",
    "und",
    "oder",
    "und ",
    "nur ",
    "in und ",
    "jung, ",
    "jung und ",
    "20 bis ",
    "zwischen 20 und ",
    "keine ",
    "ohne Behinderung ",
    "keine gesundheitlichen ",
    "deutsche ",
    "Deutsch ist ",
    "Kopftuch ist ",
    "Bewerber aus Syrien ",
    "Migrationshintergrund ",
    "Gebühr ist ",
    "Pass ",
    "Kaution",
    "Sie zahlen ",
    "Gewerbeschein ",
    "Arbeit ",
    "unbezahlte ",
    "umsonst ",
    "Bewerbung mit ",
    "Frauen ohne ",
    "gepflegtes ",
    "Fahrer ",
    "Hilfe bei ",
    "Alter ",
    "Bewerber bis ",
    "-\na",
    "a\na",
]


def rows(name: str) -> list[dict[str, str]]:
    """Read a table that lies beside this module."""
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


SENTENCES = [(row["rule_id"], row["text"], row["hit"] == "yes") for row in rows("wording_sentences.csv")]
GOOD = [(row["title"], row["text"]) for row in rows("good_offers.csv")]


def hits(title: str, text: str = "", *, worst: bool = False) -> set[str]:
    """Give the checks that find something, only those that block where `worst`."""
    found = check_wording(title, text, tables=TABLES)
    return {finding.rule_id for finding in found if not worst or finding.severity is Severity.ERROR}


@pytest.mark.parametrize(("rule_id", "text", "hit"), SENTENCES)
def test_a_sentence_beside_the_line_comes_out_as_stated(rule_id: str, text: str, hit: bool) -> None:
    found = hits(text) if rule_id in TITLE_CHECKS else hits("", text)

    assert (rule_id in found) == hit


def test_every_check_has_eight_sentences_on_either_side() -> None:
    checks = {rule.rule_id for rule in TABLES.wording_rules if rule.applies_to != "computed"}

    for hit in (True, False):
        counted = [rule_id for rule_id, _, hits_it in SENTENCES if hits_it is hit]
        assert {rule_id for rule_id in checks if counted.count(rule_id) < 8} == set()


@pytest.mark.parametrize(("title", "text"), GOOD, ids=[title for title, _ in GOOD])
def test_a_good_offer_is_not_blocked(title: str, text: str) -> None:
    assert hits(title, text, worst=True) == set()


@pytest.mark.parametrize(("title", "text", "expected"), BAD, ids=[title for title, _, _ in BAD])
def test_what_is_forbidden_in_an_offer_is_found(title: str, text: str, expected: set[str]) -> None:
    assert expected <= hits(title, text)


@pytest.mark.parametrize(("text", "rule_id"), SPELLINGS)
def test_no_spelling_hides_a_passage(text: str, rule_id: str) -> None:
    assert hits("", text) == {rule_id}


def test_a_passage_is_quoted_as_it_was_written() -> None:
    found = check_wording("Kraft für Büro", "Schöne Büros, große Gärten: Nur  für\nMän\u00adner!", tables=TABLES)

    assert [finding.passage for finding in found] == ["Nur  für\nMän\u00adner"]


@pytest.mark.parametrize("unit", REPEATED)
def test_a_repeated_pattern_holds_nobody_up(unit: str) -> None:
    repeated = (unit * LETTERS)[:LETTERS]

    for rule in TABLES.wording_rules:
        assert is_done_within(1, lambda rule=rule: list(rule.pattern.finditer(repeated))), rule.rule_id
