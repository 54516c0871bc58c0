"""A dossier that was exported: intact it verifies without a network, changed anywhere it says where."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from local.tsa.authority import make_root
from relance.adapters.dossier_file import member_of
from relance.domain import events
from tests.cli.terminal import plainly
from tests.evidence.exported import Desk, members, packed, stamped_world
from tests.evidence_world import EvidenceWorld, flipped

ALL_IS_WELL = "INTACT : tout ce qui prouve l'historique du compte C-1 est tel qu'il a été écrit."
OFFLINE = """
import socket, sys

class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"boto3", "botocore"}:
            raise ImportError(name + " is not for the offline verification")

def nobody(*args, **kwargs):
    raise OSError("no network")

sys.meta_path.insert(0, Nothing())
socket.socket.connect = socket.create_connection = socket.getaddrinfo = nobody
from relance.cli.main import main
sys.exit(main(["verify", sys.argv[1]]))
"""


@pytest.fixture(scope="module")
def world() -> EvidenceWorld:
    return stamped_world()


@pytest.fixture(scope="module")
def file(world: EvidenceWorld, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dossier") / "dossier.zip"
    desk = Desk(world)
    lines = desk.run("export", "C-1", "-o", str(path))
    assert (desk.code, lines[0]) == (0, ALL_IS_WELL)
    return path


@pytest.fixture
def desk() -> Desk:
    """Somebody who has a file and no deployment."""
    return Desk(None)


def test_the_file_verifies_by_itself(file: Path, desk: Desk) -> None:
    lines = desk.run("verify", str(file))
    assert (desk.code, lines[0]) == (0, ALL_IS_WELL)
    assert lines[1:6] == [
        "  Événements : 21, du 02/03/2026 à 09:00 au 04/03/2026 à 10:03, chaînés sans lacune",
        "  Fiches : 5 fiches, conformes aux événements",
        "  Fichiers : 24 (4 ko), chacun à son empreinte",
        "  Heures certifiées de courriers suivis : 2",
        "  Sceaux : 3, chaînés sans lacune ; le compte figure dans 3, jusqu'à l'événement n° 21",
    ]
    assert lines[6] == (
        "  Horodatage : les événements jusqu'au n° 21 existaient au plus tard le 04/03/2026 à 23:45,"
        " selon « Horodatage d'essai »"
    )
    assert lines[7] == "  Effacé volontairement, la chaîne le dit : notes/C-1/2.txt"
    assert "empreinte SHA-256" in lines[-1]


def test_it_verifies_with_neither_network_nor_aws(file: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, str(file)], env=bare, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("INTACT")


def test_other_accounts_are_not_in_it(file: Path, world: EvidenceWorld) -> None:
    held = b"".join(members(file).values())
    assert b"C-2" not in held
    assert b"C-3" not in held
    leaves = world.evidence.files["seals/2026-03-02.leaves"].split(b"\n")
    assert sum(leaf in held for leaf in leaves if leaf) == 1


def test_what_the_letter_of_instructions_says_is_what_happens(file: Path, tmp_path: Path) -> None:
    """Every command of LISEZMOI.txt, as somebody copies it into a terminal."""
    if not all(map(shutil.which, ("bash", "openssl", "sha256sum", "python3"))):
        pytest.skip("this machine lacks one of bash, openssl, sha256sum, python3")
    with zipfile.ZipFile(file) as opened:
        opened.extractall(tmp_path)
    said = (tmp_path / "LISEZMOI.txt").read_text()
    commands = [c for c in re.findall(r"(?:^ {4}.+\n)+", said, re.MULTILINE) if "relance verify" not in c]
    assert len(commands) == 6
    sums, texts, links, stamp, time, path = (
        subprocess.run(["bash", "-c", c], cwd=tmp_path, capture_output=True, text=True, check=False) for c in commands
    )
    assert sums.returncode == 0
    assert set(re.findall(r": (\w+)$", sums.stdout, re.MULTILINE)) <= {"OK", "Réussi"}
    assert (texts.stdout, links.stdout) == ("", "")
    assert stamp.stdout == "Verification: OK\n"
    assert "Time stamp: Mar  4 22:45:00 2026 GMT" in time.stdout
    assert path.stdout == "conforme\n"

    history = tmp_path / "evenements.txt"
    whole = history.read_text()
    history.write_text(whole.replace('"invoice":"C-1#F-1"', '"invoice":"C-1#F-9"'))
    assert subprocess.run(["bash", "-c", commands[1]], cwd=tmp_path, capture_output=True, check=True).stdout == (
        "altéré : 0000000001\n".encode()
    )
    history.write_text("".join(line for n, line in enumerate(whole.splitlines(keepends=True)) if n != 4))
    assert subprocess.run(["bash", "-c", commands[2]], cwd=tmp_path, capture_output=True, check=True).stdout == (
        b"rompu : 0000000006\n"
    )


# ----------------------------------------------------------------------------- changes


def places(body: bytes) -> list[int]:
    """Beginning, end, and some between."""
    return sorted({0, 1, len(body) // 3, len(body) // 2, 2 * len(body) // 3, len(body) - 2, len(body) - 1})


def test_a_byte_changed_in_any_member_is_found_and_the_member_is_named(file: Path, desk: Desk, tmp_path: Path) -> None:
    held = members(file)
    for name, body in held.items():
        for place in places(body):
            changed = packed(tmp_path / "b.zip", held | {name: flipped(body, place)}, sums=False)
            lines = desk.run("verify", str(changed))
            assert desk.code == 1, (name, place)
            assert lines[0].startswith("ALTÉRÉ : dans le dossier, ")
            assert name in lines[0] or name == "SHA256SUMS"


COVERED = r"(?!LISEZMOI|autorite|chemin|dossier\.json|registre|SHA256SUMS)"
"""Of what else there is: the instructions, whom to trust and the export's own date prove nothing, and the rows hold
billing's facts too (test_verifying.py knows which of their values prove something)."""


def test_it_is_found_too_where_the_forger_mends_the_list_of_sums(file: Path, desk: Desk, tmp_path: Path) -> None:
    held = members(file)
    for name, body in held.items():
        if not re.match(COVERED, name):
            continue
        for place in places(body):
            changed = packed(tmp_path / "b.zip", held | {name: flipped(body, place)})
            lines = desk.run("verify", str(changed))
            assert desk.code == 1, (name, place)
            assert lines[0].startswith("ALTÉRÉ : ")
            assert lines[-1] == "Le contrôle s'arrête là : tout ce qui suit repose sur ce qui est altéré."


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fichiers/cases/CASE-1/notice.pdf", "le fichier cases/CASE-1/notice.pdf manque"),
        ("fichiers/cases/CASE-1/pieces/contract.pdf", "le fichier cases/CASE-1/pieces/contract.pdf manque"),
        ("sceaux/2026-03-03.json", "le sceau du 03/03/2026 manque"),
        ("sceaux/2026-03-04.json", "le sceau du 04/03/2026 manque"),
        ("sceaux/2026-03-03.tsr", "l'horodatage du sceau du 03/03/2026 manque"),
        ("evenements.txt", "dans le dossier, evenements.txt manque"),
        ("registre.json", "dans le dossier, registre.json manque"),
    ],
)
def test_a_member_taken_away_is_missed(file: Path, desk: Desk, tmp_path: Path, name: str, words: str) -> None:
    held = {other: body for other, body in members(file).items() if other != name}
    lines = desk.run("verify", str(packed(tmp_path / "b.zip", held)))
    assert (desk.code, lines[0]) == (1, f"ALTÉRÉ : {words}.")
    desk.run("verify", str(packed(tmp_path / "b.zip", held, sums=False)))
    assert desk.code == 1


def test_a_member_added_is_not_overlooked(file: Path, desk: Desk, tmp_path: Path) -> None:
    changed = packed(tmp_path / "b.zip", members(file) | {"fichiers/lettre.pdf": b"%PDF"}, sums=False)
    assert desk.run("verify", str(changed))[0] == (
        "ALTÉRÉ : dans le dossier, fichiers/lettre.pdf n'est pas dans la liste SHA256SUMS."
    )


def test_an_event_changed_is_told_with_both_hashes(file: Path, desk: Desk, tmp_path: Path) -> None:
    held = members(file)
    history = held["evenements.txt"].replace(b'"invoice":"C-1#F-1"', b'"invoice":"C-1#F-9"')
    lines = desk.run("verify", str(packed(tmp_path / "b.zip", held | {"evenements.txt": history})))
    kept, text = history.decode().split("\n")[0].split(" ", 2)[1:]
    assert lines == [
        "ALTÉRÉ : l'événement n° 1 n'est plus celui qui a été écrit.",
        f"  attendu : {kept}",
        f"  trouvé : {hashlib.sha256(text.encode()).hexdigest()}",
        "Le contrôle s'arrête là : tout ce qui suit repose sur ce qui est altéré.",
    ]


def test_a_history_cut_off_is_told_by_the_seals(file: Path, desk: Desk, tmp_path: Path) -> None:
    """Events and rows of Monday alone, in a file that holds the seals of all three nights."""
    short = tmp_path / "monday.zip"
    Desk(stamped_world(days=1)).run("export", "C-1", "-o", str(short))
    held = members(file) | {n: members(short)[n] for n in ("evenements.txt", "registre.json")}
    lines = desk.run("verify", str(packed(tmp_path / "b.zip", held)))
    assert desk.code == 1
    assert lines[0] == "ALTÉRÉ : l'événement scellé le 03/03/2026 n'est plus dans la chaîne."


def test_another_authority_than_the_one_that_somebody_trusts_is_refused(file: Path, desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "autre.pem"
    other.write_bytes(make_root().pem)
    lines = desk.run("verify", str(file), "--ca", str(other))
    assert desk.code == 1
    assert "n'est pas de l'autorité reconnue, ou certifie autre chose" in lines[0]


def test_the_authority_that_somebody_trusts_may_be_given(file: Path, desk: Desk, tmp_path: Path) -> None:
    own = tmp_path / "tsa.pem"
    own.write_bytes(members(file)["autorite.pem"])
    lines = desk.run("verify", str(file), "--ca", str(own))
    assert desk.code == 0
    assert not any("empreinte SHA-256" in line for line in lines)


@pytest.mark.parametrize("body", [b"", b"bonjour", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_dossier_is_refused_in_one_line(
    body: bytes, desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.zip").write_bytes(body)
    lines = desk.run("verify", str(tmp_path / "a.zip"))
    assert desk.code == 1
    assert lines or capsys.readouterr().err.startswith("Refusé")


def test_a_file_that_is_not_there_is_said(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.run("verify", "nulle-part.zip")
    assert desk.code == 1
    assert "nulle-part.zip ne se lit pas" in capsys.readouterr().err


# ----------------------------------------------------------------------------- exporting


def test_what_is_altered_is_not_exported(tmp_path: Path) -> None:
    world = stamped_world()
    key = "cases/CASE-1/notice.pdf"
    world.archive.files[key] = flipped(world.archive.files[key], 0)
    desk = Desk(world)
    lines = desk.run("export", "C-1", "-o", str(tmp_path / "a.zip"))
    assert desk.code == 1
    assert lines[0] == f"ALTÉRÉ : le fichier {key} n'est plus celui qui a été conservé."
    assert lines[-1] == "Rien n'a été écrit."
    assert not (tmp_path / "a.zip").exists()


def test_a_trial_deployment_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    Desk(stamped_world(), specimen=True).run("export", "C-1", "-o", str(path))
    assert "SPÉCIMEN : il vient d'un déploiement d'essai" in plainly(members(path)["LISEZMOI.txt"].decode())
    lines = Desk(None).run("verify", str(path))
    assert "SPÉCIMEN : ce dossier vient d'un déploiement d'essai, il ne prouve rien." in lines


def test_without_any_authority_the_file_still_proves_that_nothing_changed(tmp_path: Path) -> None:
    world = EvidenceWorld(stamper=None).tell(events.INVOICE_SEEN, invoice="C-1#F-1").night(date(2026, 3, 2))
    world.evidence.files.pop("seals/2026-03-02.tsr")
    world.book.state = replace(world.book.state, stamps=())
    path = tmp_path / "a.zip"
    Desk(world).run("export", "C-1", "-o", str(path))
    desk = Desk(None)
    lines = desk.run("verify", str(path))
    assert desk.code == 0
    assert "  Horodatage : aucun ne couvre encore ce compte" in lines
    assert "openssl" not in members(path)["LISEZMOI.txt"].decode()


@pytest.mark.parametrize(
    "key", ["notes/../../etc/passwd", "notes/C 1/é.txt", "notes//x", "notes/" + "é" * 400 + ".txt", "notes/a:b*?.txt"]
)
def test_keys_of_any_form_make_names_that_every_file_system_takes(key: str, tmp_path: Path) -> None:
    name = member_of(key)
    assert all(re.fullmatch(r"[A-Za-z0-9._~%-]{0,200}", part) for part in name.split("/"))
    assert not {"..", "."} & set(name.split("/"))
    world = stamped_world()
    world.tell(events.HOLD_SET, content=world.archive.put(key, b"note", media_type="text/plain"))
    path = tmp_path / "a.zip"
    assert Desk(world).run("export", "C-1", "-o", str(path))[0] == ALL_IS_WELL
    assert Desk(None).run("verify", str(path))[0] == ALL_IS_WELL
    assert name in members(path)
