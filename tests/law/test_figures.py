"""Rates and parameters: dated data, held together, with what is missing named (RATE-01 to RATE-05)."""

import json
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest

from relance.adapters.law.parameters_json import load_parameters
from relance.adapters.law.rates_csv import load_rates
from relance.adapters.law.shipped import figures_with, shipped_figures
from relance.domain.errors import InvalidPolicyError
from relance.domain.law.debt import Debt, Regime
from relance.domain.law.engine import state_debt
from relance.domain.law.figures import LegalFigures
from relance.domain.law.parameters import MissingParameterError, Parameter, Parameters
from relance.domain.law.rates import MissingRateError, RateTable, rate_due
from relance.domain.law.semester import Semester

POLICIES = files("relance.policies")
RATES = (POLICIES / "rates.csv").read_bytes()
PARAMETERS = (POLICIES / "parameters.json").read_bytes()
S1_2027 = b"2027-S1,2027-01-01,2027-06-30,2.25,12.25,10.25,6.50,2.50,7.50,no,A,TEST,A,TEST,\r\n"


class TestSemesters:
    @pytest.mark.parametrize(
        ("day", "written"),
        [("2026-01-01", "2026-S1"), ("2026-06-30", "2026-S1"), ("2026-07-01", "2026-S2"), ("2026-12-31", "2026-S2")],
    )
    def test_they_part_the_year_on_1_july(self, day: str, written: str) -> None:
        assert str(Semester.of(date.fromisoformat(day))) == written

    def test_one_follows_the_other(self) -> None:
        second = Semester.parse("2026-S1").next
        assert (second.start, second.end) == (date(2026, 7, 1), date(2026, 12, 31))
        assert (second.next.start, second.next.end) == (date(2027, 1, 1), date(2027, 6, 30))

    @pytest.mark.parametrize("text", ["2026-S3", "2026S1", "26-S1", "2026-S1 "])
    def test_other_spellings_are_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="semester"):
            Semester.parse(text)


class TestShippedRates:
    def test_each_row_keeps_where_it_was_read_and_how_sure_it_is(self) -> None:
        row = shipped_figures().rates.of(Semester(2026, 2))

        assert (row.refinancing, row.default, row.public) == (Decimal("2.40"), Decimal("12.40"), Decimal("10.40"))
        assert (row.legal_individuals, row.legal, row.floor) == (Decimal("6.84"), Decimal("2.75"), Decimal("8.25"))
        assert (row.refinancing_confidence, row.legal_confidence) == ("C", "C")
        assert row.refinancing_source == "GH_JULESDO+GH_PMD"

    def test_every_key_of_a_source_is_explained(self) -> None:
        table = shipped_figures().rates
        explained = {key for key, _ in table.sources}

        named = {key for row in table.rows for key in row.refinancing_source.split("+")}

        assert named <= explained

    def test_a_segment_says_where_its_rate_was_read(self) -> None:
        found = state_debt(Debt(Regime.B2B, 100_000, date(2025, 1, 31)), date(2025, 2, 28), shipped_figures())

        assert [segment.source for segment in found.segments] == ["GH_ECB25+GH_JULESDO"]


class TestMissingRates:
    def test_the_semester_is_named_on_both_sides_of_the_table(self) -> None:
        table = shipped_figures().rates

        for day, name in ((date(2027, 1, 1), "2027-S1"), (date(2014, 12, 31), "2014-S2")):
            with pytest.raises(MissingRateError, match=name) as missing:
                table.on(day)
            assert str(missing.value.semester) == name

    def test_a_new_semester_is_data_alone(self) -> None:
        debt = Debt(Regime.B2B, 1_000_000, date(2026, 12, 21))

        with pytest.raises(MissingRateError, match="2027-S1"):
            state_debt(debt, date(2027, 1, 31), shipped_figures())

        found = state_debt(debt, date(2027, 1, 31), figures_with(RATES + S1_2027))
        # 10 000 × 12.40 × 10 / 36 500 = 33.973; × 12.25 × 31 = 104.041
        assert [segment.interest for segment in found.segments] == [33_97, 104_04]

    @pytest.mark.parametrize(
        ("today", "due"),
        [
            ("2026-11-22", None),
            ("2026-12-19", None),
            ("2026-12-20", "2027-S1"),
            ("2026-12-31", "2027-S1"),
            ("2027-01-01", "2027-S1"),
            ("2027-06-20", "2027-S1"),
            ("2026-06-20", None),
        ],
    )
    def test_from_the_20th_of_june_and_december_the_next_rate_is_asked_for(self, today: str, due: str | None) -> None:
        """RATE-03."""
        found = rate_due(date.fromisoformat(today), shipped_figures().rates)

        assert (str(found) if found else None) == due

    def test_once_it_is_there_nothing_is_asked_for(self) -> None:
        table = load_rates(RATES + S1_2027)

        assert rate_due(date(2026, 12, 20), table) is None
        assert str(rate_due(date(2027, 6, 20), table)) == "2027-S2"
        assert table.last_day == date(2027, 6, 30)


def last_line(old: bytes, new: bytes) -> bytes:
    head, last = RATES.rstrip().rsplit(b"\r\n", 1)
    assert last.count(old) >= 1
    return head + b"\r\n" + last.replace(old, new, 1) + b"\r\n"


class TestTablesInTheWild:
    """RATE-05: each mistake has been printed somewhere."""

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (RATES.replace(b"2026-S1,2026-01-01", b"2026-S1,2026-01-02"), "ligne 24, start : attend 2026-01-01"),
            (RATES.replace(b"2026-S1,", b"2026-1,"), "ligne 24, semester : attend un semestre comme 2026-S2"),
            (last_line(b",2.40,", b',"2,40",'), "ligne 25, ecb_mro_pct : « 2,40 » n'est pas un taux à deux décimales"),
            (last_line(b",2.75,", b",2.8,"), "ligne 25, til_autres_cas_pct : « 2.8 » n'est pas un taux"),
            (last_line(b",C,", b",D,"), "ligne 25, ecb_confidence : attend A, B, C ou U"),
            (last_line(b"GH_JULESDO+GH_PMD", b""), "ligne 25, ecb_source : manque"),
            (last_line(b",no,", b",yes,"), "ligne 25, floor_exceeds_default : attend no"),
            (last_line(b"NOT read", b"NOT, read"), "ligne 25, note : trop de colonnes"),
            (last_line(b",C,", b",") + b"2027-S1", "ligne 26, start : manque"),
            (RATES.replace(b"semester,", b"semestre,", 1), "ligne 1 : colonnes attendues"),
            (RATES.replace(b"semester,", b"semestre,", 1), "en colonne 1 se trouve « semestre »"),
            (RATES.replace(b",note", b"", 1), "en colonne 15 se trouve rien"),
            (b"", "ligne 1 : colonnes attendues"),
            (RATES.replace(b",", b";"), "ligne 1 : les colonnes sont séparées par des points-virgules"),
            (b"\xef\xbb\xbf" + RATES.replace(b",", b"\t"), "ou des tabulations"),
            (RATES + b"2027-S3,,", "ligne 26, semester : attend un semestre comme 2026-S2, et non « 2027-S3 »"),
            (last_line(b",2.75,8.25,", b",-2.75,-8.25,"), "til_autres_cas_pct : « -2.75 » n'est pas un taux"),
            (RATES.split(b"\r\n", 1)[0] + b"\r\n", "aucun semestre"),
            (RATES.replace(b"2025-S1,2025-01-01,2025-06-30", b"2025-S2,2025-07-01,2025-12-31"), "vient 2025-S1"),
            (RATES + b'2027-S1,"2027', "ligne 26 : ce n'est pas du CSV valide"),
            (b'"semester', "ligne 1 : ce n'est pas du CSV valide"),
            (RATES + b"\xff", "pas du texte UTF-8"),
        ],
    )
    def test_the_line_and_the_column_are_named(self, body: bytes, said: str) -> None:
        with pytest.raises(InvalidPolicyError) as refused:
            load_rates(body)

        assert said in str(refused.value)

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            (b",2.75,8.25,", b",6.84,8.25,", "2026-S2, floor_3x_til_pct : 8.25 au lieu de 20.52"),
            (b",12.40,", b",12.15,", "2026-S2, b2b_default_pct : 12.15 au lieu de 12.40"),
            (b",10.40,", b",10.15,", "2026-S2, public_pct : 10.15 au lieu de 10.40"),
        ],
    )
    def test_columns_that_do_not_agree_are_refused(self, old: bytes, new: bytes, said: str) -> None:
        with pytest.raises(InvalidPolicyError) as refused:
            figures_with(last_line(old, new))

        assert said in str(refused.value)

    def test_what_is_missing_is_told_once(self) -> None:
        with pytest.raises(InvalidPolicyError) as refused:
            load_rates(RATES + b"2027-S1,2027-01-01,2027-06-30")

        assert str(refused.value).count("ecb_mro_pct") == 1

    def test_rows_that_a_spreadsheet_left_empty_are_none(self) -> None:
        assert load_rates(RATES.rstrip() + b"\r\n,,,,,,,,,,,,,,\r\n\r\n") == load_rates(RATES)

    def test_a_byte_order_mark_and_unix_lines_are_no_mistake(self) -> None:
        assert load_rates(b"\xef\xbb\xbf" + RATES.replace(b"\r\n", b"\n")) == load_rates(RATES)


def changed(key: str, **fields: object) -> bytes:
    whole = json.loads(PARAMETERS)
    for entry in whole["parameters"]:
        if entry["key"] == key:
            entry.update(fields)
    return json.dumps(whole).encode()


def figures_of(parameters: bytes) -> LegalFigures:
    return LegalFigures(load_rates(RATES), load_parameters(parameters))


class TestParameters:
    def test_a_value_is_found_with_its_source_and_confidence(self) -> None:
        parameters = shipped_figures().parameters

        found = parameters.on("formal_notice.reply_days", date(2026, 11, 22))

        assert (found.value, found.confidence, found.source[:5]) == (8, "U", "usage")
        assert parameters.integer("formal_notice.reply_days", date(2026, 11, 22)) == 8

    def test_the_latest_value_in_force_holds(self) -> None:
        def row(value: str, start: date | None) -> Parameter:
            return Parameter("k", value, "EUR", "", "", "A", start)

        parameters = Parameters((row("2", date(2026, 1, 1)), row("1", None), row("3", date(2027, 1, 1))))

        days = [date(1999, 1, 1), date(2025, 12, 31), date(2026, 1, 1), date(2027, 6, 1)]
        assert [parameters.text("k", day) for day in days] == ["1", "1", "2", "3"]

    def test_a_key_or_a_day_without_value_is_named(self) -> None:
        parameters = shipped_figures().parameters

        with pytest.raises(MissingParameterError, match=r"indemnity\.amount : aucune valeur au 31/12/2012"):
            parameters.decimal("indemnity.amount", date(2012, 12, 31))
        with pytest.raises(MissingParameterError, match=r"indemnity\.amount : aucune valeur au 31/12/2012"):
            shipped_figures().indemnity(date(2012, 12, 31))
        with pytest.raises(MissingParameterError, match=r"no\.such\.key"):
            parameters.on("no.such.key", date(2026, 1, 1))

    def test_what_should_be_read_again_is_listed(self) -> None:
        keys = {row.key for row in shipped_figures().parameters.to_review(date(2026, 12, 31))}

        assert "ip.fee_tc_eur" in keys
        assert "term.default_days" not in keys  # by 1 January 2027

    def test_the_indemnity_is_data(self) -> None:
        dearer = figures_of(changed("indemnity.amount", value="45.00"))

        found = state_debt(Debt(Regime.B2B, 100_000, date(2026, 9, 30)), date(2026, 10, 31), dearer)

        assert found.indemnity == 45_00

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (b"[]", "attend {confidence_scale, parameters}"),
            (b"{", "attend {confidence_scale, parameters}"),
            (changed("indemnity.amount", value=40.0), "40.0 : écrivez les décimales entre guillemets"),
            (changed("indemnity.amount", valid_from="2021-2-27"), "(indemnity.amount), valid_from : attend une date"),
            (changed("indemnity.amount", confidence="D"), "(indemnity.amount), confidence : attend A, B, C, U"),
            (changed("indemnity.amount", note=None), "(indemnity.amount), note : attend un texte"),
            (changed("indemnity.amount", valid_until=None), "attend les champs confidence, key"),
            (changed("indemnity.amount", valid_from=None), "indemnity.amount : deux valeurs à la même date"),
            (changed("indemnity.amount", value="quarante"), "indemnity.amount : quarante n'est pas un nombre"),
            (changed("indemnity.amount", value=40), "indemnity.amount : attend un texte"),
            (changed("penalty.day_count", value="ACT_ACT"), "penalty.day_count : seul ACT_365_FIXED est calculé"),
            (changed("penalty.b2b.default_margin_points", value="11"), "2015-S1, b2b_default_pct : 10.05 au lieu de"),
        ],
    )
    def test_what_is_wrong_is_named(self, body: bytes, said: str) -> None:
        with pytest.raises(InvalidPolicyError) as refused:
            figures_of(body)

        assert said in str(refused.value)

    def test_a_number_is_no_text_and_a_flag_no_number(self) -> None:
        parameters = shipped_figures().parameters

        with pytest.raises(InvalidPolicyError, match="attend un nombre entier"):
            parameters.integer("l126.enabled", date(2026, 1, 1))


def test_a_table_is_never_empty() -> None:
    with pytest.raises(InvalidPolicyError, match="aucun semestre"):
        RateTable(())
