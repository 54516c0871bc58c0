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
        # A right IBAN key around a wrong key of the bank account: the digits were mistyped before the IBAN was made.
        ("FR76 3000 6000 0112 3456 7890 189", "FR06 3000 6000 0112 3456 7890 188", "n'est pas un IBAN valable"),
        ('bic = "AGRIFRPP"', 'bic = "AGRIXXPP"', "creditor.toml, bic : « AGRIXXPP » n'est pas un BIC valable"),
        ("FR 11 123456782", "FR 83 404833048", "creditor.toml, vat_number : n'est pas celui du SIREN"),
        ("FR 11 123456782", "DE136695976", "n'est pas un numéro de TVA français valable"),
        (
            'short_url = ""',
            'short_url = "https://bit.ly/"',
            "creditor.toml, short_url : bit.ly n'est pas un de vos domaines (exemple.fr)",
        ),
        ('short_url = ""', 'short_url = "https://pasexemple.fr/r/"', "n'est pas un de vos domaines"),
        ('short_url = ""', 'short_url = "http://exemple.fr/"', "attendu : une adresse https://"),
        ('short_url = ""', 'short_url = "https://exemple.fr/r"', "qui finit par /"),
        ('short_url = ""', f'short_url = "https://exemple.fr/{"r" * 60}/"', "de 60 caractères au plus"),
        ('mediator = ""', 'mediator = "CM2C\\nParis"', "une ligne de 300 caractères au plus"),
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


@pytest.mark.parametrize("url", ["https://exemple.fr/r/", "https://lien.exemple.fr/", "https://exemple.fr/"])
def test_short_links_are_on_the_creditors_own_domain(url: str) -> None:
    text = sample_creditor().decode().replace('short_url = ""', f'short_url = "{url}"')
    assert load_creditor(text.encode()).short_url == url


def test_what_is_optional_may_be_left_out_or_said() -> None:
    text = sample_creditor().decode()
    silent = load_creditor("\n".join(line for line in text.splitlines() if '= ""' not in line).encode())
    assert (silent.mediator, silent.short_url, silent.payment_url) == ("", "", "")
    named = load_creditor(text.replace('mediator = ""', 'mediator = "CM2C, 49 rue de Ponthieu, 75008 Paris"').encode())
    assert named.mediator == "CM2C, 49 rue de Ponthieu, 75008 Paris"


@pytest.mark.parametrize("vat", ["FR 11 123456782", "11 123 456 782", "FRXX123456782"])
def test_a_vat_number_is_kept_with_its_country(vat: str) -> None:
    # A key of letters is no mistake: such numbers exist.
    found = load_creditor(sample_creditor().decode().replace("FR 11 123456782", vat).encode()).vat_number
    assert found.startswith("FR")
    assert found.endswith("123456782")


def test_all_mistakes_are_told_at_once() -> None:
    text = (
        sample_creditor().decode().replace("7890 189", "7890 188").replace("123 456 782", "1").replace("AGRIFRPP", "X")
    )
    with pytest.raises(InvalidPolicyError) as caught:
        load_creditor(text.encode())
    assert [word in str(caught.value) for word in ("siren", "iban", "bic")] == [True, True, True]
