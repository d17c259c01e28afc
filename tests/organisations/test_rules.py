"""What is true of companies whatever the database."""

import pytest

from portal.organisations.rules import Proof, is_plausible, look, looks_like, register_key, register_keys


@pytest.mark.parametrize(
    ("proof", "number", "is_fine"),
    [
        (Proof.EMPLOYER_NUMBER, "12345678", True),
        (Proof.EMPLOYER_NUMBER, "1234 5678", True),
        (Proof.EMPLOYER_NUMBER, "1234567", False),
        (Proof.EMPLOYER_NUMBER, "1234567A", False),
        (Proof.COMMERCIAL_REGISTER, "HRB 123", True),
        (Proof.CRAFTS_CARD, "--", False),
    ],
)
def test_a_number_can_be_one_of_its_kind(proof: Proof, number: str, is_fine: bool) -> None:
    assert is_plausible(proof, number) is is_fine


def test_two_spellings_of_a_number_are_one() -> None:
    assert register_key(Proof.COMMERCIAL_REGISTER, "hrb 12-34") == register_key(Proof.COMMERCIAL_REGISTER, "HRB1234")


HERE = {"postal_code": "52525", "town": "Heinsberg", "phone": "+49 2452 1", "email": None, "key": None}


@pytest.mark.parametrize(
    ("changed", "is_alike"),
    [
        ({"phone": "+49 2452 2"}, True),
        ({"phone": "+49 2452 2", "postal_code": "52511"}, True),
        ({"name": "Dach Schmitz"}, True),
        ({"name": "Dach Schmitz", "phone": "+49 2452 2"}, False),
        ({"postal_code": "41812", "town": "Erkelenz"}, False),
    ],
)
def test_name_or_telephone_give_a_double_away_in_the_same_place_only(changed: dict[str, str], is_alike: bool) -> None:
    one = look(name="Bäckerei Müller GmbH", **HERE)  # type: ignore[arg-type]
    other = look(**{**HERE, "name": "Baeckerei Mueller", **changed})  # type: ignore[arg-type]

    assert looks_like(one, other) is looks_like(other, one) is is_alike


def test_a_number_gives_a_double_away_whatever_it_is_the_proof_of() -> None:
    card, register = (register_key(proof, "HRB 12-34") for proof in (Proof.CRAFTS_CARD, Proof.COMMERCIAL_REGISTER))
    there = {**HERE, "postal_code": "41812", "town": "Erkelenz", "phone": "+49 2431 1"}

    assert looks_like(look(name="A", **{**HERE, "key": card}), look(name="B", **{**there, "key": register}))  # type: ignore[arg-type]
    assert {card, register} < set(register_keys(card))
    assert not register_keys("")
    assert not looks_like(look(name="A", **HERE), look(name="B", **there))  # type: ignore[arg-type]
