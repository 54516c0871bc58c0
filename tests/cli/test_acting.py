"""Holding, stopping, looking around, redriving, and being refused. It is Monday 2 February 2026, 08:30 in Paris."""

import subprocess
import sys
from datetime import date

import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from relance.cli.main import main
from relance.domain.errors import TransientError
from relance.ports.dead_letters import DeadLetter
from tests.builders import invoice_item
from tests.cli.terminal import Terminal, cells, plainly
from tests.service.desk_world import MONDAY


@pytest.fixture
def terminal() -> Terminal:
    made = Terminal()
    made.world.account(invoice_item("F-1"))
    made.queues.feeds = {"ContactQueue": "ContactDeadLetters", "ContactDeadLetters": None, "ProjectionFailures": None}
    made.queues.bodies = {"ContactDeadLetters": [DeadLetter("m-1", "{}", "r-1"), DeadLetter("m-2", "{}", "r-2")]}
    return made


def test_holding_an_account_until_a_day(terminal: Terminal) -> None:
    lines = terminal.run("hold", "C-1", "--reason", "réclamation", "--until", "13/02/2026", "--by", "zoe")

    assert lines == [
        "Le compte C-1 est suspendu jusqu'au 13/02/2026 inclus.",
        "La prescription continue de courir, comme les intérêts de retard qui sont dus.",
        "Prochain examen du compte : 14/02/2026.",
    ]
    held = terminal.world.ledger.load("C-1").hold
    assert held is not None
    assert (held.by, held.until) == ("zoe", date(2026, 2, 13))


def test_holding_and_releasing_one_invoice(terminal: Terminal) -> None:
    lines = terminal.run("hold", "C-1", "--invoice", "F-1", "--reason", "litige", "--kind", "dispute")
    assert lines[0] == "La facture F-1 du compte C-1 est suspendue jusqu'à levée."
    assert lines[1].startswith("Une créance contestée n'est pas certaine")
    assert lines[2] == "Prochain examen du compte : à un fait nouveau."
    assert terminal.run("release", "C-1", "--invoice", "F-1") == [
        "La facture F-1 du compte C-1 n'est plus suspendue.",
        "Prochain examen du compte : 02/02/2026.",
    ]


def test_stopping_and_resuming(terminal: Terminal) -> None:
    terminal.run("resume")
    assert terminal.world.controls.sending().live_since == MONDAY

    assert terminal.run("stop", "--reason", "inventaire")[0].startswith("Envoi coupé")
    switch = terminal.world.controls.sending()
    assert (switch.on, switch.by, switch.reason) == (False, "anne", "inventaire")

    assert terminal.run("resume")[0] == "Envoi ouvert. En service depuis le 02/02/2026."


def test_the_status_at_a_glance(terminal: Terminal) -> None:
    lines = terminal.run("status")

    assert lines[:6] == [
        "Envoi : coupé, jamais mis en service",
        "Données de facturation : aucune reçue à ce jour",
        "Messages abandonnés : 2",
        "Quarantaine : 0 enregistrement",
        "Contacts sans issue depuis une heure : 0",
        "Approbations en attente : 0",
    ]
    assert ["ContactDeadLetters", "2", "0"] in [cells(line) for line in lines]
    assert not any("Approbations" in line for line in terminal.run("status", "--quick"))
    assert terminal.json("status")["dead_letters"] == 2


def test_dead_letters_are_listed_and_sent_back(terminal: Terminal) -> None:
    rows = [cells(line) for line in terminal.run("dead-letters", "list")]
    assert ["ContactDeadLetters", "2", "ContactQueue"] in rows

    assert terminal.run("dead-letters", "redrive", "ContactQueue") == ["2 messages remis dans ContactQueue."]
    assert terminal.queues.bodies["ContactDeadLetters"] == []


def test_a_refusal_is_one_line_that_names_the_field_and_the_reason(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    assert terminal.run("hold", "C-1", "--reason", "x", "--until", "2026-01-01") == []
    assert terminal.code == 1
    assert plainly(capsys.readouterr().err) == "Refusé : fin : le 01/01/2026 est passé\n"


@pytest.mark.parametrize(
    ("raised", "line"),
    [
        (TransientError("C-1 keeps changing"), "Réessayez : C-1 keeps changing\n"),
        (NoCredentialsError(), "AWS : Unable to locate credentials\n"),
        (
            ClientError({"Error": {"Code": "AccessDenied", "Message": "not allowed"}}, "Query"),
            "AWS refuse Query : AccessDenied, not allowed\n",
        ),
    ],
)
def test_what_goes_wrong_outside_is_one_line_too(
    raised: Exception, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def connect(_: object) -> None:
        raise raised

    assert main(["status"], connect=connect) == 1  # type: ignore[arg-type]
    assert plainly(capsys.readouterr().err) == line


def test_an_interrupted_command_says_nothing() -> None:
    def connect(_: object) -> None:
        raise KeyboardInterrupt

    assert main(["status"], connect=connect) == 130  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["preview", "le 12 mars"], "le 12 mars n'est pas un jour ; écrivez 2026-03-12 ou 12/03/2026"),
        (["hold", "C-1"], "--reason"),
        (["quarantine", "replay"], "--all"),
        (["dunno"], "dunno"),
        ([], "COMMANDE"),
    ],
)
def test_a_badly_written_command_is_exit_code_2(
    words: list[str], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)

    assert stopped.value.code == 2
    assert part in plainly(capsys.readouterr().err)


def test_help_needs_no_aws_and_no_table_library() -> None:
    """Loading them takes most of a second: who asks for help should not wait for it."""
    code = (
        "import sys; from relance.cli.parser import parser; from relance.cli import main; "
        "parser(stack='', person='').format_help(); "
        "sys.exit(any(name in sys.modules for name in ('boto3', 'botocore', 'rich', 'pydantic')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
