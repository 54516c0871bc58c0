"""The certificate of a tracked letter, read back and held against facts written by hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from relance.adapters.rendering.certificate.writer import PdfCertificates
from relance.domain.contact import LetterFact, StoredObject
from relance.domain.delivery import DeliveryStatus
from relance.domain.tracked_letter import Manifest, Part
from relance.ports.tracked import CertificateView, ProofFile
from tests import builders
from tests.cli.terminal import Terminal
from tests.service.desk_world import DeskWorld
from tests.tracked_world import TrackedWorld, text_of

_S = DeliveryStatus
OPENED = datetime(2026, 3, 3, 13, 11, 9, tzinfo=UTC)
LETTER_SHA = "1f" * 32
COPY_SHA = "2e" * 32
RECORD_SHA = "3d" * 32


def fact(status: DeliveryStatus, at: datetime, *, late: bool = False, certified: datetime | None = None) -> LetterFact:
    word = status.lower()
    return LetterFact(
        status,
        at,
        late,
        StoredObject(f"tracked/C-1/{word}-{RECORD_SHA}.json", RECORD_SHA),
        StoredObject(f"tracked/C-1/{word}-x.tsr", "4c" * 32) if certified else None,
        certified,
        "Autorité Exemple" if certified else "",
    )


def view(language: str = "fr", **changes: object) -> CertificateView:
    """Opened on Tuesday 3 March at 14:11:09 in Paris, certified four seconds later."""
    manifest = Manifest(
        "RL-260302-ABCDEFGHIJKL",
        "C-1042",
        date(2026, 3, 2),
        1,
        "Atelier Lumière",
        "123456782",
        "Boulangerie Martin SARL",
        "compta@boulangerie-martin.example",
        language,
        "Dernière relance : facture F-1",
        (
            Part("RL-260302-ABCDEFGHIJKL.pdf", StoredObject("letters/x.pdf", LETTER_SHA), 84_213),
            Part("F-1.pdf", StoredObject("letters/y.pdf", COPY_SHA), 1_143_000),
        ),
    )
    facts = (
        fact(_S.SENT, datetime(2026, 3, 2, 8, 5, 9, tzinfo=UTC), certified=datetime(2026, 3, 2, 8, 5, 10, tzinfo=UTC)),
        fact(_S.NOTIFIED, datetime(2026, 3, 2, 8, 5, 12, tzinfo=UTC)),
        fact(_S.OPENED, datetime(2026, 3, 3, 13, 10, tzinfo=UTC)),
        fact(
            _S.READ, datetime(2026, 3, 3, 13, 11, 9, tzinfo=UTC), certified=datetime(2026, 3, 3, 13, 11, 13, tzinfo=UTC)
        ),
    )
    proofs = (ProofFile("deposit.json", b'{"a":1}', "application/json"), ProofFile("read.tsr", b"\x30\x00", "x/y"))
    base = CertificateView(manifest, facts, datetime(2026, 3, 3, 13, 11, 20, tzinfo=UTC), date(2026, 3, 17), proofs)
    return replace(base, **changes)  # type: ignore[arg-type]


def written(shown: CertificateView, *, specimen: bool = False) -> bytes:
    return PdfCertificates(creditor=builders.creditor, specimen=specimen).certificate(shown)


SAID = {
    "fr": (
        "Certificat de suivi d’une lettre électronique",
        "Établi le 3 mars 2026 à 14 h 11 min 20 s, heure de Paris.",
        "Lettre ouverte, le 3 mars 2026 à 14 h 11 min 09 s",
        "Expéditeur Atelier Lumière",
        "Destinataire Boulangerie Martin SARL",
        "Adresse de l’avis compta@boulangerie-martin.example",
        "Compte client C-1042",
        "Objet Dernière relance : facture F-1",
        "Référence RL-260302-ABCDEFGHIJKL",
        "à ouvrir ou refuser jusqu’au 17 mars 2026 inclus, quinze jours comptés du lendemain de l’avis",
        f"RL-260302-ABCDEFGHIJKL.pdf 84 213 {LETTER_SHA}",
        f"F-1.pdf 1 143 000 {COPY_SHA}",
        "Lettre déposée 2 mars 2026 à 9 h 05 min 09 s 2 mars 2026 à 9 h 05 min 10 s par Autorité Exemple",
        "Avis distribué 2 mars 2026 à 9 h 05 min 12 s non certifiée",
        "Notification ouverte 3 mars 2026 à 14 h 10 min 00 s non certifiée",
        "Lettre ouverte 3 mars 2026 à 14 h 11 min 09 s 3 mars 2026 à 14 h 11 min 13 s par Autorité Exemple",
        "Non constaté à cette date : lettre refusée, lettre négligée.",
        "elle établit que le constat existait au plus tard à cette heure.",
        "Ne dit pas que la lettre elle-même a été ouverte.",
        "Ne dit pas qui l’a ouverte, l’identité n’étant pas vérifiée, ni qu’elle a été lue en entier.",
        "n’est pas une lettre recommandée",
        "article L100 du code des postes et des communications électroniques",
        "code de commerce, art. L110-3",
        "règlement (UE) n° 910/2014, art. 43, § 1",
        f"read.json {RECORD_SHA} read.tsr",
        f"opened.json {RECORD_SHA} aucun",
        "Atelier Lumière – SARL au capital de 20 000 € – RCS Nantes 123 456 782",
    ),
    "en": (
        "Certificate of a tracked electronic letter",
        "Made on 3 March 2026 at 14:11:20, Paris time.",
        "Letter opened, on 3 March 2026 at 14:11:09",
        "Sender Atelier Lumière",
        "Addressee Boulangerie Martin SARL",
        "Notice opened 3 March 2026 at 14:10:00 not certified",
        "Letter opened 3 March 2026 at 14:11:09 3 March 2026 at 14:11:13 by Autorité Exemple",
        "Not found at this date: letter refused, letter neglected.",
        "A tracked electronic letter is not a registered letter",
        "art. L110-3",
        "Regulation (EU) No 910/2014, art. 43, § 1",
    ),
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_tells_what_was_deposited_to_whom_and_each_fact_with_its_times(language: str) -> None:
    text = text_of(written(view(language))).replace("\u00a0", " ").replace("\u202f", " ")
    for said in SAID[language]:
        assert said in text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_never_says_more_than_is_known(language: str) -> None:
    words = text_of(written(view(language))).lower()
    for too_much in (
        "accusé de réception",
        "lettre lue",
        "a lu la lettre",
        "has read",
        "letter read",
        "recommandé avec",
    ):
        assert too_much not in words


def test_it_holds_the_proofs_that_it_tells_of() -> None:
    attached = PdfReader(BytesIO(written(view()))).attachments
    assert {name: bodies[0] for name, bodies in attached.items()} == {
        "deposit.json": b'{"a":1}',
        "read.tsr": b"\x30\x00",
    }


def test_equal_letters_give_equal_bytes() -> None:
    assert written(view()) == written(view())


def test_a_trial_is_marked_on_every_page() -> None:
    pages = PdfReader(BytesIO(written(view(), specimen=True))).pages
    assert all("SPÉCIMEN" in page.extract_text() for page in pages)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda v: replace(v, facts=v.facts[:1], last_day=None),
            "À cette date, la lettre n’a été ni ouverte, ni refusée, ni négligée",
        ),
        (
            lambda v: replace(v, facts=v.facts[:1], last_day=None),
            "aucun ne court : la distribution de l’avis n’est pas connue",
        ),
        (
            lambda v: replace(v, facts=(*v.facts[:1], replace(v.facts[1], record=None))),
            "certification en cours",
        ),
        (
            lambda v: replace(v, facts=v.facts[1:3]),
            "Aucune autorité d’horodatage n’est désignée : ces heures ne sont que celles de nos horloges.",
        ),
        (
            lambda v: replace(
                v,
                facts=(
                    *v.facts[:2],
                    fact(_S.UNCLAIMED, datetime(2026, 3, 17, 23, 30, tzinfo=UTC)),
                    fact(_S.READ, datetime(2026, 3, 20, 8, 0, tzinfo=UTC), late=True),
                ),
            ),
            "Lettre négligée, le 18 mars 2026 à 0 h 30 min 00 s",
        ),
    ],
)
def test_it_tells_a_letter_as_it_stands(spoil: Callable[[CertificateView], CertificateView], said: str) -> None:
    text = text_of(written(spoil(view()))).replace("\u00a0", " ").replace("\u202f", " ")
    assert said in text


NAMES = {
    "Société 北京光明 SARL": "Société [U+5317 U+4EAC U+5149 U+660E] SARL",
    "חברה 7": "[U+05D7 U+05D1 U+05E8 U+05D4] 7",
    "نور": "[U+0646 U+0648 U+0631]",
    "Εταιρεία Φως Α.Ε.": "Εταιρεία Φως Α.Ε.",
    "ООО «Свет»": "ООО «Свет»",
    "Nguyễn Thị Hồng": "Nguyễn Thị Hồng",
    "Bar 🍺 des Amis": "Bar des Amis",
}


@pytest.mark.parametrize(("name", "shown"), NAMES.items())
def test_a_sign_that_the_font_does_not_have_is_told_by_its_code_and_never_as_a_square(name: str, shown: str) -> None:
    """The letter was refused; whatever else is deposited one day, its certificate can be read."""
    base = view()
    deposited = replace(base.manifest, recipient=name, parts=(replace(base.manifest.parts[0], name=f"{name}.pdf"),))
    text = text_of(written(replace(base, manifest=deposited)))
    assert f"Destinataire {shown}" in text
    assert ("Entre crochets" in text) is ("U+" in shown)


def test_the_authority_too_may_have_a_name_that_the_font_does_not_show() -> None:
    base = view()
    facts = (replace(base.facts[0], authority="時刻認証局"), *base.facts[1:])
    assert "par [U+6642 U+523B U+8A8D U+8A3C U+5C40]" in text_of(written(replace(base, facts=facts)))


def test_fifty_enclosures_run_over_pages_and_none_is_lost() -> None:
    parts = tuple(Part(f"F-{n}.pdf", StoredObject("k", f"{n:064x}"), 1000) for n in range(51))
    shown = view()
    pdf = written(replace(shown, manifest=replace(shown.manifest, parts=parts)))
    text = text_of(pdf)
    assert len(PdfReader(BytesIO(pdf)).pages) > 2
    assert all(f"F-{n}.pdf" in text for n in range(51))


# ------------------------------------------------------------------------------- of a real letter


@pytest.fixture
def world() -> TrackedWorld:
    world = TrackedWorld()
    world.sends()
    world.arrives()
    world.opens()
    world.follows()
    return world


def test_whoever_has_the_certificate_can_redo_every_hash(world: TrackedWorld) -> None:
    (stored,) = [p.stored for p in world.row().proofs if p.kind == "BUNDLE"]
    pdf = world.evidence.read(stored.key)
    attached = {name: bodies[0] for name, bodies in PdfReader(BytesIO(pdf)).attachments.items()}
    text = text_of(pdf)
    names = ("deposit", "notified", "opened", "read")
    assert set(attached) == {f"{name}.{ending}" for name in names for ending in ("json", "tsr")}
    for name in names:
        digest = hashlib.sha256(attached[f"{name}.json"]).hexdigest()
        assert digest in text
        assert json.loads(attached[f"{name}.tsr"])["sha256"] == digest
    manifest = json.loads(attached["deposit.json"])
    letter = world.row().letter
    assert letter is not None
    assert manifest["parts"][0]["stored"]["sha256"] == letter.sha256
    read = json.loads(attached["read.json"])
    assert read["manifest_sha256"] == hashlib.sha256(attached["deposit.json"]).hexdigest()
    assert (read["fact"], read["reference"]) == ("READ", world.row().reference)


# ------------------------------------------------------------------------------------ the command


def terminal(world: TrackedWorld) -> Terminal:
    return Terminal(DeskWorld(ledger=world.ledger, archive=world.archive, evidence=world.evidence, clock=world.clock))


def test_the_command_gives_the_certificate_that_is_kept(world: TrackedWorld, tmp_path: Path) -> None:
    file = tmp_path / "certificat.pdf"
    person = terminal(world)
    lines = person.run("certificate", world.row().reference, "-o", str(file))
    (stored,) = [p.stored for p in world.row().proofs if p.kind == "BUNDLE"]
    assert person.code == 0
    assert file.read_bytes() == world.evidence.read(stored.key)
    assert lines == [
        f"Courrier suivi {world.row().reference} : lettre ouverte.",
        f"Certificat conservé dans le coffre des preuves : {file}",
    ]


def test_the_command_writes_one_for_a_letter_that_still_waits(tmp_path: Path) -> None:
    world = TrackedWorld()
    world.sends()
    file = tmp_path / "certificat.pdf"
    person = terminal(world)
    lines = person.run("certificate", world.row().reference, "-o", str(file))
    assert (person.code, file.read_bytes()[:5]) == (0, b"%PDF-")
    assert lines[0] == f"Courrier suivi {world.row().reference} : pas encore d'issue."
    assert "établi à l'instant" in lines[1]


def test_the_command_refuses_a_reference_of_nothing(
    world: TrackedWorld, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    person = terminal(world)
    person.run("certificate", "RL-260202-NOTHINGATALL", "-o", str(tmp_path / "x.pdf"))
    assert person.code == 1
    assert "n’est pas celle d’un courrier suivi électronique" in capsys.readouterr().err
    person.run("certificate", world.row().reference, "-o", str(tmp_path / "no" / "x.pdf"))
    assert person.code == 1
