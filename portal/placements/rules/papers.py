"""What an agreement says by law, which of its fields a permission is bound to, and the hashes that prove it."""

from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any

from portal.candidates.rules import Field
from portal.reference.codes import DecisionGroup
from portal.reference.codes import PlacementKindCode as K
from portal.reference.tables import PlacementKind
from portal.reference.texts import N_, Text

MATERIAL = ("starts_on", "ends_on", "weekly_hours", "week", "times", "place", "tasks", "pay_eur", "pay_unit")
"""Fields whose change makes confirmations and clearances void: permission is bound to them.

Source: AufenthG section 4a Abs. 3 and 5; BeschV section 34.
"""

CONTENT = (*MATERIAL, "tutor_name", "tutor_phone", "conditions")
"""Everything that is agreed, in the order of the form."""
NO_CONTRACT = N_("Diese Vereinbarung ersetzt keinen Arbeits-, Ausbildungs- oder Praktikumsvertrag.")
ASK_US = N_("Ob ein weiterer Vertrag nötig ist, sagt Ihnen der Integration Point.")

_WATCHING = N_("Ein weiterer Vertrag ist nicht nötig. Die Person schaut zu und arbeitet nicht mit.")
_MEASURE = N_(
    "Nötig ist die Bewilligung der Maßnahme vor dem ersten Tag. Ein Arbeitsverhältnis entsteht nicht (SGB III § 45)."
)
_FIXED_TERM = N_(
    "Nötig ist ein schriftlicher, befristeter Arbeitsvertrag, unterschrieben vor dem ersten Tag (TzBfG § 14 Abs. 4)."
)
_INTERNSHIP = N_("Nötig ist ein Praktikumsvertrag mit den Lernzielen (NachwG § 2 Abs. 1a).")
_ENTRY = N_("Nötig ist ein EQ-Vertrag. Der Betrieb meldet ihn der Kammer. Der Zuschuss wird vor dem Beginn beantragt.")
_TRAINING = N_("Nötig ist ein Berufsausbildungsvertrag in Textform. Die Kammer trägt ihn ein (BBiG §§ 11 und 34).")
_JOB = N_("Nötig ist ein Arbeitsvertrag. Die Bedingungen gibt der Betrieb der Person vor dem Beginn (NachwG § 2).")
_CONTRACTS: Mapping[K, Text] = {
    K.HOSPITATION: _WATCHING,
    K.MAG: _MEASURE,
    K.PROBEARBEIT: _FIXED_TERM,
    K.KURZFRISTIG: _FIXED_TERM,
    K.JOB_BEFRISTET: _FIXED_TERM,
    **dict.fromkeys(
        (
            K.PFLICHTPRAKTIKUM,
            K.ORIENTIERUNGSPRAKTIKUM,
            K.BEGLEITPRAKTIKUM,
            K.FREIWILLIGES_PRAKTIKUM,
            K.BERUFSORIENTIERUNGSPRAKTIKUM,
        ),
        _INTERNSHIP,
    ),
    K.EQ: _ENTRY,
    K.AUSBILDUNG: _TRAINING,
    K.TEILZEITAUSBILDUNG: _TRAINING,
    **dict.fromkeys((K.MINIJOB, K.MIDIJOB, K.JOB_UNBEFRISTET, K.LEIHARBEIT, K.SGB2_16E, K.SGB2_16I), _JOB),
}
_INSURED = N_(
    "Unfälle bei der Arbeit und auf dem Weg sind gesetzlich versichert. Bitte melden Sie einen Unfall sofort."
)
_ASK_INSURANCE = N_("Ob Unfälle versichert sind, klärt der Betrieb vor dem Beginn mit seiner Berufsgenossenschaft.")


def contract_needed(kind: PlacementKind) -> Text:
    """Say which written contract the law wants besides the agreement."""
    return _CONTRACTS.get(kind.kind_key, ASK_US)


def insurance(kind: PlacementKind) -> Text:
    """Say who is insured against accidents (SGB VII section 2)."""
    return _INSURED if kind.accident_insurance.startswith("yes") else _ASK_INSURANCE


def legal_basis(kind: PlacementKind) -> str:
    """Give the statutes of a kind, nothing where there are none."""
    return "" if kind.legal_basis.startswith("no ") else kind.legal_basis


def fingerprint(text: str) -> str:
    """Give the hash that ties a confirmation to exactly this text."""
    return sha256(text.encode()).hexdigest()


def terms(version: Any) -> str:
    """Give the hash of what a permission is bound to, so that it is void as soon as one of it changes."""
    return fingerprint("\n".join(f"{name}={_written(getattr(version, name))}" for name in MATERIAL))


def _written(value: Any) -> str:
    """Write 30 and 30.00 alike: the database gives numbers back with their cents."""
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def paper_fields(kind: PlacementKind) -> frozenset[Field]:
    """Give what the paper of a kind names besides the name: who only watches is named, nothing more."""
    if kind.decision_group is DecisionGroup.NOT_EMPLOYMENT:
        return frozenset({Field.GUARDIAN})
    return frozenset({Field.GUARDIAN, Field.BIRTH_DATE, Field.ADDRESS})
