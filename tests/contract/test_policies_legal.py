"""Penalty terms, rates, logo and signature: what finance may publish, and what is said of it."""

import struct
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from relance.adapters.policies.images import check_image
from relance.adapters.policies.penalties import load_penalties
from relance.adapters.policies.published import PublishedPolicies
from relance.adapters.policies.shipped import sample_creditor, shipped_files
from relance.adapters.rendering.trial import PolicyTrial
from relance.domain.errors import InvalidPolicyError
from relance.domain.law.debt import BelowFloor, Order, RateClause, RateMode
from relance.domain.law.semester import Semester
from relance.service.publish_policy import Publication, PublishPolicy
from tests.fakes.policies import InMemoryPolicyDesk

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SHIPPED = shipped_files()
RATES = SHIPPED["rates.csv"]
LAST = RATES.rstrip(b"\n").splitlines()[-1]
NEXT = b"2027-S1,2027-01-01,2027-06-30,2.15,12.15,10.15,6.50,2.60,7.80,no,A,ECBSITE,A,ARR20261215,\n"


def drop(name: str, body: bytes) -> tuple[Publication, str]:
    """What became of a draft, and its receipt with ordinary spaces and apostrophes."""
    desk = InMemoryPolicyDesk({name: body})
    outcome = PublishPolicy(desk, PolicyTrial()).publish(key=f"drafts/{name}")
    receipt = desk.drafts[f"{name}.{'accepted' if outcome is Publication.ACCEPTED else 'refused'}.txt"].decode()
    return outcome, receipt.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def png(width: int, height: int, extra: bytes = b"") -> bytes:
    """A black PNG of that size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress((b"\x00" + b"\x00" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


# ------------------------------------------------------------------------------- penalty terms


def test_where_nothing_is_stipulated_the_law_sets_the_rate_and_payments_clear_the_invoice_first() -> None:
    terms = load_penalties(SHIPPED["penalties.toml"])
    assert terms.clause == RateClause(RateMode.DEFAULT, Decimal(0), BelowFloor.FLOOR_PER_SEMESTER)
    assert terms.order is Order.PRINCIPAL_FIRST


def test_pen_02_the_laws_rate_is_shown_for_the_latest_semester() -> None:
    outcome, receipt = drop("penalties.toml", SHIPPED["penalties.toml"])
    assert outcome is Publication.ACCEPTED
    assert "taux de la BCE majoré de 10 points, soit 12,40 % au semestre 2026-S2" in receipt
    assert "un règlement partiel solde d'abord le principal" in receipt


def test_a_fixed_rate_is_read_with_all_its_decimals() -> None:
    terms = load_penalties(b'mode = "fixed"\nvalue = "12.125"\norder = "INTEREST_FIRST"')
    assert terms.clause == RateClause(RateMode.FIXED, Decimal("12.125"))
    assert terms.order is Order.INTEREST_FIRST


def test_pen_04_a_clause_below_the_floor_is_published_with_a_warning() -> None:
    # Legal rate of 2026-S2: 2.75; two and a half times is 6.875, the floor of three times 8.25.
    outcome, receipt = drop("penalties.toml", b'mode = "multiple_of_til"\nvalue = "2.5"\nbelow_floor = "DEFAULT_RATE"')
    assert outcome is Publication.ACCEPTED
    assert "2,5 fois le taux de l'intérêt légal, soit 6,88 % au semestre 2026-S2" in receipt
    assert "Attention, c'est moins que le plancher (3 fois le taux légal, 8,25 % au semestre 2026-S2)" in receipt
    assert "la clause est écartée" in receipt


def test_the_trade_is_told_where_it_is_said() -> None:
    assert "Métier : transport." in drop("penalties.toml", b'mode = "default"\nsector = "transport"')[1]


def test_a_clause_above_the_floor_needs_no_warning() -> None:
    assert "Attention" not in drop("penalties.toml", b'mode = "multiple_of_til"\nvalue = "3"')[1]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "mode : manque"),
        ('mode = "libre"', "mode : « libre » est inconnu ; possibles : default, fixed, multiple_of_til"),
        ('mode = "fixed"', "value : manque"),
        ('mode = "fixed"\nvalue = 12.5', "value : attend un nombre entre guillemets"),
        ('mode = "fixed"\nvalue = "0"', "value : « 0 » n'est pas un nombre"),
        ('mode = "fixed"\nvalue = "101"', "entre 0 et 100"),
        ('mode = "fixed"\nvalue = "12,5"', "value : « 12,5 » n'est pas un nombre"),
        ('mode = "multiple_of_til"\nvalue = "21"', "entre 0 et 20"),
        ('mode = "default"\nvalue = "12"', "value : ne s'écrit qu'avec"),
        ('mode = "default"\norder = "FIFO"', "order : « FIFO » est inconnu"),
        ('mode = "default"\nrate = "12"', "rate : champ inconnu"),
    ],
)
def test_terms_that_cannot_be_meant_are_refused_with_the_field(text: str, reason: str) -> None:
    outcome, receipt = drop("penalties.toml", text.encode())
    assert outcome is Publication.REFUSED
    assert f"penalties.toml, {reason}" in receipt or reason in receipt


# --------------------------------------------------------------------------------------- rates


def test_a_new_semester_is_added_by_data_alone() -> None:
    outcome, receipt = drop("rates.csv", RATES + NEXT)
    assert outcome is Publication.ACCEPTED
    assert "semestre 2027-S1 ajouté : entre professionnels 12,15 %, légal 2,60 %" in receipt


def test_a_new_semester_that_nobody_read_on_an_official_page_says_so() -> None:
    doubtful = NEXT.replace(b",A,ECBSITE,", b",C,ECBSITE,")
    assert "à confirmer sur une page officielle" in drop("rates.csv", RATES + doubtful)[1]


def test_rate_05_a_new_semester_with_its_legal_rates_the_wrong_way_round_is_shown_to_be_odd() -> None:
    swapped = NEXT.replace(b",6.50,2.60,7.80,", b",2.60,6.50,19.50,").replace(b",no,", b",yes,")
    assert swapped != NEXT
    outcome, receipt = drop("rates.csv", RATES + swapped)
    assert outcome is Publication.ACCEPTED
    assert "Attention, le taux légal des autres cas atteint celui des particuliers" in receipt
    assert "Attention, taux légal, autres cas : de 2,75 % à 6,50 % en un semestre" in receipt


def test_a_row_in_force_is_never_dropped() -> None:
    outcome, receipt = drop("rates.csv", RATES.replace(LAST, b""))
    assert outcome is Publication.REFUSED
    assert "le semestre 2026-S2, en vigueur, n'y est plus" in receipt


def test_a_rate_in_force_does_not_change_without_a_word() -> None:
    outcome, receipt = drop("rates.csv", RATES.replace(LAST, LAST.replace(b"2.40,12.40,10.40", b"2.50,12.50,10.50")))
    assert outcome is Publication.REFUSED
    assert "semestre 2026-S2 : taux de la BCE 2,40 % devient 2,50 %" in receipt
    assert "écrivez dans sa colonne note « rectification du JJ/MM/AAAA : motif »" in receipt


def test_rate_02_a_rate_in_force_is_corrected_with_its_reason_and_the_receipt_shows_it() -> None:
    before = b",".join(LAST.split(b",")[:10])
    corrected = before.replace(b"2.40,12.40,10.40", b"2.50,12.50,10.50") + (
        b",A,ECBSITE,A,ARR20260615,rectification du 22/11/2026 : page de la BCE lue\n"
    )
    outcome, receipt = drop("rates.csv", RATES.replace(LAST, corrected.rstrip(b"\n")))
    assert outcome is Publication.ACCEPTED
    assert "semestre 2026-S2 : taux de la BCE 2,40 % devient 2,50 %" in receipt


def test_a_table_whose_columns_disagree_is_refused() -> None:
    outcome, receipt = drop("rates.csv", RATES + NEXT.replace(b"12.15", b"12.40"))
    assert outcome is Publication.REFUSED
    assert "2027-S1" in receipt


def test_the_table_in_force_changes_nothing_when_it_is_dropped_again() -> None:
    outcome, receipt = drop("rates.csv", RATES)
    assert outcome is Publication.ACCEPTED
    assert "Aucun taux ne change." in receipt


# -------------------------------------------------------------------------------------- images


def test_a_logo_is_published_with_its_size() -> None:
    outcome, receipt = drop("logo.png", png(480, 160))
    assert outcome is Publication.ACCEPTED
    assert "480 × 160 points, 1 ko" in receipt


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"GIF89a" + b"\x00" * 40, "ce n'est pas une image PNG"),
        (b"", "ce n'est pas une image PNG"),
        (png(40, 20), "40 × 20 points ; le plus long côté va de 60 à 2400 points"),
        (png(2401, 600), "2401 × 600 points"),
        (png(660, 60), "plus de 10 fois l'autre côté"),
        (png(480, 160)[:60], "abîmée"),
        (png(480, 160) + b"\x00" * 200_000, "plus de 200 ko"),
    ],
)
def test_an_image_that_letters_cannot_show_is_refused(body: bytes, reason: str) -> None:
    outcome, receipt = drop("signature.png", body)
    assert outcome is Publication.REFUSED
    assert f"signature.png : {reason}" in receipt or reason in receipt


def test_an_animated_image_is_refused() -> None:
    control = struct.pack(">II", 2, 0)
    chunk = struct.pack(">I", 8) + b"acTL" + control + struct.pack(">I", zlib.crc32(b"acTL" + control))
    with pytest.raises(InvalidPolicyError, match=r"animée|abîmée"):
        check_image("logo.png", png(480, 160, chunk))


# ------------------------------------------------------------------------------------ in force


@pytest.fixture
def s3() -> Iterator["S3Client"]:
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="policies", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        yield client


@pytest.fixture
def policies(s3: "S3Client") -> PublishedPolicies:
    seconds = iter(range(0, 1_000_000, 61))
    return PublishedPolicies(s3, "policies", monotonic=lambda: float(next(seconds)))


def publish(s3: "S3Client", name: str, body: bytes) -> None:
    s3.put_object(Bucket="policies", Key=f"published/{name}", Body=body)


def test_nothing_published_means_the_shipped_rates_and_terms(policies: PublishedPolicies) -> None:
    law = policies.law()
    assert law.terms.order is Order.PRINCIPAL_FIRST
    assert law.figures.rates is policies.rates()
    assert policies.rates().of(Semester(2026, 2)).default == Decimal("12.40")


def test_published_terms_count_within_a_minute(s3: "S3Client", policies: PublishedPolicies) -> None:
    assert policies.penalties().clause.mode is RateMode.DEFAULT
    publish(s3, "penalties.toml", b'mode = "fixed"\nvalue = "15"')
    assert policies.penalties().clause == RateClause(RateMode.FIXED, Decimal(15))
    assert policies.law().terms.clause.value == Decimal(15)


def test_published_rates_are_laid_over_the_shipped_ones(s3: "S3Client", policies: PublishedPolicies) -> None:
    publish(s3, "rates.csv", RATES + NEXT)
    assert policies.law().figures.rates.last == Semester(2027, 1)


def test_a_semester_that_a_later_deployment_brings_is_not_hidden_by_an_older_publication(
    s3: "S3Client", policies: PublishedPolicies
) -> None:
    publish(s3, "rates.csv", RATES.replace(LAST, b""))
    assert policies.rates().last == Semester(2026, 2)


def test_unreadable_rates_leave_the_last_good_ones_in_force(s3: "S3Client", policies: PublishedPolicies) -> None:
    good = policies.rates()
    publish(s3, "rates.csv", b"semester\n")
    assert policies.rates() is good


def test_the_creditor_brings_its_images(s3: "S3Client", policies: PublishedPolicies) -> None:
    publish(s3, "creditor.toml", sample_creditor())
    assert (policies.creditor().logo, policies.creditor().signature) == (b"", b"")
    publish(s3, "logo.png", png(480, 160))
    publish(s3, "signature.png", png(300, 120))
    assert policies.creditor().logo == png(480, 160)
    assert policies.creditor().signature == png(300, 120)


CARRIERS = SHIPPED["carriers.toml"].decode()


def test_another_envelope_is_published_and_the_address_moves_with_it() -> None:
    """A window further down: from 60 to 84 mm."""
    moved = CARRIERS.replace("top = 55.0", "top = 60.0").replace("bottom = 79.0", "bottom = 84.0")
    said = PolicyTrial().check("carriers.toml", moved.encode(), shipped_files())
    assert "de 60 à 84 mm du haut" in said


@pytest.mark.parametrize(
    ("found", "written", "reason"),
    [
        ("top = 55.0", "top = 55", "nombre décimal attendu pour top"),
        ("right = 190.0", "right = 100.0", "la fenêtre est vide"),
        ("right = 190.0", "right = 109.0", "carriers.toml"),
        ("margin = 5.0", "marge = 5.0", "champ inconnu marge"),
    ],
)
def test_an_envelope_that_shows_no_address_is_refused(found: str, written: str, reason: str) -> None:
    with pytest.raises(InvalidPolicyError, match=reason):
        PolicyTrial().check("carriers.toml", CARRIERS.replace(found, written).encode(), shipped_files())
