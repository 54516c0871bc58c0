"""What Merci Facteur is sent for a letter, and what is refused before any call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlencode

import pytest

from local.carriers.merci_facteur.fake import MerciFacteurFake
from relance.adapters.carriers.merci_facteur.body import letter_form
from relance.adapters.carriers.merci_facteur.settings import MerciFacteurSettings
from relance.domain.billing import Address
from relance.domain.errors import RejectedError
from relance.ports.carriers import Consignment, Party, Service, Sheet
from tests.carriers.merci_facteur_rig import SETTINGS, Clock, adapter
from tests.carriers.suite import DEBTOR, LETTER, consignment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake(clock: Clock) -> Iterator[MerciFacteurFake]:
    with MerciFacteurFake(now=clock) as fake:
        yield fake


def form_of(letter: Consignment, settings: MerciFacteurSettings = SETTINGS) -> dict[str, str]:
    return letter_form(letter, settings, date(2026, 3, 2))


def recipient_of(letter: Consignment) -> dict[str, object]:
    found: dict[str, object] = json.loads(form_of(letter)["adress"])["dest"][0]
    return found


def changed(service: Service = Service.LETTER, **changes: object) -> Consignment:
    """The usual letter to a debtor who differs."""
    return consignment(service, recipient=replace(DEBTOR, **changes))  # type: ignore[arg-type]


def test_a_registered_letter_is_sent_with_every_key_and_emptiness_as_an_empty_string(fake: MerciFacteurFake) -> None:
    adapter(fake).submit(consignment(Service.REGISTERED))
    sent = fake.calls[-1]
    assert (sent.method, sent.path) == ("POST", "/sendCourrier")
    form = sent.form()
    assert {name: form[name] for name in ("idUser", "modeEnvoi", "antidoublon", "designation")} == {
        "idUser": "17460",
        "modeEnvoi": "lrare",
        "antidoublon": "RL-2026-C1042-3-1",
        "designation": "RL-2026-C1042-3-1",
    }
    assert set(form) == {"idUser", "modeEnvoi", "antidoublon", "designation", "adress", "content"}
    assert json.loads(form["adress"]) == {
        "exp": {
            "civilite": "",
            "nom": "Roux",
            "prenom": "Camille",
            "societe": "Atelier du Ponant SAS",
            "adresse1": "12 quai de la Fosse",
            "adresse2": "",
            "adresse3": "",
            "cp": "44000",
            "ville": "Nantes",
            "pays": "FRANCE",
            "email": "",
            "phone": "",
            "reference": "",
        },
        "dest": [
            {
                "civilite": "",
                "nom": "Martin",
                "prenom": "Claire",
                "societe": "Boulangerie Martin SARL",
                "adresse1": "Bâtiment B",
                "adresse2": "3 rue Crébillon",
                "adresse3": "",
                "cp": "44000",
                "ville": "Nantes",
                "pays": "FRANCE",
                "email": "",
                "phone": "",
                "consent": 0,
                "reference": "RL-2026-C1042-3-1",
            }
        ],
    }
    content = json.loads(form["content"])
    assert (content["photo"], content["card"], content["letter"]["files"]) == ("", "", "")
    assert content["letter"]["print_sides"] == "recto"
    assert content["letter"]["final_filename"] == "mise-en-demeure"
    assert fake.letters[100].order.files == (LETTER.body,)


@pytest.mark.parametrize(
    ("service", "mode"),
    [
        (Service.LETTER, "normal"),
        (Service.TRACKED_LETTER, "suivi"),
        (Service.REGISTERED, "lrare"),
        (Service.ERE, "ere_otp_mail"),
    ],
)
def test_each_service_has_its_mode_of_sending(service: Service, mode: str) -> None:
    assert form_of(consignment(service))["modeEnvoi"] == mode


def test_the_acknowledgement_goes_back_on_paper_where_the_setting_says_so() -> None:
    settings = replace(SETTINGS, acknowledgement="lrar")
    assert form_of(consignment(Service.REGISTERED), settings)["modeEnvoi"] == "lrar"


def test_an_electronic_letter_gives_both_addresses_and_shows_the_debtor_no_reference_of_ours() -> None:
    form = form_of(consignment(Service.ERE))
    parties = json.loads(form["adress"])
    assert parties["exp"]["email"] == "recouvrement@atelier-du-ponant.example"
    assert parties["dest"][0]["email"] == "compta@boulangerie-martin.example"
    assert parties["dest"][0]["consent"] == 1
    assert "designation" not in form
    assert "print_sides" not in json.loads(form["content"])["letter"]


def test_consent_is_declared_only_where_it_was_recorded(fake: MerciFacteurFake) -> None:
    unasked = consignment(Service.ERE, consent="")
    adapter(fake).submit(unasked)
    assert fake.letters[100].order.recipient["consent"] == 0
    consumer = Party(name="Claire Martin", address=DEBTOR.address, email="claire@example.org", professional=False)
    with pytest.raises(RejectedError, match=r"^consent: a consumer"):
        adapter(fake).submit(replace(unasked, recipient=consumer))


def test_a_day_to_come_is_told_and_a_day_past_is_left_out() -> None:
    assert form_of(consignment(Service.LETTER, day=date(2026, 3, 9)))["dateEnvoi"] == "2026-03-09"
    assert "dateEnvoi" not in form_of(consignment(Service.LETTER, day=date(2026, 3, 2)))
    assert "dateEnvoi" not in form_of(consignment(Service.LETTER, day=date(2026, 2, 27)))


def test_today_is_the_day_in_paris_not_in_utc(fake: MerciFacteurFake, clock: Clock) -> None:
    clock.at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    adapter(fake).submit(consignment(Service.LETTER, day=date(2026, 3, 2)))
    assert "dateEnvoi" not in fake.calls[-1].form()


def test_what_the_account_chose_goes_with_the_letters_that_it_is_for(fake: MerciFacteurFake) -> None:
    settings = replace(SETTINGS, scan_returns=True, anonymize_after_days=30, envelope_id="123456")
    adapter(fake, settings).submit(consignment(Service.TRACKED_LETTER))
    form = fake.calls[-1].form()
    assert form["gestionNpai"] == "1"
    assert json.loads(form["anonymize"]) == {"delay": 30, "target": ["content", "exp", "dest"]}
    assert json.loads(form["enveloppe"]) == {"type": "template", "value": "123456"}
    assert "gestionNpai" not in form_of(consignment(Service.REGISTERED), settings)
    assert not {"gestionNpai", "enveloppe"} & set(form_of(consignment(Service.ERE), settings))


def test_enclosures_are_files_behind_the_letter(fake: MerciFacteurFake) -> None:
    invoice = Sheet("facture.pdf", LETTER.body + b"\n%")
    adapter(fake).submit(consignment(Service.LETTER, enclosures=(invoice,)))
    assert fake.letters[100].order.files == (LETTER.body, invoice.body)


@pytest.mark.parametrize(
    ("spoilt", "named"),
    [
        (consignment(Service.LETTER, reference="RL/2026"), "reference"),
        (consignment(Service.LETTER, reference="R" * 31), "reference"),
        (consignment(Service.LRE), "service"),
        (changed(address=None), "recipient.address"),
        (changed(address=Address(("1 rue A",), "", "Nantes")), "recipient.address.postal_code"),
        (changed(address=Address(("1 rue A",), "44000", "N" * 71)), "recipient.address.city"),
        (changed(address=Address(("1 rue A",), "44000", "Nantes", "ZZ")), "recipient.address.country"),
        (changed(address=Address(("x" * 91,), "44000", "Nantes")), "recipient.address.lines"),
        (changed(address=Address(("Bâtiment B " * 9,) * 3, "44000", "Nantes")), "recipient.address.lines"),
        (changed(name="", company="", last_name=""), "recipient.name"),
        (changed(Service.ERE, email=None), "recipient.email"),
        (consignment(Service.LETTER, letter=Sheet("lettre.docx", b"PK")), "lettre.docx"),
        (consignment(Service.LETTER, enclosures=(LETTER,) * 10), "enclosures"),
    ],
)
def test_what_cannot_be_sent_is_refused_before_any_call_and_named(spoilt: Consignment, named: str) -> None:
    with pytest.raises(RejectedError) as caught:
        form_of(spoilt)
    assert str(caught.value).startswith(f"{named}:")


def test_a_file_heavier_than_the_carrier_takes_is_refused() -> None:
    settings = replace(SETTINGS, most_file_bytes=len(LETTER.body) - 1)
    with pytest.raises(RejectedError, match=r"^mise-en-demeure\.pdf: more than"):
        form_of(consignment(Service.LETTER), settings)


@pytest.mark.parametrize(
    ("party", "names"),
    [
        (Party("Boulangerie Martin SARL"), ("", "", "Boulangerie Martin SARL")),
        (Party("Claire Martin", professional=False), ("Claire Martin", "", "")),
        (Party("Claire Martin", first_name="Claire", last_name="Martin", professional=False), ("Martin", "Claire", "")),
        (Party("Claire Martin", company="Boulangerie Martin SARL"), ("Claire Martin", "", "Boulangerie Martin SARL")),
        (Party("Boulangerie", company="Boulangerie"), ("", "", "Boulangerie")),
    ],
)
def test_people_and_companies_stand_where_the_carrier_wants_them(party: Party, names: tuple[str, str, str]) -> None:
    told = recipient_of(consignment(Service.LETTER, recipient=replace(party, address=DEBTOR.address)))
    assert (told["nom"], told["prenom"], told["societe"]) == names


def test_a_long_name_is_cut_between_words() -> None:
    long = "Société coopérative agricole " + "de transformation et de commercialisation de la Loire-Atlantique"
    told = recipient_of(changed(company=long))
    assert told["societe"] == "Société coopérative agricole de transformation et de commercialisation de la"


def test_a_name_of_just_the_length_is_whole() -> None:
    assert recipient_of(changed(company="Atelier " + "x" * 82))["societe"] == "Atelier " + "x" * 82
    assert recipient_of(changed(company="Atelier " + "x" * 82 + " SARL"))["societe"] == "Atelier " + "x" * 82
    assert recipient_of(changed(company="x" * 95))["societe"] == "x" * 90


def test_the_pretended_carrier_refuses_what_the_contract_refuses(fake: MerciFacteurFake) -> None:
    carrier = adapter(fake)
    good = dict(parse_qsl(urlencode(form_of(consignment(Service.REGISTERED))), keep_blank_values=True))
    adress, content = json.loads(good["adress"]), json.loads(good["content"])
    partial = adress | {"dest": [{k: v for k, v in adress["dest"][0].items() if k != "adresse3"}]}
    empty = content | {"letter": content["letter"] | {"files": []}}
    for spoilt, code in (
        ({"modeEnvoi": "ecopli"}, "INVALID_MODE_ENVOI"),
        ({"adress": json.dumps(partial)}, "INFO_ADDRESS_MISSING"),
        ({"content": json.dumps(empty)}, "LETTER_INVALID_FILES"),
        ({"dateEnvoi": ""}, "INVALID_DATE_ENVOI"),
        ({"dateEnvoi": "2026-03-01"}, "INVALID_DATE_ENVOI"),
        ({"gestionNpai": "1"}, "INVALID_GESTION_NPAI"),
        ({"designation": "d" * 51}, "FIELD_TOO_LONG"),
        ({"idUser": "1"}, "INVALID_USER"),
    ):
        said = carrier.api.act("POST", "sendCourrier", form=good | spoilt)
        assert (said.well, said.code) == (False, code)
    assert fake.letters == {}
