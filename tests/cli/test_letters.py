"""`relance letters preview`: every letter to leaf through, without AWS."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from relance.adapters.policies.shipped import sample_creditor
from relance.adapters.rendering.gallery import cells, refusals
from relance.cli.main import main
from relance.domain.billing import CustomerKind
from relance.domain.cells import refused, tones
from relance.domain.document import Document

ONE = "fr-4-formal_notice-consumer-firm-ordinary"

Preview = Callable[..., int]


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    return lambda *words: main(["letters", "preview", str(tmp_path / "out"), *words])


def test_letters_mails_and_contact_sheets_are_written_with_an_index(preview: Preview, tmp_path: Path) -> None:
    assert preview("--only", "fr-4-formal_notice-consumer") == 0
    out = tmp_path / "out"
    assert (out / "letters" / f"{ONE}.pdf").read_bytes().startswith(b"%PDF")
    assert "1 234,57 €" in (out / "mails" / f"{ONE}.txt").read_text("utf-8").replace("\u202f", " ").replace(
        "\u00a0", " "
    )
    index = (out / "index.html").read_text("utf-8")
    assert f"letters/{ONE}.pdf" in index
    assert f"mails/{ONE}.html" in index
    assert "pas de mise en demeure à un acheteur public" in index
    with Image.open(out / "contact-sheet-01.png") as sheet:
        assert sheet.width > 2000
    assert len(pypdfium2.PdfDocument(out / "contact-sheet.pdf")) == len(list(out.glob("contact-sheet-*.png")))


def test_all_letters_in_one_file_have_all_their_pages(preview: Preview, tmp_path: Path) -> None:
    preview("--only", "fr-4-formal_notice-consumer")
    alone = sum(len(pypdfium2.PdfDocument(path)) for path in (tmp_path / "out" / "letters").iterdir())
    assert len(pypdfium2.PdfDocument(tmp_path / "out" / "letters.pdf")) == alone


def test_a_second_preview_leaves_no_sheet_of_the_first(preview: Preview, tmp_path: Path) -> None:
    preview("--only", "fr-4-formal_notice-business")
    assert (tmp_path / "out" / "contact-sheet-02.png").exists()
    preview("--only", ONE)
    assert [path.name for path in (tmp_path / "out").glob("contact-sheet-*.png")] == ["contact-sheet-01.png"]


def test_drafts_take_the_place_of_what_is_shipped(preview: Preview, tmp_path: Path) -> None:
    drafts = tmp_path / "drafts"
    (drafts / "fr").mkdir(parents=True)
    (drafts / "fr" / "formal_notice.consumer.toml").write_text('[letter]\nclosing = "Bien à vous, {{ creditor }}."\n')
    creditor = sample_creditor().replace(b'legal_name = "Atelier Exemple"', b'legal_name = "Maison Essai"')
    (drafts / "creditor.toml").write_bytes(creditor)
    assert preview("--only", ONE, "--texts", str(drafts)) == 0
    pages = pypdfium2.PdfDocument(tmp_path / "out" / "letters" / f"{ONE}.pdf")
    assert "Bien à vous, Maison Essai." in "".join(page.get_textpage().get_text_bounded() for page in pages)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("texts/fr/premiere.toml", "un texte s’appelle"),
        ("notes.toml", "notes.toml"),
        ("texts/fr/formal_notice.public.toml", "acheteur public"),
    ],
)
def test_a_draft_that_nothing_would_read_is_refused_by_name(
    preview: Preview, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, reason: str
) -> None:
    draft = tmp_path / "drafts" / name
    draft.parent.mkdir(parents=True)
    draft.write_text('[letter]\nclosing = "Bonjour"\n')
    assert preview("--texts", str(tmp_path / "drafts")) == 1
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--only", "lettre-de-cachet"), "aucune lettre ne s’appelle ainsi"),
        (("--texts", "/nulle-part"), "n’est pas un dossier"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    preview: Preview, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], reason: str
) -> None:
    assert preview(*words) == 1
    assert reason in capsys.readouterr().err


def test_every_letter_that_may_exist_is_shown_and_every_other_is_named() -> None:
    shown = {(cell.name.document, cell.name.kind, cell.name.tone) for cell in cells()}
    expected = {
        (document, kind, tone)
        for document in Document
        for kind in CustomerKind
        if refused(document, kind) is None
        for tone in tones(document)
    }
    assert shown == expected
    assert {(r.document, r.kind) for r in refusals()} == {(Document.FORMAL_NOTICE, CustomerKind.PUBLIC)}


def test_no_two_letters_have_one_name() -> None:
    slugs = [cell.slug for cell in cells()]
    assert len(set(slugs)) == len(slugs)
