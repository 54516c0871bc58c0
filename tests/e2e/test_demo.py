"""The demo as `make demo` plays it, once, and what it leaves; and what the functions were allowed meanwhile."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from rich.console import Console

from local.story.demo import Demo
from local.story.screen import StoryScreen
from local.story.world import World
from tests.e2e.permissions import Grant, Rule, grants, load_rules, unexercised

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("demo"), pytest.mark.timeout(900)]


@dataclass(frozen=True)
class Lived:
    """One life of the story."""

    out: Path
    summary: dict[str, Any]
    refused: list[dict[str, Any]]
    idle: list[Grant]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    out = tmp_path_factory.mktemp("demo")
    demo = Demo(out, StoryScreen(Console(quiet=True)))
    with demo.stack() as stack:
        demo.on(World(stack, stack.billing, demo.portfolio))
        decisions = [dict(decision) for decision in stack.permissions()]
        idle = unexercised(grants(stack), decisions)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    return Lived(out, summary, [d for d in decisions if not d["allowed"]], idle)


def test_sixty_days_of_fifty_accounts_are_lived(lived: Lived) -> None:
    assert lived.summary["days"] == 60
    assert lived.summary["accounts"] == 50
    assert lived.summary["invoices"] == 178


def test_contacts_of_every_step_and_channel_were_counted_by_what_became_of_them(lived: Lived) -> None:
    """Two addresses bounce and one complains, each at its first reminder; two contacts were void on their day."""
    found = {
        (step, channel): {outcome: n for outcome, n in counts.items() if n}
        for step, channels in lived.summary["contacts"].items()
        for channel, counts in channels.items()
    }
    assert found == {
        ("pre_due_notice", "email"): {"sent": 45, "delivered": 45},
        ("first_reminder", "email"): {"sent": 77, "delivered": 74, "bounced": 2, "complained": 1, "voided": 1},
        ("first_reminder", "sms"): {"sent": 4},
        ("second_reminder", "email"): {"sent": 21, "delivered": 21, "voided": 1},
        ("second_reminder", "sms"): {"sent": 5},
        # Lucarne and Val d'Authion on the express plan, the Hôtel de la Cale and the gîtes of Sainte-Rose.
        ("last_reminder", "email"): {"sent": 4, "delivered": 4},
        ("formal_notice", "registered"): {"sent": 2},
    }


def test_one_case_was_paid_on_the_way_and_one_was_handed_off(lived: Lived) -> None:
    assert sorted(lived.summary["cases"].values()) == ["CLOSED_PAID", "HANDED_OFF"]


def test_what_broke_the_contract_and_was_not_mended_is_still_in_quarantine(lived: Lived) -> None:
    assert list(lived.summary["quarantine"]) == [
        "CL-1002#INVOICE#F26-0902",
        "CL-1006#INVOICE#F26-0904",
        "CL-1007#INVOICE#F26-0905",
        "CL-1012#INVOICE#F26-0907",
    ]


def test_three_addresses_were_closed_and_the_skips_are_named(lived: Lived) -> None:
    assert lived.summary["closed_addresses"] == 3
    assert lived.summary["not_sent"] == {
        "skipped": {},
        # The lycée's missing copy; Menuiserie Abgrall, and the three whose only e-mail address was closed.
        "blocked": {"BAD_PLAN": 1, "MISSING_INVOICE_PDF": 1, "NO_CHANNEL": 4},
        # Held while queued; paid while queued; the call whose line was cut.
        "voided": {"ACCOUNT_ON_HOLD": 1, "NOT_YET": 1, "no Send event within an hour": 1},
        "superseded_steps": 60,
    }


def test_money_came_in_after_contacts(lived: Lived) -> None:
    assert lived.summary["money"] == {
        "outstanding_on_the_first_evening": "307105.40 EUR",
        "overdue_on_the_first_evening": "147188.00 EUR",
        "outstanding_on_the_last_evening": "118021.00 EUR",
        "overdue_on_the_last_evening": "72522.40 EUR",
        "received": "282911.80 EUR",
        "received_after_contact": "267529.00 EUR",
    }


def test_each_contact_left_its_documents(lived: Lived) -> None:
    mails = sum(c["email"]["sent"] for c in lived.summary["contacts"].values() if "email" in c)
    texts = sum(c["sms"]["sent"] for c in lived.summary["contacts"].values() if "sms" in c)
    assert len(list(lived.out.glob("sms/*.txt"))) == texts
    assert len(list(lived.out.glob("mails/*.eml"))) >= mails
    letters = list(lived.out.glob("letters/*.pdf"))
    assert len(letters) >= mails + texts
    assert "Ateliers Valdorge" in PdfReader(letters[0]).pages[0].extract_text()


def test_the_instalments_of_the_hotel_are_confirmed_by_a_letter_for_both_to_sign(lived: Lived) -> None:
    (letter,) = lived.out.glob("letters/EP-*.pdf")
    text = " ".join(PdfReader(letter).pages[0].extract_text().split())
    assert "15 mai 2026 1 738,20 € 3 476,40 €" in text
    assert "15 juillet 2026 1 738,20 € 0,00 €" in text
    assert "cinq mille deux cent quatorze euros et soixante centimes" in text
    page = (lived.out / "clients" / "CL-1003.html").read_text("utf-8")
    assert f"letters/{letter.name}" in page


def test_after_the_judgment_nothing_is_planned_for_the_gites(lived: Lived) -> None:
    page = (lived.out / "clients" / "CL-1023.html").read_text("utf-8")
    assert "antérieure au jugement" in page


def test_the_formal_notice_asks_for_the_law_s_sums_to_the_cent(lived: Lived) -> None:
    """The notice to Lucarne: 12 540 € since the autumn, at 12,15 %, and three times 40 €."""
    (folder,) = {path.parent for path in lived.out.glob("cases/*/dossier.json")}
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(folder / "mise-en-demeure.pdf").pages]
    # F25-0849: 7 380 € × 12,15 % × 70 and 86 days: 171,96 + 211,27; F25-0863: 3 216 €, 42 and 86 days: 44,96 + 92,07;
    # F25-0877: 1 944 €, 7 and 86 days: 4,53 + 55,65. In all 580,44 €.
    assert "580,44 € de pénalités de retard" in pages[0]
    assert "13 240,44 €" in pages[0]
    assert all(interest in pages[-1] for interest in ("171,96", "211,27", "44,96", "92,07", "4,53", "55,65"))


def test_the_file_of_the_case_is_whole(lived: Lived) -> None:
    (folder,) = {path.parent for path in lived.out.glob("cases/*/dossier.json")}
    names = sorted(path.name for path in folder.rglob("*") if path.is_file())
    assert names == [
        "01-invoice.pdf",
        "02-invoice.pdf",
        "03-invoice.pdf",
        "04-statement.json",
        "05-reminder.pdf",
        "06-reminder.pdf",
        "07-reminder.pdf",
        "08-formal_notice.pdf",
        "bordereau.html",
        "decompte.json",
        "dossier.json",
        "mise-en-demeure.pdf",
    ]


def test_every_link_of_every_page_leads_to_a_file_and_nothing_is_fetched_from_outside(lived: Lived) -> None:
    pages = [lived.out / "index.html", *lived.out.glob("clients/*.html")]
    assert len(pages) == 51
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "http://" not in text
        assert "https://" not in text
        for attribute in ('href="', 'src="'):
            for target in (part.partition('"')[0] for part in text.split(attribute)[1:]):
                path = target.partition("#")[0]
                assert not path or (page.parent / path).exists(), f"{page.name}: {target}"


def test_no_role_was_refused_anything(lived: Lived) -> None:
    assert lived.refused == []


def test_every_permission_is_exercised_or_justified(lived: Lived) -> None:
    rules = load_rules()
    assert [grant for grant in lived.idle if not any(rule.covers(grant) for rule in rules)] == []


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: f"{rule.sid} {rule.action}")
def test_no_justification_has_outlived_its_reason(rule: Rule, lived: Lived) -> None:
    needed = {grant.role for grant in lived.idle if rule.covers(grant)}
    assert set(rule.roles) - {"*"} <= needed
    assert needed
