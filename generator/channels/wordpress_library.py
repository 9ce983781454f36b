"""The library and the terms of a WordPress: pictures and tags are looked for before they are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from generator.channels.blog import Image
from generator.channels.calls import Picked, accepting, call, heard, made, refusal, repeated
from generator.channels.http import AnswerLost, Client, Request
from generator.channels.wordpress_posts import Media, as_read, media
from generator.errors import SourceUnavailable

_TARGET: Final = "WordPress"
_BAD: Final = 400
_REFUSED: Final = (401, 403)


@dataclass(frozen=True, slots=True)
class Library:
    """What a post refers to by number. `base` is the address of the interface, `headers` prove who asks."""

    client: Client
    base: str
    headers: Mapping[str, str]

    def picture(self, picture: Image) -> Media:
        """Return a picture of the library: the one of this name, with its words, or one that is uploaded now."""
        found = self._picture(picture) or self._uploaded(picture)
        if as_read(found.alt) != as_read(picture.alt):
            request = call("POST", f"{self.base}/media/{found.id}", {"alt_text": picture.alt}, self.headers)
            found = heard(self.client, repeated(self.client, request), media)
        return found

    def term(self, kind: str, name: str) -> int:
        """Return the number of a tag or a category; `kind` is ``tags`` or ``categories``. It is made if need be."""
        query = urlencode({"search": name, "per_page": 100, "context": "view"})
        listed = self._asked(f"/{kind}?{query}", lambda data: {as_read(item["name"]): int(item["id"]) for item in data})
        known = {title.casefold(): number for title, number in listed.items()}
        if name.casefold() in known:
            return known[name.casefold()]
        request = call("POST", f"{self.base}/{kind}", {"name": name}, self.headers)
        answer = repeated(self.client, accepting(request, _BAD, *_REFUSED))
        if answer.status in _REFUSED:
            remedy = f"make {name!r} among the {kind} of the blog, or give the user the right to"
            raise refusal(self.client, _TARGET, answer, remedy)
        if answer.status == _BAD and (not isinstance(answer.data, dict) or answer.data.get("code") != "term_exists"):
            raise refusal(self.client, _TARGET, answer, "mend what it says")
        if answer.status == _BAD:
            return heard(self.client, answer, lambda data: int(data["data"]["term_id"]))
        return heard(self.client, answer, lambda data: int(data["id"]))

    def _picture(self, picture: Image) -> Media | None:
        query = urlencode({"slug": picture.name.rpartition(".")[0], "context": "edit", "per_page": 1})
        found = self._asked(f"/media?{query}", lambda data: [media(item) for item in data])
        return found[0] if found else None

    def _uploaded(self, picture: Image) -> Media:
        headers = {
            **self.headers,
            "Content-Type": "image/png",
            "Content-Disposition": f'attachment; filename="{picture.name}"',
        }
        request = Request("POST", f"{self.base}/media?context=edit", headers, picture.data)
        try:
            answer = self.client.send(accepting(request, *_REFUSED))
            if answer.status in _REFUSED:
                raise refusal(self.client, _TARGET, answer, "give the user the role of an author, who may upload")
            return made(self.client, answer, media)
        except AnswerLost as lost:
            found = self._picture(picture)
            if found is None:
                raise SourceUnavailable(lost.faults) from None  # a picture more in the library harms nobody
            return found

    def _asked(self, path: str, pick: Callable[[Any], Picked]) -> Picked:
        request = Request("GET", f"{self.base}{path}", self.headers)
        return heard(self.client, self.client.send(request), pick)
