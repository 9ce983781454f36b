"""Archives for the tests of the site: small editions, put together by hand and filed as real ones are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from generator.archive import file_edition
from generator.audit.clearance import Cleared
from generator.market import Regime
from generator.planning.story import Form, RegimeFigure
from generator.regimes.reading import Severity
from tests.pages.conftest import cleared_of, sentence

FIRST = datetime(2025, 10, 30, 12, tzinfo=UTC)
REGIMES = (
    (RegimeFigure(Regime.CASCADE, Severity.SEVERE), RegimeFigure(Regime.SELL_DOMINANCE, Severity.MODERATE)),
    (RegimeFigure(Regime.CALM, Severity.MODERATE),),
    (),
)
BASE = "https://example.org/markets/"


def edition(number: int = 0, asset: str = "BTC", form: Form = Form.DAILY, headline: str | None = None) -> Cleared:
    """Return the edition of a day: `number` days after the first."""
    cleared = cleared_of(asset)
    at = FIRST + timedelta(days=number)
    article = replace(
        cleared.article,
        as_of=at,
        form=form,
        headline=sentence(headline or f"{asset} on day {number}"),
        regimes=REGIMES[number % len(REGIMES)],
    )
    return replace(cleared, article=article, snapshot=replace(cleared.snapshot, as_of=at))


def filed(root: Path, editions: Iterable[Cleared]) -> list[Path]:
    """File editions below `root` and return their folders."""
    return [file_edition(root, each) for each in editions]


def archive(root: Path, days: int = 5, assets: Iterable[str] = ("BTC",)) -> Path:
    """File an edition a day of each asset, and return `root`."""
    filed(root, (edition(day, asset) for asset in assets for day in range(days)))
    return root


def pages(site: Path) -> set[str]:
    """Return the paths of all files of a site."""
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
