from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import InputInvalid
from generator.market import Regime
from generator.pages.web.method import method_html
from generator.pages.web.theme import SHIPPED, open_theme
from generator.planning.story import Form
from generator.regimes.reading import Severity
from generator.regimes.rules import shipped_rules
from tests.pages.conftest import Page
from tests.site.corpus import CORPUS


def theme(folder: Path, **files: str) -> str:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return str(folder)


def test_a_theme_may_change_one_file_and_leave_out_the_rest(tmp_path: Path) -> None:
    made = open_theme(theme(tmp_path, gone__html__j2="<p>{{ site }}</p>"))
    assert made.render("gone.html.j2", site="mine") == "<p>mine</p>"
    assert made.source("method.md") == (SHIPPED / "method.md").read_text(encoding="utf-8")


def test_a_theme_with_another_letter_is_another_theme(tmp_path: Path) -> None:
    first = open_theme(theme(tmp_path, gone__html__j2="a")).digest
    assert open_theme(str(tmp_path)).digest == first
    assert open_theme(theme(tmp_path, gone__html__j2="b")).digest != first


@pytest.mark.parametrize("text", CORPUS)
def test_whatever_a_theme_prints_is_inert(tmp_path: Path, text: str) -> None:
    made = open_theme(theme(tmp_path, x__j2='<p title="{{ text }}">{{ text }}</p>'))
    page = Page(made.render("x.j2", text=text))
    assert [tag for tag, _ in page.elements] == ["p"]
    assert "{{" not in made.render("x.j2", text=text)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("line\n{{ site.nothing }}", r"theme: gone.html.j2: line 2: .*nothing"),
        ("{{ undefined }}", "undefined"),
        ("line\n{% if %}", r"theme: gone.html.j2: line 2"),
        ('{% include "nowhere.css" %}', "nowhere.css: is not there"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ [].append(1) }}", "unsafe|not safely callable"),
    ],
)
def test_a_template_that_fails_is_named(tmp_path: Path, template: str, message: str) -> None:
    made = open_theme(theme(tmp_path, gone__html__j2=template))
    with pytest.raises(InputInvalid, match=message):
        made.render("gone.html.j2", site=object())


def test_a_theme_that_is_no_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match="is no folder"):
        open_theme(str(tmp_path / "nowhere"))


def test_a_theme_s_method_may_hold_no_script() -> None:
    html = method_html(
        "# x\n\n<script>1</script><img src=x onerror=1> [a](javascript:1) [b](https://b.example) {{ x }}"
    )
    assert {tag for tag, _ in Page(html).elements} == {"h1", "p", "a"}
    assert [given.get("href") for tag, given in Page(html).elements if tag == "a"] == [None, "https://b.example"]
    assert "{{" not in html


def test_the_words_of_the_site_name_every_regime_form_and_severity(tmp_path: Path) -> None:
    check = (
        '{% import "words.html.j2" as words %}'
        "{{ words.regimes|join(',') }}|{{ words.forms|join(',') }}|{{ words.severities|join(',') }}"
    )
    found = open_theme(theme(tmp_path, check__j2=check)).render("check.j2")
    regimes, forms, severities = (part.split(",") for part in found.split("|"))
    assert regimes == [regime.value for regime in Regime]
    assert forms == [form.value for form in Form]
    assert severities == [severity.value for severity in Severity]


def test_the_method_page_gives_the_levels_of_the_rules() -> None:
    lines = [line.split("|")[1:-1] for line in open_theme().source("method.md").splitlines() if line.count("|") == 5]
    levels = {name.strip(): (begins.strip(), over.strip()) for name, _, begins, over in lines}
    assert len(levels) == len(Regime) + 2  # a row of heads, and the line under it
    for rule in shipped_rules().sides:
        percent = rule.bands.metric.value == "funding_rate"
        shown = [f"{v * 100:.3f}%" if percent else f"{v:.2f}" for v in (rule.bands.enter, rule.bands.exit)]
        name = {Regime.CASCADE: "Liquidation cascade", Regime.LEVERAGE_BUILD_UP: "Leverage build-up"}.get(
            rule.regime, rule.regime.value.replace("_", " ").capitalize()
        )
        assert levels[name] == tuple(shown)
    assert "Calm" in levels
