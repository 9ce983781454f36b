"""Edition folders as channels take them: held against their sums, audited anew, refiled where a person edited them."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import Final

from generator import edition
from generator.archive import (
    SUMS,
    alone,
    edition_address,
    edition_folder,
    file_edition,
    pages_of,
    read_drawn,
    read_edition,
)
from generator.audit.clearance import Spiked
from generator.channels.delivery import Post
from generator.errors import Fault, InputInvalid
from generator.newsroom.writing import materials

_LINE: Final = re.compile(r"([0-9a-f]{64})  ([a-z]+\.[a-z]+|charts/[a-z_-]+\.(?:svg|png))")
_TEXT: Final = "article.md"
_AGAIN: Final = "file the edition again with `commentary brief`"


def read_post(folder: Path, base: str = "", *, refile: bool = True) -> Post | Spiked:
    """Return the edition in a folder ready for channels, or what the audit finds in it as it stands now.

    Where ``article.md`` was edited and is clear, the edition is filed with these words first, unless `refile` is
    False. `base` is the address at which the folder of the editions is found, where it has one.

    Raises:
        InputInvalid: it is no edition, or a file other than ``article.md`` is not what was filed.
    """
    if not folder.is_dir():
        raise InputInvalid([Fault(str(folder), "is no folder", "name the folder of an edition")])
    if not any((folder / name).exists() for name in (SUMS, _TEXT)):
        remedy = f"name the folder of one, such as output/btc/20251121T1200Z-daily, or {_AGAIN}"
        raise InputInvalid([Fault(str(folder), "is no edition", remedy)])
    with alone(folder.parent):
        files, edited = _files(folder)
        snapshot, article = read_edition(folder)
    try:
        text = files[_TEXT].decode("utf-8")
    except UnicodeDecodeError:
        raise InputInvalid([Fault(str(folder / _TEXT), "is not UTF-8 text", "save it as UTF-8")]) from None
    verdict = edition.revise(text, article, snapshot, materials())
    if isinstance(verdict, Spiked):
        return verdict
    if edited and refile:
        files, _ = _files(file_edition(folder.parent.parent, verdict, read_drawn(folder), base))
    elif edited:
        files = dict(pages_of(verdict, read_drawn(folder), base))
    asset, name = edition_folder(Path(), verdict).parts[-2:]
    return Post(verdict, f"{asset}-{name.lower()}", files, edition_address(base, verdict))


def _files(folder: Path) -> tuple[dict[str, bytes], bool]:
    """Return the files of an edition that its sums name, and whether its text is another than was filed."""
    lines = _read(folder, SUMS).decode("utf-8", "replace").splitlines()
    named = [_LINE.fullmatch(line) for line in lines]
    sums = {found[2]: found[1] for found in named if found}
    if not all(named) or _TEXT not in sums:
        raise InputInvalid([Fault(str(folder / SUMS), "does not name the files of an edition", _AGAIN)])
    files = {name: _read(folder, name) for name in sums}
    altered = [name for name, data in files.items() if sha256(data).hexdigest() != sums[name]]
    if foreign := [name for name in altered if name != _TEXT]:
        raise InputInvalid(Fault(str(folder / name), "is not as it was filed", _AGAIN) for name in foreign)
    return {**files, SUMS: _read(folder, SUMS)}, bool(altered)


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputInvalid([Fault(str(folder / name), f"cannot be read ({reason})", _AGAIN)]) from error
