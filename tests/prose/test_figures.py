"""Numbers to words: known answers, from the tiny to the huge, and what must never be printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.metrics.snapshot import Metric
from generator.prose import figures


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (0.004, "0.00"),
        (-0.004, "0.00"),
        (0.006, "+0.01"),
        (-0.006, "-0.01"),
        (-0.8, "-0.80"),
        (2.34, "+2.34"),
        (-2.28, "-2.28"),
        (1000.0, "+1000.00"),
    ],
)
def test_a_z_score_has_two_decimals_and_its_sign(value: float, text: str) -> None:
    assert figures.signed(value)[0] == text


@pytest.mark.parametrize(("value", "text"), [(-2.28, "2.3"), (2.28, "2.3"), (-0.04, "0.0"), (0.0, "0.0")])
def test_a_distance_has_no_sign(value: float, text: str) -> None:
    assert figures.sigmas(value)[0] == f"{text} standard deviations"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0%"),
        (0.155, "15.5%"),
        (-0.155, "15.5%"),
        (0.0004, "0.04%"),
        (0.00041, "0.041%"),
        (1e-9, "0.0000001%"),
        (0.0699, "7.0%"),
        (0.09996, "10.0%"),
        (1.5, "150.0%"),
    ],
)
def test_a_percentage_keeps_enough_digits(value: float, text: str) -> None:
    assert figures.percent(value)[0] == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0% per 8 hours"),
        (-0.0, "0% per 8 hours"),
        (0.00002, "0.002% per 8 hours"),
        (0.0001, "0.010% per 8 hours"),
        (-0.0003, "-0.030% per 8 hours"),
        (0.0000049, "0.00049% per 8 hours"),
        (-1e-14, "-0.000000000001% per 8 hours"),
        (0.0123, "1.230% per 8 hours"),
    ],
)
def test_a_funding_rate_never_reads_as_nothing(value: float, text: str) -> None:
    assert figures.funding(value)[0] == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "$0"),
        (0.01, "$0.0100"),
        (5.0, "$5.00"),
        (995.0, "$995"),
        (999.6, "$1,000"),
        (41_300.0, "$41,300"),
        (999_600.0, "$1.0 million"),
        (999_400.0, "$999,000"),
        (1_500_000.0, "$1.5 million"),
        (28_400_000.0, "$28 million"),
        (999_400_000.0, "$999 million"),
        (999_600_000.0, "$1.0 billion"),
        (2_000_000_000.0, "$2.0 billion"),
        (999_600_000_000.0, "$1.0 trillion"),
        (1.234e12, "$1.2 trillion"),
        (9.876e15, "$9880 trillion"),
    ],
)
def test_dollars_have_the_digits_a_reader_keeps_and_a_scale(value: float, text: str) -> None:
    assert figures.usd(value)[0] == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (91_204.4, "$91,204"),
        (1000.0, "$1,000"),
        (128.4, "$128.40"),
        (1.0, "$1.00"),
        (0.5, "$0.5000"),
        (0.00001234, "$0.00001234"),
        (1e-12, "$0.000000000001000"),
    ],
)
def test_a_price_is_written_by_its_size(value: float, text: str) -> None:
    assert figures.price(value)[0] == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0%"), (1.0, "100%"), (0.615, "62%"), (0.004, "0.4%"), (0.996, "99.6%"), (0.00001, "0.001%")],
)
def test_a_share_is_none_or_all_only_where_it_is(value: float, text: str) -> None:
    assert figures.share(value)[0] == text


@pytest.mark.parametrize("value", [0.9996, 0.99999])
def test_nearly_all_is_not_all(value: float) -> None:
    assert float(figures.share(value)[0].removesuffix("%")) < 100


@pytest.mark.parametrize(
    ("value", "text"), [(0.79, "0.79"), (1.0, "1.00"), (0.0, "0.00"), (0.0049, "0.0049"), (12.345, "12.35")]
)
def test_a_ratio_has_two_decimals_or_two_digits(value: float, text: str) -> None:
    assert figures.ratio(value)[0] == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0.0"), (0.4, "0.4"), (12.34, "12.3"), (0.04, "0.040"), (0.0034, "0.0034")]
)
def test_a_spread_has_one_decimal_or_two_digits(value: float, text: str) -> None:
    assert figures.basis_points(value)[0] == f"{text} basis points"


@pytest.mark.parametrize(
    ("day", "text"), [(date(2025, 11, 21), "21 November 2025"), (date(2020, 3, 1), "1 March 2020")]
)
def test_a_day_is_written_out_whatever_the_locale(day: date, text: str) -> None:
    assert figures.day(day) == text


@pytest.mark.parametrize(("window", "text"), [("90d", "90 days"), ("24h", "24 hours"), ("12w", "12w"), ("d", "d")])
def test_a_look_back_is_written_in_words(window: str, text: str) -> None:
    assert figures.window(window) == text


POSITIVE = st.floats(1e-13, 1e15)
SIGNED = {
    Metric.FUNDING_RATE: figures.funding,
    Metric.MARKET_DEPTH_INDEX: figures.signed,
}


@pytest.mark.parametrize("write", SIGNED.values(), ids=SIGNED)
@given(value=st.floats(-1, 1))
def test_a_sign_is_kept_and_never_put_before_nothing(write: Callable[[float], figures.Written], value: float) -> None:
    text, _ = write(value)
    number = float(re.match(r"[+-]?[\d.]+", text)[0])  # type: ignore[index]
    assert not text.startswith(("-0 ", "-0%")) or number != 0
    assert not (text[0] in "+-" and number == 0)
    assert number * value >= 0


@given(value=POSITIVE)
def test_an_amount_above_nothing_never_reads_as_nothing(value: float) -> None:
    for write in (figures.usd, figures.price, figures.percent, figures.ratio, figures.basis_points, figures.funding):
        text, _ = write(value)
        assert re.search(r"[1-9]", text.removesuffix(" per 8 hours")), (write, text)


@given(value=st.floats(1e-6, 9.9e14))
def test_dollars_are_within_half_a_unit_of_the_second_digit(value: float) -> None:
    text, _ = figures.usd(value)
    scale = {"million": 1e6, "billion": 1e9, "trillion": 1e12}.get(text.rpartition(" ")[2], 1.0)
    shown = float(text.split()[0].removeprefix("$").replace(",", "")) * scale
    assert abs(shown - value) <= 0.0501 * value


@given(first=st.floats(0.01, 9e14), second=st.floats(0.01, 9e14))
def test_more_dollars_never_read_as_fewer(first: float, second: float) -> None:
    def read(value: float) -> float:
        text, _ = figures.usd(value)
        scale = {"million": 1e6, "billion": 1e9, "trillion": 1e12}.get(text.rpartition(" ")[2], 1.0)
        return float(text.split()[0].removeprefix("$").replace(",", "")) * scale

    less, more = sorted((first, second))
    assert read(less) <= read(more) * (1 + 1e-12)


def test_every_metric_has_a_way_to_be_written() -> None:
    assert set(figures.VALUE) == set(Metric)
