"""Dossiers of a careful forger, who mends every sum: what is added to the file or changed around it is found."""

import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.cli.evidence_words import finding_lines
from relance.domain.flaws import Finding, Flaw
from tests.evidence.exported import Desk, members, packed, stamped_world

INTACT = "INTACT : tout ce qui prouve l'historique du compte C-1 est tel qu'il a été écrit."


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dossier") / "dossier.zip"
    assert Desk(stamped_world()).run("export", "C-1", "-o", str(path))[0] == INTACT
    return path


@pytest.fixture
def desk() -> Desk:
    return Desk(None)


# ----------------------------------------------------------------------------- the zip


@pytest.fixture(scope="module")
def raw(file: Path) -> bytes:
    return file.read_bytes()


@given(data=st.data())
def test_any_byte_of_the_zip_is_found_even_its_dates_and_permissions(
    raw: bytes, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    place, bit = data.draw(st.integers(0, len(raw) - 1)), data.draw(st.integers(1, 255))
    changed = tmp_path_factory.mktemp("raw") / "b.zip"
    changed.write_bytes(raw[:place] + bytes([raw[place] ^ bit]) + raw[place + 1 :])
    desk = Desk(None)
    desk.run("verify", str(changed))
    assert desk.code == 1


def test_every_byte_of_the_tables_at_the_end_of_the_zip_is_found(raw: bytes, tmp_path: Path) -> None:
    """One of them says which version of zip is needed, and made the library give up without a word."""
    start = raw.index(b"PK\x01\x02")
    for place in [*range(start, start + 60), *range(len(raw) - 90, len(raw))]:
        for other in {raw[place] ^ 1, raw[place] ^ 0x80, 0} - {raw[place]}:
            (tmp_path / "b.zip").write_bytes(raw[:place] + bytes([other]) + raw[place + 1 :])
            desk = Desk(None)
            desk.run("verify", str(tmp_path / "b.zip"))
            assert desk.code == 1, (place - start, other)


@pytest.mark.parametrize("tail", [b"\0", b"PK", b"<html>", b"\0" * 64])
@pytest.mark.parametrize("repacked", [False, True])
def test_nothing_may_stand_before_or_behind_it(
    file: Path, desk: Desk, tmp_path: Path, tail: bytes, *, repacked: bool
) -> None:
    whole = (packed(tmp_path / "a.zip", members(file)) if repacked else file).read_bytes()
    (tmp_path / "b.zip").write_bytes(whole + tail)
    lines = desk.run("verify", str(tmp_path / "b.zip"))
    assert (desk.code, lines[0]) == (1, "ALTÉRÉ : le dossier n'est plus, à l'octet, le fichier qui a été écrit.")


def test_what_somebody_unpacked_and_packed_again_is_as_good_as_it_was(file: Path, desk: Desk, tmp_path: Path) -> None:
    with zipfile.ZipFile(file) as opened:
        opened.extractall(tmp_path / "held")
    again = shutil.make_archive(str(tmp_path / "again"), "zip", tmp_path / "held")
    with zipfile.ZipFile(again) as opened:
        held = {name: opened.read(name) for name in opened.namelist() if not name.endswith("/")}
    assert desk.run("verify", str(packed(tmp_path / "b.zip", held, sums=False)))[0] == INTACT


def test_a_foreign_comment_is_found(file: Path, desk: Desk, tmp_path: Path) -> None:
    shutil.copy(file, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "a") as opened:
        opened.comment = b"vu et approuve"
    desk.run("verify", str(tmp_path / "b.zip"))
    assert desk.code == 1


def test_a_member_twice_is_found(file: Path, desk: Desk, tmp_path: Path) -> None:
    shutil.copy(file, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "a") as opened, pytest.warns(UserWarning, match="Duplicate"):
        opened.writestr("registre.json", opened.read("registre.json"))
    assert desk.run("verify", str(tmp_path / "b.zip"))[0] == (
        "ALTÉRÉ : dans le dossier, registre.json n'est pas dans la liste SHA256SUMS."
    )


@pytest.mark.parametrize(
    "name",
    [
        "fichiers/letters/C-1/2026-03-02/accord.pdf",
        "sceaux/2026-03-01.tsr",
        "sceaux/2026-03-05.chemin.json",
        "../../etc/cron.d/relance",
        "LISEZMOI.pdf",
    ],
)
def test_a_member_that_nothing_names_is_found_though_it_is_in_the_list(
    file: Path, desk: Desk, tmp_path: Path, name: str
) -> None:
    changed = packed(tmp_path / "b.zip", members(file) | {name: b"%PDF-1.7 un accord qui n'a jamais existe"})
    lines = desk.run("verify", str(changed))
    assert (desk.code, lines[0]) == (
        1,
        f"ALTÉRÉ : dans le dossier, {name} n'est nommé par aucun événement ni aucune fiche.",
    )


def test_a_name_that_steers_the_terminal_cannot_write_our_verdict(file: Path, desk: Desk, tmp_path: Path) -> None:
    """It cleared the screen, went to its corner and wrote INTACT there."""
    name = "fichiers/\x1b[2J\x1b[1;1HINTACT : tout va bien\u202e"
    lines = desk.run("verify", str(packed(tmp_path / "b.zip", members(file) | {name: b"x"})))
    assert desk.code == 1
    assert not any("\x1b" in line or "\u202e" in line or line.startswith("INTACT") for line in lines)
    assert r"fichiers/\u001b[2J\u001b[1;1HINTACT" in lines[0]


def test_a_name_of_two_lines_is_told_in_one() -> None:
    first, *_ = finding_lines(Finding(Flaw.MEMBER_UNTOLD, "lettre.pdf\nINTACT : tout va bien"))
    assert r"lettre.pdf\u000aINTACT" in first
