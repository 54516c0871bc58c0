"""The creditor's identity: each number by its own key, each mistake told."""

import pytest

from relance.adapters.policies.creditor import load_creditor
from relance.adapters.policies.shipped import sample_creditor
from relance.domain.errors import InvalidPolicyError


def test_the_sample_is_complete_and_valid() -> None:
    creditor = load_creditor(sample_creditor())
    assert creditor.siren == "123456782"
    assert creditor.bic == "AGRIFRPP"
    assert creditor.approvers == ("direction@exemple.fr",)


@pytest.mark.parametrize(
    ("good", "bad", "reason"),
    [
        ("123 456 782", "123 456 789", "creditor.toml, siren : « 123 456 789 » n'est pas un SIREN valable"),
        ("7890 189", "7890 188", "creditor.toml, iban : « FR76 3000 6000 0112 3456 7890 188 » n'est pas un IBAN"),
        ('bic = "AGRIFRPP"', 'bic = "AGRI"', "creditor.toml, bic : « AGRI » n'est pas un BIC valable"),
        ("FR 11 123456782", "FR 12 123456782", "n'est pas un numéro de TVA français valable"),
        ("ATELIER-EX", "ATELIER EXEMPLE", "creditor.toml, sms_sender : « ATELIER EXEMPLE » ne convient pas"),
        ("ATELIER-EX", "36105", "3 à 11 lettres, chiffres ou tirets, dont une lettre"),
        (
            '"comptabilite@exemple.fr"',
            '"comptabilite"',
            "creditor.toml, email : « comptabilite » n'est pas une adresse",
        ),
        ('"direction@exemple.fr"', '"direction"', "creditor.toml, approvers : « direction » n'est pas une adresse"),
        ('"Atelier Exemple"', '"Atelier\\nBcc: x"', "creditor.toml, legal_name : « Atelier\nBcc: x » ne convient pas"),
        ('"Atelier Exemple"', '"' + "A" * 200 + '"', "une ligne de 120 caractères au plus"),
        ('payment_url = ""', 'payment_url = "http://exemple.fr"', "attendu : une adresse https://…"),
        ('country = "FR"', 'country = "France"', "creditor.toml, address.country : « France » ne convient pas"),
        ('lines = ["12 rue de l\'Exemple"]', "lines = []", "creditor.toml, address.lines : attend de 1 à 4 lignes"),
        ("[address]", "[adresse]", "creditor.toml, adresse : champ inconnu"),
        ('signatory = "Camille Exemple"', "", "creditor.toml, signatory : manque"),
    ],
)
def test_a_mistake_is_refused_with_its_field_and_reason(good: str, bad: str, reason: str) -> None:
    text = sample_creditor().decode()
    assert good in text
    with pytest.raises(InvalidPolicyError) as caught:
        load_creditor(text.replace(good, bad).encode())
    assert reason in str(caught.value)


def test_all_mistakes_are_told_at_once() -> None:
    text = (
        sample_creditor().decode().replace("7890 189", "7890 188").replace("123 456 782", "1").replace("AGRIFRPP", "X")
    )
    with pytest.raises(InvalidPolicyError) as caught:
        load_creditor(text.encode())
    assert [word in str(caught.value) for word in ("siren", "iban", "bic")] == [True, True, True]
