"""The parts of the embedded AWS that need none of it to be tried."""

import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local import packing, template
from local.emulator import mails
from local.moved_clock import MovedClock

MARCH = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


def test_a_clock_that_nobody_moved_shows_real_time(tmp_path: Path) -> None:
    assert abs(MovedClock(tmp_path / "clock").now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_moved_clock_goes_on_and_a_frozen_one_does_not(tmp_path: Path) -> None:
    clock = MovedClock(tmp_path / "clock")
    clock.move_to(MARCH, frozen=True)
    assert clock.now() == clock.now() == MARCH
    clock.move_to(MARCH)
    assert timedelta() <= clock.now() - MARCH < timedelta(seconds=5)
    clock.release()
    assert clock.now().year == datetime.now(UTC).year


def test_a_clock_is_not_moved_to_a_time_without_a_zone(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        MovedClock(tmp_path / "clock").move_to(datetime(2026, 3, 2))  # noqa: DTZ001


def test_short_forms_of_a_template_become_long_ones(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(
        "Version: 2012-10-17\nA: !Ref X\nB: !GetAtt X.Y.Z\nC: !Sub ${X}\nD: !If [C, !Ref A, b]\nE: !Condition C\n"
    )
    assert template.read(tmp_path / "t.yaml") == {
        "Version": "2012-10-17",
        "A": {"Ref": "X"},
        "B": {"Fn::GetAtt": ["X", "Y.Z"]},
        "C": {"Fn::Sub": "${X}"},
        "D": {"Fn::If": ["C", {"Ref": "A"}, "b"]},
        "E": {"Condition": "C"},
    }


def test_a_layer_holds_its_packages_and_what_belongs_to_no_layer_stays_out(tmp_path: Path) -> None:
    for name in ("relance/domain/rule.py", "relance/cli/main.py", "Makefile", "relance/__pycache__/x.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    with zipfile.ZipFile(packing.layer_zip(tmp_path)) as layer:
        names = [name for name in layer.namelist() if name.endswith(".py")]
    assert names == ["python/relance/domain/rule.py"]


def test_a_zip_is_made_once_per_content(tmp_path: Path) -> None:
    (tmp_path / "handler.py").write_text("A = 1")
    first = packing.function_zip(tmp_path)
    assert packing.function_zip(tmp_path) == first
    (tmp_path / "handler.py").write_text("A = 2")
    assert packing.function_zip(tmp_path) != first


def test_a_function_has_code_and_no_libraries_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        packing.function_zip(tmp_path)
    (tmp_path / "handler.py").write_text("")
    (tmp_path / "requirements.txt").write_text("six")
    with pytest.raises(ValueError, match="layer"):
        packing.function_zip(tmp_path)


def test_a_simple_mail_is_composed_as_ses_does() -> None:
    request = {
        "FromEmailAddress": "desk@sample.test",
        "Destination": {"ToAddresses": ["a@debtor.test"]},
        "Content": {
            "Simple": {
                "Subject": {"Data": "Relance"},
                "Body": {"Text": {"Data": "Bonjour"}, "Html": {"Data": "<p>Bonjour</p>"}},
                "Attachments": [{"RawContent": "JVBERg==", "FileName": "l.pdf", "ContentType": "application/pdf"}],
            }
        },
    }
    mail = mails.from_request(request, "m1", MARCH)
    assert (mail.source, mail.destination) == ("desk@sample.test", ("a@debtor.test",))
    assert b"application/pdf" in mail.raw
    assert b"<p>Bonjour</p>" in mail.raw
