"""Ghost: a post is looked for by its slug before it is made, and read back after it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlencode

from generator.channels.blog import Image, addresses, alike, images, namesakes, same, told_of
from generator.channels.calls import accepting, call, heard, made, missing, repeated
from generator.channels.delivery import Delivery, Outcome, Post
from generator.channels.form import Field, form
from generator.channels.ghost_posts import Standing, fields, mark, parts, requests, standing, token
from generator.channels.http import AnswerLost, Client, Request
from generator.channels.outgoing import shown
from generator.errors import DeliveryFailed, Fault, SourceUnavailable
from generator.settings.channels import GhostSettings

_TARGET: Final = "Ghost"
_CONFLICT: Final = 409
_NOT_FOUND: Final = 404
_TRIES: Final = 3
_API: Final = "/ghost/api/admin"
_VERSION: Final = "v6.0"


@dataclass(frozen=True, slots=True)
class Ghost:
    """A Ghost blog."""

    settings: GhostSettings
    moment: Callable[[], datetime]
    """Gives the present moment, UTC."""

    @property
    def name(self) -> str:
        """The name of the channel in the settings."""
        return self.settings.name

    def version(self, post: Post) -> str:
        """Return the hash of the post, its pictures and its status."""
        return mark(self.settings, post)

    def preview(self, post: Post) -> str:
        """Return the requests as they would be made where nothing stands yet, the key left out."""
        return shown(f"{self.settings.url}{_API}", requests(self.settings, post))

    def deliver(self, post: Post, known: Delivery | None) -> Delivery:
        """Make the post or change the one that stands, and read it back. What a person published stays published."""
        client = self._client()
        there = self._found(client, post, known)
        note = "" if there is None else self._further(client, post, there)
        where = self._uploaded(client, post, there)
        wanted = fields(self.settings, post, where.__getitem__)
        outcome = Outcome.UNCHANGED
        if there is None:
            there, outcome = self._made(client, post, wanted), Outcome.CREATED
        status = str(wanted["status"]) if outcome is Outcome.CREATED else _released(there, wanted)
        same_version = outcome is Outcome.CREATED or known is None or known.version == self.version(post)
        if not (same_version and there.status == status and _is(there, wanted)):
            there, status = self._changed(client, there, wanted, status)
            outcome = Outcome.CREATED if outcome is Outcome.CREATED else Outcome.UPDATED
        there = self._read_back(client, there, wanted, status)
        if outcome is Outcome.CREATED:  # meanwhile an earlier run's request may have been carried out
            note = self._further(client, post, there)
        address = there.url if there.status == "published" else self._editor(there)
        return Delivery(self.name, address, outcome, there.status, there.id, self.version(post), note)

    def further(self, post: Post, known: Delivery) -> str:
        """Take away drafts that are the post once more, as a request makes them that is carried out late."""
        client = self._client()
        there = self._found(client, post, known)
        return "" if there is None else self._further(client, post, there)

    def check(self) -> str:
        """Ask what stands there and whether the key opens it."""
        client = self._client()
        site = heard(client, repeated(client, self._asking("GET", "/site/")), lambda data: dict(data["site"]))
        heard(client, repeated(client, self._asking("GET", "/posts/?limit=1&fields=id")), lambda data: data["posts"])
        return f"Ghost {site.get('version', '')} at {self.settings.url}: {site.get('title', '')}"

    def _found(self, client: Client, post: Post, known: Delivery | None) -> Standing | None:
        """Return the post that stands: the one delivered before, or the one of this name."""
        places = [f"/posts/{quote(known.remote, safe='')}/"] if known is not None and known.remote else []
        for place in (*places, f"/posts/slug/{post.slug}/"):
            answer = client.send(accepting(self._asking("GET", f"{place}?formats=html"), _NOT_FOUND))
            if answer.status != _NOT_FOUND:
                return heard(client, answer, _first)
        return None

    def _further(self, client: Client, post: Post, there: Standing) -> str:
        """Take away drafts that stand beside a post under one of its names and read as it does."""
        names = ",".join(f"'{name}'" for name in namesakes(post.slug))
        query = urlencode({"filter": f"slug:[{names}]", "formats": "html"})
        answer = client.send(self._asking("GET", f"/posts/?{query}"))
        others = heard(client, answer, lambda data: [standing(raw) for raw in data["posts"] if raw["id"] != there.id])
        gone = [other for other in others if _again(other, there)]
        for other in gone:
            self._remove(client, other)
        return told_of(len(gone), [self._editor(other) for other in others if other not in gone])

    def _remove(self, client: Client, there: Standing) -> None:
        repeated(client, accepting(self._asking("DELETE", f"/posts/{quote(there.id, safe='')}/"), _NOT_FOUND))

    def _editor(self, there: Standing) -> str:
        return f"{self.settings.url.rstrip('/')}/ghost/#/editor/post/{there.id}"

    def _uploaded(self, client: Client, post: Post, there: Standing | None) -> dict[str, str]:
        """Return the address of each picture, and upload those that do not stand there already."""
        pictures = {item.name: item for item in images(post)}
        found = dict(addresses(pictures, [] if there is None else [there.html, there.feature]))
        for name in pictures.keys() - found.keys():
            found[name] = self._upload(client, pictures[name])
        return found

    def _upload(self, client: Client, picture: Image) -> str:
        kind, body = form(
            [
                Field("file", picture.data, picture.name, "image/png"),
                Field("purpose", b"image"),
                Field("ref", picture.name.encode()),
            ]
        )
        answer = repeated(client, self._asking("POST", "/images/upload/", {"Content-Type": kind}, body))
        return heard(client, answer, lambda data: str(data["images"][0]["url"]))

    def _made(self, client: Client, post: Post, wanted: Mapping[str, object]) -> Standing:
        """Make the post, and return it, or the one that a try of which nothing was heard made before."""
        request = self._posting("POST", "/posts/?source=html&formats=html", wanted)
        try:
            there = made(client, client.send(request), _first)
        except AnswerLost as lost:
            found = self._found(client, post, None)
            if found is None:
                raise missing(client, lost, "the drafts of the blog") from None
            return found
        first = None if there.slug == post.slug else self._found(client, post, None)
        if first is None or first.id == there.id:
            return there
        self._remove(client, there)  # a moment old, and asked for by nobody
        return first

    def _changed(
        self, client: Client, there: Standing, wanted: Mapping[str, object], status: str
    ) -> tuple[Standing, str]:
        """Change a post, and return it with the status it was given.

        It is named by the moment it was last changed: who changes it at the same time is not written over unseen.
        """
        place = f"/posts/{quote(there.id, safe='')}/"
        for _ in range(_TRIES):
            sent = {**wanted, "status": status, "updated_at": there.updated_at}
            del sent["slug"]  # a person may have given it another
            request = self._posting("PUT", f"{place}?source=html&formats=html", sent)
            try:
                answer = client.send(accepting(request, _CONFLICT))
                if answer.status != _CONFLICT:
                    return made(client, answer, _first), status
            except AnswerLost as lost:
                there = self._again(client, place)
                if _is(there, wanted) and there.status == status:
                    return there, status
                if lost.answered:
                    raise SourceUnavailable(lost.faults) from None
                continue
            there = self._again(client, place)
            status = _released(there, wanted)
        problem = "keeps being changed by somebody else"
        raise SourceUnavailable([Fault(f"channel {self.name}", problem, "try again when they are done")])

    def _again(self, client: Client, place: str) -> Standing:
        return heard(client, client.send(self._asking("GET", f"{place}?formats=html")), _first)

    def _read_back(self, client: Client, there: Standing, wanted: Mapping[str, object], status: str) -> Standing:
        """Return the post as it stands now. Raises DeliveryFailed where it is not what was sent."""
        found = self._again(client, f"/posts/{quote(there.id, safe='')}/")
        if found.status != status or not _is(found, wanted):
            what = "title or body" if found.status == status else f"status ({found.status}, not {status})"
            problem = f"the {what} of what stands there is not what was sent"
            raise DeliveryFailed([Fault(f"channel {self.name}", problem, f"look at post {found.id} in {_TARGET}")])
        return found

    def _posting(self, method: str, path: str, wanted: Mapping[str, object]) -> Request:
        request = call(method, f"{self._base}{path}", {"posts": [wanted]})
        return Request(method, request.url, {**self._headers(), **request.headers}, request.body)

    def _asking(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Request:
        return Request(method, f"{self._base}{path}", {**self._headers(), **(headers or {})}, body)

    @property
    def _base(self) -> str:
        return f"{self.settings.url.rstrip('/')}{_API}"

    def _headers(self) -> dict[str, str]:
        name, secret, _ = parts(self.settings.key)
        return {"Authorization": f"Ghost {token(name, secret, self.moment())}", "Accept-Version": _VERSION}

    def _client(self) -> Client:
        _, secret, key = parts(self.settings.key)
        return Client(self.name, self.moment, hidden=(key, secret.hex(), key.partition(":")[2]))


def _first(data: Any) -> Standing:  # noqa: ANN401 - JSON is anything
    return standing(data["posts"][0])


def _is(there: Standing, wanted: Mapping[str, object]) -> bool:
    """Return whether a post has the title, the body and the cover that were sent."""
    covered = there.feature == wanted.get("feature_image", there.feature)
    return covered and there.title == wanted["title"] and same(there.html, str(wanted["html"]))


def _again(other: Standing, there: Standing) -> bool:
    """Return whether a post is a draft that reads as the one that stands."""
    return other.status == "draft" and other.title == there.title and alike(other.html, there.html)


def _released(there: Standing, wanted: Mapping[str, object]) -> str:
    """Return the status a post is to have: what a person published, or set a date for, is not taken back."""
    return there.status if there.status != "draft" else str(wanted["status"])
