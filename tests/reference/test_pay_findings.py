"""What a check of pay says: the amounts, the law, and what to do."""

from datetime import date
from decimal import Decimal

import pytest

from portal.reference.codes import PlacementKindCode
from portal.reference.pay import Pay
from tests.reference.test_pay import check, hourly, monthly

K = PlacementKindCode
RAISE = "Bitte heben Sie den Lohn an."
HAVE_IT_CHECKED = "Bitte lassen Sie den Lohn prüfen, zum Beispiel vom Arbeitgeber-Service."
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
CLEANING = "Gebäudereinigung (Innen- und Unterhaltsreinigung, LG 1)"
GLASS = "Gebäudereinigung (Glas und Fassade, LG 6)"


@pytest.mark.parametrize(
    ("pay", "kind", "starts_on", "ends_on", "message", "legal_basis", "fix"),
    [
        (
            hourly("12"),
            K.JOB_BEFRISTET,
            date(2027, 3, 1),
            None,
            "Der Lohn von 12,00 Euro je Stunde liegt unter dem Mindestlohn von 14,60 Euro ab 01.03.2027.",
            "MiLoV5 § 1",
            RAISE,
        ),
        (
            hourly("14"),
            K.JOB_BEFRISTET,
            date(2026, 12, 1),
            None,
            "Der Lohn von 14,00 Euro je Stunde liegt unter dem Mindestlohn von 14,60 Euro ab 01.01.2027.",
            "MiLoV5 § 1",
            RAISE,
        ),
        (
            hourly("8"),
            K.JOB_BEFRISTET,
            date(2015, 3, 1),
            date(2015, 4, 1),
            "Der Lohn von 8,00 Euro je Stunde liegt unter dem Mindestlohn von 8,50 Euro ab 01.03.2015.",
            "MiLoG § 1 Abs. 2",
            HAVE_IT_CHECKED,
        ),
        (
            hourly("20"),
            K.JOB_BEFRISTET,
            date(2014, 3, 1),
            date(2014, 4, 1),
            "Für 01.03.2014 ist kein Mindestlohn bekannt.",
            "MiLoG §§ 1, 22",
            HAVE_IT_CHECKED,
        ),
        (
            monthly("2400"),
            K.JOB_BEFRISTET,
            MARCH,
            APRIL,
            "Ohne Wochenstunden lässt sich der Lohn nicht prüfen.",
            "MiLoG §§ 1, 22",
            "Bitte tragen Sie die Wochenstunden ein.",
        ),
        (
            Pay(),
            K.JOB_BEFRISTET,
            MARCH,
            APRIL,
            "Der Lohn fehlt. Diese Art muss bezahlt werden.",
            "MiLoG §§ 1, 22",
            "Bitte tragen Sie den Lohn ein.",
        ),
        (
            hourly("14", kldb5="54101"),
            K.JOB_BEFRISTET,
            MARCH,
            APRIL,
            f"Der Lohn von 14,00 Euro je Stunde liegt unter dem Branchenmindestlohn {CLEANING} von 15,00 Euro.",
            "AEntG §§ 7, 8",
            RAISE,
        ),
        (
            hourly("16", kldb5="54112"),
            K.JOB_BEFRISTET,
            MARCH,
            APRIL,
            f"Der Lohn von 16,00 Euro je Stunde liegt unter dem Branchenmindestlohn {GLASS} von 18,40 Euro.",
            "AEntG §§ 7, 8",
            HAVE_IT_CHECKED,
        ),
        (
            hourly("19", kldb5="54101"),
            K.JOB_BEFRISTET,
            date(2027, 2, 1),
            None,
            f"Der Branchenmindestlohn {CLEANING} ist ab 01.02.2027 nicht bekannt: prüfen.",
            "AEntG §§ 7, 8",
            HAVE_IT_CHECKED,
        ),
        (
            hourly("17", kldb5="81301"),
            K.JOB_BEFRISTET,
            date(2026, 8, 1),
            date(2026, 9, 1),
            "Der Branchenmindestlohn Pflege: Hilfskräfte ist noch nicht bestätigt: prüfen.",
            "AEntG §§ 7, 8",
            HAVE_IT_CHECKED,
        ),
        (
            hourly("13.90", "10.2"),
            K.MINIJOB,
            MARCH,
            APRIL,
            "614,38 Euro im Monat sind zu viel: Ein Minijob geht bis 603,00 Euro.",
            "SGB IV § 8 Abs. 1a",
            "Bitte weniger Stunden eintragen oder eine Teilzeitstelle wählen.",
        ),
        (
            hourly("15", "9"),
            K.MIDIJOB,
            MARCH,
            APRIL,
            "585,00 Euro im Monat sind kein Midijob: Er liegt über 603,00 und bis 2000,00 Euro.",
            "SGB IV § 20 Abs. 2",
            "Bitte eine andere Art wählen oder die Stunden ändern.",
        ),
        (
            monthly("724", later_years_eur=(Decimal(854), Decimal(976))),
            K.AUSBILDUNG,
            date(2026, 8, 1),
            None,
            "Die Vergütung von 976,00 Euro im 3. Jahr liegt unter der Mindestvergütung von 977,00 Euro.",
            "BBiG §§ 7a, 17",
            RAISE,
        ),
        (
            monthly("500"),
            K.TEILZEITAUSBILDUNG,
            date(2026, 8, 1),
            None,
            "Die Vergütung von 500,00 Euro im 1. Jahr liegt unter der Mindestvergütung von 724,00 Euro.",
            "BBiG §§ 7a, 17",
            HAVE_IT_CHECKED,
        ),
        (
            monthly("900"),
            K.AUSBILDUNG,
            date(2027, 8, 1),
            None,
            "Die Mindestvergütung im 1. Jahr ist für den Beginn am 01.08.2027 nicht bekannt: prüfen.",
            "BBiG § 17",
            HAVE_IT_CHECKED,
        ),
        (
            Pay(),
            K.AUSBILDUNG,
            date(2026, 8, 1),
            None,
            "Die Ausbildungsvergütung im Monat fehlt.",
            "BBiG § 17",
            "Bitte tragen Sie die Vergütung je Monat ein oder wählen Sie „nach Tarif“.",
        ),
    ],
)
def test_each_finding_says_what_is_wrong_by_which_law_and_what_to_do(
    pay, kind, starts_on, ends_on, message, legal_basis, fix
):
    (finding,) = check(pay, kind, starts_on, ends_on)

    assert (finding.message, finding.legal_basis, finding.fix) == (message, legal_basis, fix)
