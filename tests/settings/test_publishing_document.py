"""The document users copy their settings from: it is read without a fault, and leaves out no kind and no key."""

from __future__ import annotations

import re
import textwrap
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

import pytest

from generator.settings.channels import KINDS
from generator.settings.document import Site, read_settings

DOCUMENT = (Path(__file__).parents[2] / "docs" / "publishing.md").read_text(encoding="utf-8")
(WHOLE,) = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)
(FIRST,) = re.findall(r"((?: {8}.*\n| *\n)+)", DOCUMENT[DOCUMENT.index("3. Write") : DOCUMENT.index("4. `comm")])


@pytest.mark.parametrize("text", [WHOLE, textwrap.dedent(FIRST)])
def test_its_settings_are_read(text: str, tmp_path: Path) -> None:
    file = tmp_path / "commentary.toml"
    file.write_text(text, encoding="utf-8")
    assert read_settings(file, {}).channels


def test_it_has_every_kind_with_every_key_and_what_it_is_without() -> None:
    tables: dict[str, dict[str, Any]] = {table["kind"]: table for table in tomllib.loads(WHOLE)["channels"].values()}
    assert set(tables) == set(KINDS)
    for kind, record in KINDS.items():
        section = next(part for part in WHOLE.split("\n\n") if f'kind = "{kind}"' in part)
        for item in fields(cast("Any", record)):
            if item.name != "name":
                assert re.search(rf"^(?:# )?{item.name} = ", section, re.MULTILINE), (kind, item.name)
    for item in fields(Site):
        assert re.search(rf"^(?:# )?{item.name} = ", WHOLE, re.MULTILINE), item.name
