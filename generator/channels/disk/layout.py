"""What a post is on disk, before anything is written: its documents, its pictures, and front matter for the former."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Layout:
    """Files by their paths below the root of the channel, with slashes."""

    documents: Mapping[str, str]
    """What a builder reads. The first one is what a post is known by."""
    pictures: Mapping[str, bytes]
    """What the documents show. They are there before the documents are."""
    shelf: str
    """The folder of the pictures. Nothing else is kept in it."""

    @property
    def digest(self) -> str:
        """The hash of all documents: 64 hex digits. Names of pictures hold their hashes, so it covers those too."""
        whole = sha256()
        for path, text in self.documents.items():
            whole.update(f"{path}\0{text}\0".encode("utf-8", "backslashreplace"))
        return whole.hexdigest()


def front_matter(fields: Mapping[str, object]) -> str:
    """Return fields as YAML between two lines of dashes. Every text stays the text it is, whatever is in it."""
    import yaml  # noqa: PLC0415

    given = {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}
    filled = {name: value for name, value in given.items() if value not in ("", [], {})}
    told = yaml.safe_dump(filled, allow_unicode=True, sort_keys=False, width=1_000_000, default_flow_style=False)
    return f"---\n{told}---\n"
