"""The demo as `make demo` plays it, once, and what it leaves; and what the functions were allowed meanwhile."""

import json
import re
from collections import Counter
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


def case_folder(lived: Lived, customer: str) -> Path:
    """Where the files of a customer's only case lie, as its page says."""
    page = (lived.out / "clients" / f"{customer}.html").read_text("utf-8")
    (case,) = set(re.findall(r"cases/(CASE-[^/]+)/", page))
    return lived.out / "cases" / str(case)


def test_sixty_days_of_sixty_two_accounts_are_lived(lived: Lived) -> None:
    assert lived.summary["days"] == 60
    assert lived.summary["accounts"] == 62
    assert lived.summary["invoices"] == 190


def test_contacts_of_every_step_and_channel_were_counted_by_what_became_of_them(lived: Lived) -> None:
    """Three addresses bounce and one complains, each at its first reminder; what was void on its day went later."""
    found = {
        (step, channel): counts
        for step, channels in lived.summary["contacts"].items()
        for channel, counts in channels.items()
    }
    assert found == {
        ("pre_due_notice", "email"): {"sent": 45, "delivered": 45},
        ("first_reminder", "email"): {"sent": 82, "delivered": 78, "wrong_address": 3, "complained": 1, "voided": 1},
        # Fleurs de Saison after its bounce, and those who have no e-mail address or none left.
        ("first_reminder", "sms"): {"sent": 6},
        # Abgrall and the four on the plan « Par la poste »; Bonnaud and Vauban after their bounce. Of a simple letter
        # nobody tells that it arrived, only that it came back: the one to the Pépinières, which then go by e-mail.
        ("first_reminder", "letter"): {"sent": 7, "wrong_address": 1},
        # Boréale, Rosier, Marjolaine, and the Trois Écluses, which never look.
        ("first_reminder", "tracked"): {"sent": 4, "read": 1, "refused": 1, "unclaimed": 2},
        ("second_reminder", "email"): {"sent": 21, "delivered": 21, "voided": 1},
        ("second_reminder", "sms"): {"sent": 5},
        ("second_reminder", "letter"): {"sent": 2},
        # The Tonnellerie's is lost, and goes again by e-mail.
        ("second_reminder", "tracked_letter"): {"sent": 3, "delivered": 2, "lost": 1},
        # Two days of AR24 being down are two days on which the Trois Écluses's did not leave.
        ("second_reminder", "ere"): {"sent": 3, "delivered": 3, "voided": 2},
        # Lucarne and Val d'Authion on the express plan; with a proof the Hôtel de la Cale, the gîtes and Abgrall.
        ("last_reminder", "email"): {"sent": 2, "delivered": 2},
        ("last_reminder", "tracked"): {"sent": 2, "unclaimed": 2},
        ("last_reminder", "letter"): {"sent": 1},
        ("formal_notice", "lre"): {"sent": 1, "delivered": 1},
        # Lucarne, Val d'Authion, Abgrall, and the second one to Optique Saint-Laud, whose first came back.
        ("formal_notice", "registered"): {
            "sent": 7,
            "delivered": 4,
            "refused": 1,
            "unclaimed": 1,
            "wrong_address": 1,
        },
    }


def test_of_eight_cases_three_were_paid_and_three_handed_off(lived: Lived) -> None:
    """Val d'Authion, Lavigne-Petit and Rosier pay; Lucarne, Lusseau and Saint-Laud (the second time) do not."""
    assert Counter(lived.summary["cases"].values()) == {
        "CLOSED_PAID": 3,
        "HANDED_OFF": 3,
        "CLOSED_UNDELIVERED": 1,
        "HANDOFF_APPROVAL": 1,
    }


def test_what_broke_the_contract_and_was_not_mended_is_still_in_quarantine(lived: Lived) -> None:
    assert list(lived.summary["quarantine"]) == [
        "CL-1002#INVOICE#F26-0902",
        "CL-1006#INVOICE#F26-0904",
        "CL-1007#INVOICE#F26-0905",
        "CL-1012#INVOICE#F26-0907",
    ]


def test_six_addresses_were_closed_and_the_skips_are_named(lived: Lived) -> None:
    """Four mailboxes; on paper those of the Pépinières and of Optique Saint-Laud."""
    assert lived.summary["closed_addresses"] == 6
    assert lived.summary["not_sent"] == {
        "skipped": {},
        # The lycée's missing copy; those who are left with no address.
        "blocked": {"BAD_PLAN": 1, "MISSING_INVOICE_PDF": 1, "NO_CHANNEL": 2},
        # Held while queued; paid while queued; AR24 down; the call whose line was cut.
        "voided": {
            "ACCOUNT_ON_HOLD": 1,
            "NOT_YET": 1,
            "its day passed before it was sent": 2,
            "no Send event within an hour": 1,
        },
        "superseded_steps": 60,
    }


def test_money_came_in_after_contacts(lived: Lived) -> None:
    assert lived.summary["money"] == {
        "outstanding_on_the_first_evening": "334830.80 EUR",
        "overdue_on_the_first_evening": "167192.60 EUR",
        "outstanding_on_the_last_evening": "125119.00 EUR",
        "overdue_on_the_last_evening": "79620.40 EUR",
        "received": "303539.20 EUR",
        "received_after_contact": "288156.40 EUR",
    }


def test_letters_went_through_each_of_the_four_carriers(lived: Lived) -> None:
    assert lived.summary["letters"]["taken"] == {
        "ar24 ere": 3,
        "maileva lre": 1,
        "maileva registered": 7,
        "merci_facteur tracked_letter": 1,
        "mysendingbox letter": 10,
        "mysendingbox tracked_letter": 2,
    }


def test_each_proof_was_kept_once(lived: Lived) -> None:
    """By whom each kind is given, beside each number."""
    assert lived.summary["letters"]["proofs"] == {
        "DEPOSIT": 7 + 1 + 3 + 1 + 2 + 6,  # LRAR, LRE, ERE, tracked letters of two carriers, our own tracked ones
        "CONTENT": 7 + 3 + 10 + 2,  # LRAR, ERE, MySendingBox's letters of both kinds
        "RECEIPT": 4 + 1 + 3,  # LRAR that were signed for, LRE, ERE
        "REFUSAL": 1,
        "UNCLAIMED": 1,
        "UNDELIVERED": 1 + 1,  # the LRAR to an address that was left, the letter that was lost
        "BUNDLE": 3 + 6,  # AR24's archives, our certificates
    }
    assert len(list(lived.out.glob("preuves/*"))) == sum(lived.summary["letters"]["proofs"].values())


def test_the_carriers_invoices_are_what_the_ledger_says(lived: Lived) -> None:
    """Letters and cents before VAT. The demo itself has compared them line by line, and so has `relance costs`."""
    assert lived.summary["invoiced_cents"] == {
        "maileva 2026-03": [7, 6 * 628 + 429],
        "maileva 2026-04": [1, 628],
        "ar24 2026-03": [3, 3 * 249],
        "mysendingbox 2026-03": [12, 10 * 153 + 2 * 520],
        "merci_facteur 2026-03": [1, 202 + 2 * 40],
    }
    for file in lived.out.glob("factures-transporteurs/*.csv"):
        carrier, _, month = file.stem.partition("-")
        lines = file.read_text("utf-8").splitlines()[1:]
        cents = sum(int(line.rpartition(",")[2].replace(".", "")) for line in lines)
        assert [len(lines), cents] == lived.summary["invoiced_cents"][f"{carrier} {month}"]
        printed = (lived.out / f"costs-{month}-{carrier}.txt").read_text("utf-8")
        assert "Aucune différence." in printed


def test_a_thousand_doubled_and_shuffled_calls_were_answered_as_each_carrier_wants(lived: Lived) -> None:
    """Maileva wants 201, the others 200. What they left every other test tells: each proof once, each state right."""
    storm = lived.summary["storm"]
    assert storm["calls"] == 1000
    assert set(storm["answers"]) == {"200", "201"}
    assert sum(storm["answers"].values()) == 1000


def test_whoever_imitates_a_carrier_or_changes_a_link_is_turned_away(lived: Lived) -> None:
    imitated = [(who, status) for who, where, status in lived.summary["knocks"] if where.startswith("webhook")]
    assert sorted(imitated) == [("un appel imité", 403)] * 4 + [("une adresse devinée", 404)] * 4
    assert [(who, status) for who, where, status in lived.summary["knocks"] if where == "page d’une lettre"] == [
        ("un lien modifié d’un signe", 403),
        ("un lien périmé", 410),
    ]


def test_a_flipped_bit_of_an_exported_file_is_named(lived: Lived) -> None:
    page = (lived.out / "verification.html").read_text("utf-8")
    assert "INTACT" in page
    assert "ALTÉRÉ" in page
    assert (lived.out / "verification" / "CL-1055.zip").exists()


def test_of_two_carriers_that_were_down_one_was_replaced_and_one_was_waited_for(lived: Lived) -> None:
    page = (lived.out / "pannes.html").read_text("utf-8")
    assert page.count("MySendingBox") == 2
    replaced, _, waited_for = page.partition("AR24, du 26/03/2026")
    assert "Minoterie du Thouet SAS" in replaced
    assert "Tonnellerie Marchesseau SAS" in replaced
    assert "Brasserie des Trois Écluses SAS" in waited_for
    assert "30/03/2026" in waited_for


def test_each_contact_left_its_documents(lived: Lived) -> None:
    by_channel = [counts for channels in lived.summary["contacts"].values() for counts in channels.items()]
    mails = sum(counts.get("sent", 0) for channel, counts in by_channel if channel in ("email", "tracked"))
    texts = sum(counts.get("sent", 0) for channel, counts in by_channel if channel == "sms")
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
    folder = case_folder(lived, "CL-1049")
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(folder / "mise-en-demeure.pdf").pages]
    # F25-0849: 7 380 € × 12,15 % × 70 and 86 days: 171,96 + 211,27; F25-0863: 3 216 €, 42 and 86 days: 44,96 + 92,07;
    # F25-0877: 1 944 €, 7 and 86 days: 4,53 + 55,65. In all 580,44 €.
    assert "580,44 € de pénalités de retard" in pages[0]
    assert "13 240,44 €" in pages[0]
    assert all(interest in pages[-1] for interest in ("171,96", "211,27", "44,96", "92,07", "4,53", "55,65"))


def test_the_file_of_the_case_is_whole(lived: Lived) -> None:
    folder = case_folder(lived, "CL-1049")
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
        "09-proof_deposit.pdf",
        "10-proof_content.pdf",
        "11-proof_receipt.pdf",
        "bordereau.html",
        "decompte.json",
        "dossier.json",
        "mise-en-demeure.pdf",
    ]


def test_every_link_of_every_page_leads_to_a_file_and_nothing_is_fetched_from_outside(lived: Lived) -> None:
    pages = [*lived.out.glob("*.html"), *lived.out.glob("clients/*.html")]
    assert len(pages) == 6 + 62
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
