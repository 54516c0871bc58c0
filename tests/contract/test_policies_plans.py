"""Plans as files: the shipped ones, and every mistake that a person can make in one."""

from datetime import date

import pytest

from relance.adapters.policies.book import load_book
from relance.adapters.policies.fields import parse_toml
from relance.adapters.policies.plans import load_plan
from relance.adapters.policies.shipped import shipped_files
from relance.domain.billing import CustomerKind
from relance.domain.channels import Channel
from relance.domain.document import Document, Tone
from relance.domain.errors import InvalidPolicyError
from relance.domain.money import Money
from relance.domain.plan import InvoiceCopy, Plan, Side

GOOD = """
title = "Essai"
kinds = ["business"]

[[steps]]
name = "early_notice"
before = 10
document = "pre_due_notice"
tone = "cordial"
channels = ["email"]

[[steps]]
name = "notice"
before = 3
document = "pre_due_notice"
tone = "cordial"
channels = ["email"]

[[steps]]
name = "first"
after = 4
document = "first_reminder"
tone = "firm"
channels = ["email", "sms"]
gap_days = 6
minimum_amount = "12.50"
invoice_copy = "required"
recipient_roles = ["manager"]
answer_days = 9

[[steps]]
name = "formal"
after = 30
document = "formal_notice"
tone = "firm"
answer_days = 15
"""


def load(text: str) -> Plan:
    return load_plan("essai", parse_toml("plans/essai.toml", text.encode()))


def test_ranks_count_from_the_due_date() -> None:
    assert [(s.rank, s.name) for s in load(GOOD).steps] == [
        (-1, "early_notice"),
        (0, "notice"),
        (1, "first"),
        (2, "formal"),
    ]


def test_a_step_says_all_that_the_file_says() -> None:
    step = load(GOOD).step(1)
    assert step is not None
    assert (step.side, step.days, step.document, step.tone) == (Side.AFTER, 4, Document.FIRST_REMINDER, Tone.FIRM)
    assert step.channels == (Channel.EMAIL, Channel.SMS)
    assert (step.gap_days, step.minimum, step.answer_days) == (6, Money(1250), 9)
    assert (step.invoice_copy, step.recipient_roles) == (InvoiceCopy.REQUIRED, ("manager",))


def test_a_step_that_asks_for_a_proof_may_leave_its_channels_out() -> None:
    step = load(GOOD.replace('channels = ["email", "sms"]', 'proof = "delivery"')).step(1)
    assert step is not None
    assert step.ways == (Channel.TRACKED, Channel.TRACKED_LETTER, Channel.ERE, Channel.LRE, Channel.REGISTERED)


@pytest.mark.parametrize(
    ("said", "ways"),
    [
        ("", {Channel.REGISTERED, Channel.LRE}),
        ('proof = "registered"', {Channel.REGISTERED, Channel.LRE}),
        ('proof = "delivery"', {Channel.REGISTERED, Channel.LRE, Channel.ERE}),
        ('proof = "delivery"\nchannels = ["ere"]', {Channel.ERE}),
        ('channels = ["registered"]', {Channel.REGISTERED}),
    ],
)
def test_a_formal_notice_goes_registered_unless_the_plan_says_that_delivery_is_enough(
    said: str, ways: set[Channel]
) -> None:
    """C. civ. 1344 asks for no form; CPCE-postes L100 makes LRE a registered letter, and nothing makes ERE one."""
    step = load(GOOD + said).step(2)
    assert step is not None
    assert set(step.ways) == ways


def test_what_a_file_leaves_out_has_its_default() -> None:
    step = load(GOOD).step(0)
    assert step is not None
    assert (step.gap_days, step.minimum, step.answer_days) == (7, Money(0), 8)
    assert (step.invoice_copy, step.recipient_roles) == (InvoiceCopy.IF_AVAILABLE, ("accounting", "billing", "manager"))


@pytest.mark.parametrize(
    ("good", "bad", "reason"),
    [
        (
            "after = 4",
            "after = -4",
            "étape 3, after : -4 est négatif ; pour l'autre côté de l'échéance, écrivez before = 4",
        ),
        (
            "before = 3",
            "before = -3",
            "étape 2, before : -3 est négatif ; pour l'autre côté de l'échéance, écrivez after = 3",
        ),
        ("after = 4", "offset = 4", "étape 3, offset : écrivez before = 5 (avant l'échéance) ou after = 3 (après)"),
        ("after = 4", "after = 4\nbefore = 4", "étape 3, before/after : écrivez l'un des deux"),
        ("after = 4", 'after = "4"', "étape 3, after : attend un nombre entier de jours"),
        ("after = 4", "after = 4.5", "étape 3, after : attend un nombre entier de jours"),
        ("after = 4", "after = true", "étape 3, after : attend un nombre entier de jours"),
        ("after = 4", "after = 99999", "étape 3, after : 99999 jours dépasse dix ans"),
        ("after = 4", "after = 0", "rien ne part le jour même de l'échéance"),
        ('title = "Essai"', 'title = "  "', "title : ne peut pas être vide"),
        ('title = "Essai"', 'titel = "Essai"', "titel : champ inconnu ; champs possibles : kinds, steps, title"),
        ('kinds = ["business"]', 'kinds = "business"', "kinds : attend une liste entre crochets"),
        ('kinds = ["business"]', 'kinds = ["firme"]', "« firme » est inconnu ; possibles : business, consumer, public"),
        ('kinds = ["business"]', "kinds = []", "il ne nomme aucun type de client (kinds)"),
        ('kinds = ["business"]', "kinds = [3]", "kinds : attend une liste de textes entre guillemets"),
        ('name = "first"', 'name = "Première !"', "attendu : des minuscules, chiffres et _"),
        ('name = "first"', "", "étape 3, name : manque"),
        (
            'document = "first_reminder"',
            'document = "relance"',
            "étape 3, document : « relance » est inconnu ; possibles :",
        ),
        ('channels = ["email", "sms"]', 'channels = ["fax"]', "étape 3, channels : « fax » est inconnu"),
        ('minimum_amount = "12.50"', "minimum_amount = 12.50", "attend un montant en euros entre guillemets"),
        ('minimum_amount = "12.50"', 'minimum_amount = "12,50"', "« 12,50 » n'est pas un montant"),
        ('minimum_amount = "12.50"', 'minimum_amount = "NaN"', "« NaN » n'est pas un montant"),
        ('minimum_amount = "12.50"', 'minimum_amount = "1e30"', "« 1e30 » n'est pas un montant"),
        ("answer_days = 9", "answer_days = 0", "étape 3, answer_days : laissez au moins 1 jour"),
        ("gap_days = 6", "gap = 6", "étape 3, gap : champ inconnu"),
        ('channels = ["email", "sms"]', "", "étape 3, channels : manque"),
        (
            'channels = ["email", "sms"]',
            'proof = "strong"',
            "étape 3, proof : « strong » est inconnu",
        ),
        (
            'channels = ["email", "sms"]',
            'channels = ["email"]\nproof = "delivery"',
            "étape first : aucun canal de channels ne donne la preuve delivery : la donnent tracked, tracked_letter",
        ),
        (
            'channels = ["email", "sms"]',
            'channels = ["email", "registered"]\nproof = "delivery"',
            "étape first : la preuve delivery n'est pas donnée par email",
        ),
        ("answer_days = 15", 'proof = "sending"', "étape 4, proof : une mise en demeure se prouve"),
        ("answer_days = 15", 'channels = ["email"]', "une mise en demeure part par registered, lre, ere"),
        ("before = 10", "after = 1", "les étapes avant l'échéance (before) viennent d'abord"),
        ("[[steps]]", "[[step]]", "écrivez [[steps]], au pluriel"),
    ],
)
def test_a_mistake_is_refused_with_its_field_its_reason_and_three_dates(good: str, bad: str, reason: str) -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        load(GOOD.replace(good, bad))
    assert reason in str(caught.value)
    for due in ("31/01/2026", "01/05/2026", "31/12/2026"):
        assert f"- facture échue le {due} : " in str(caught.value)


def test_the_examples_of_a_negative_offset_show_what_was_meant() -> None:
    with pytest.raises(InvalidPolicyError, match=r"first \(4 jours avant\) le 27/01/2026"):
        load(GOOD.replace("after = 4", "after = -4"))


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        load(GOOD.replace("after = 4", "after = -4").replace("gap_days = 6", "gap = 6").replace('"firm"', '"rude"'))
    assert [word in str(caught.value) for word in ("after", "gap", "rude")] == [True, True, True]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xff\xfetitle", "ce n'est pas du texte UTF-8"),
        (b"title = ", r"ce n'est pas du TOML valide \(ligne 1, colonne 9\)|fin du fichier"),
        (b"x" * 100_001, "plus de 100 ko"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(InvalidPolicyError, match=reason):
        parse_toml("plans/essai.toml", body)


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake() -> None:
    assert parse_toml("rules.toml", b'\xef\xbb\xbfdefault = "a"\r\n') == {"default": "a"}


# ---------------------------------------------------------------------------- the shipped plans


@pytest.mark.parametrize(
    ("plan", "days"),
    [
        ("standard", [date(2026, 1, 26), date(2026, 2, 3), date(2026, 2, 15), date(2026, 3, 2), date(2026, 3, 17)]),
        ("patient", [date(2026, 2, 10), date(2026, 3, 2), date(2026, 4, 1)]),
        ("consumer", [date(2026, 1, 26), date(2026, 2, 5), date(2026, 2, 20), date(2026, 3, 12)]),
        ("public", [date(2026, 1, 26), date(2026, 2, 7), date(2026, 2, 25), date(2026, 3, 27)]),
    ],
)
def test_the_days_of_the_shipped_plans(plan: str, days: list[date]) -> None:
    steps = load_book(shipped_files()).plans[plan].steps
    assert [step.day_for(date(2026, 1, 31)) for step in steps] == days


def test_only_the_standard_plan_escalates_by_itself() -> None:
    plans = load_book(shipped_files()).plans.values()
    assert [plan.name for plan in plans if any(step.escalates for step in plan.steps)] == ["standard"]


def test_a_public_buyer_gets_the_invoice_again_with_the_second_reminder() -> None:
    step = load_book(shipped_files()).plans["public"].step(2)
    assert step is not None
    assert step.invoice_copy is InvoiceCopy.REQUIRED


def test_every_kind_of_customer_has_its_plan() -> None:
    book = load_book(shipped_files())
    assert [(rule.segment, rule.kind, rule.plan) for rule in book.rules] == [
        ("vip", CustomerKind.BUSINESS, "patient"),
        (None, CustomerKind.CONSUMER, "consumer"),
        (None, CustomerKind.PUBLIC, "public"),
    ]
    assert book.default == "standard"


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ('default = "absent"', "rules.toml nomme un plan qui n'existe pas : absent"),
        ('default = "standard"', "un client consumer suivrait le plan standard, qui n'est pas pour ce type"),
        (
            'default = "standard"\n[[rules]]\nplan = "consumer"',
            "une règle nomme un segment, un type de client, ou les deux",
        ),
        ('default = "standard"\n[[rule]]\nkind = "public"', r"écrivez \[\[rules\]\], au pluriel"),
        ("", "rules.toml, default : manque"),
    ],
)
def test_rules_that_leave_somebody_without_a_lawful_plan_are_refused(rules: str, reason: str) -> None:
    with pytest.raises(InvalidPolicyError, match=reason):
        load_book({**shipped_files(), "rules.toml": rules.encode()})


def test_a_vip_rule_without_a_kind_is_refused_because_public_buyers_would_follow_it() -> None:
    rules = shipped_files()["rules.toml"].replace(b'segment = "vip"\nkind = "business"', b'segment = "vip"')
    with pytest.raises(InvalidPolicyError, match="un client consumer du segment vip suivrait le plan patient"):
        load_book({**shipped_files(), "rules.toml": rules, "plans/patient.toml": GOOD.encode()})


def test_the_version_changes_with_the_plans_only() -> None:
    files = shipped_files()
    changed = {**files, "rules.toml": files["rules.toml"] + b"\n"}
    unrelated = {**files, "creditor.toml": b"anything"}
    assert load_book(changed).version != load_book(files).version
    assert load_book(unrelated).version == load_book(files).version
