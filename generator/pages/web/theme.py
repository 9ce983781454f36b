"""A theme: a folder of Jinja templates. What it does not have is taken from the one that ships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.bundled import TEMPLATES
from generator.errors import InputInvalid, invalid
from generator.pages.house import house
from generator.pages.web.views import RECORDS

if TYPE_CHECKING:
    from jinja2 import Environment

SHIPPED: Final = TEMPLATES / "site"
_STYLES: Final = TEMPLATES / "pages"
"""The article's own styles, which the site shares."""
_STATIC: Final = "static"


@dataclass(frozen=True, slots=True)
class Theme:
    """Templates and the files that go with them."""

    folders: tuple[Path, ...]
    digest: str
    """Changes when any file of the theme does: every page is made anew then."""
    static: Mapping[str, Path]
    """Files published as they are, by their path on the site."""
    _names: frozenset[str] = field(repr=False)
    _house: Environment = field(repr=False)

    def render(self, template: str, **given: object) -> str:
        """Return a page. Raises InputInvalid naming the template and the line where it cannot be made."""
        import jinja2  # noqa: PLC0415 - only when pages are made

        try:
            return self._house.get_template(template).render(**given)
        except jinja2.TemplateNotFound as error:
            raise invalid(f"theme: {error.name}", "is not there", "copy it from the theme that ships") from None
        except jinja2.TemplateSyntaxError as error:
            place = f"theme: {error.name or template}: line {error.lineno}"
            raise invalid(place, error.message or "is no template", "mend the template") from None
        except Exception as error:
            raise _failed(template, error, self.folders) from error

    def source(self, name: str) -> str:
        """Return the text of a file of the theme. Raises InputInvalid where it is not UTF-8 or not there."""
        for folder in self.folders:
            if (folder / name).is_file():
                try:
                    return (folder / name).read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    raise invalid(f"theme: {name}", "is not UTF-8 text", "save it as UTF-8") from None
        raise invalid(f"theme: {name}", "is not there", "copy it from the theme that ships")

    def has(self, template: str) -> bool:
        """Return whether the theme, or the one that ships, has a template."""
        return template in self._names


def open_theme(folder: str | None = None) -> Theme:
    """Return the theme of a folder, or the one that ships. Raises InputInvalid where the folder is none."""
    if folder is not None and not Path(folder).is_dir():
        raise invalid(f"--theme {folder}", "is no folder", f"copy {SHIPPED} and change the copy")
    folders = (*((Path(folder),) if folder else ()), SHIPPED, _STYLES)
    digest = sha256()
    static: dict[str, Path] = {}
    names: set[str] = set()
    for place in folders:
        for path in sorted(found for found in place.rglob("*") if found.is_file()):
            name = path.relative_to(place).as_posix()
            digest.update(f"{name}\0{sha256(path.read_bytes()).hexdigest()}\0".encode())
            names.add(name)
            if name.startswith(f"{_STATIC}/"):
                static.setdefault(name, path)
    return Theme(folders, digest.hexdigest(), static, frozenset(names), house(folders, RECORDS))


def _failed(template: str, error: Exception, folders: tuple[Path, ...]) -> InputInvalid:
    """Return the fault of a template that failed, at the line of the theme where it did."""
    place, trace = template, error.__traceback__
    names = {str(folder) for folder in folders}
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if any(str(file).startswith(name) for name in names):
            place = f"{file.name}: line {trace.tb_lineno}"
        trace = trace.tb_next
    return invalid(f"theme: {place}", str(error) or type(error).__name__, "mend the template")
