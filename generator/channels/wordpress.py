"""WordPress: a post is looked for by its slug, drafts included, before it is made, and read back after it was."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from generator.channels.blog import alike, images, namesakes, same, told_of
from generator.channels.calls import accepting, call, heard, made, missing, refusal, repeated
from generator.channels.delivery import Delivery, Outcome, Post
from generator.channels.http import AnswerLost, Client, Request
from generator.channels.labels import labels
from generator.channels.outgoing import shown
from generator.channels.wordpress_library import Library
from generator.channels.wordpress_posts import Standing, as_read, fields, mark, requests, standing
from generator.errors import DeliveryFailed, Fault, SourceUnavailable
from generator.settings.channels import WordPressSettings

_TARGET: Final = "WordPress"
_API: Final = "/wp-json/wp/v2"
_NOT_FOUND: Final = 404
_GONE: Final = 410
_TRASH: Final = "trash"
_STRANGER: Final = (400, 401, 403)


@dataclass(frozen=True, slots=True)
class WordPress:
    """A WordPress blog."""

    settings: WordPressSettings
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
        """Return the requests as they would be made where nothing stands yet, the password left out."""
        return shown(self._base, requests(self.settings, post))

    def deliver(self, post: Post, known: Delivery | None) -> Delivery:
        """Make the post or change the one that stands, and read it back. What a person published stays published."""
        client = self._client()
        there = self._found(client, post, known)
        note = "" if there is None else self._further(client, post, there)
        wanted = self._wanted(client, post)
        outcome = Outcome.UNCHANGED
        if there is None:
            there, outcome = self._made(client, post, wanted), Outcome.CREATED
        status = str(wanted["status"]) if outcome is Outcome.CREATED else _released(there, wanted)
        same_version = outcome is Outcome.CREATED or known is None or known.version == self.version(post)
        if not (same_version and there.status == status and _is(there, wanted)):
            self._changed(client, there, wanted, status)
            outcome = Outcome.CREATED if outcome is Outcome.CREATED else Outcome.UPDATED
        there = self._read_back(client, there.id, wanted, status)
        if outcome is Outcome.CREATED:  # meanwhile an earlier run's request may have been carried out
            note = self._further(client, post, there)
        address, told = (there.link, "published") if there.status == "publish" else (self._editor(there), there.status)
        return Delivery(self.name, address, outcome, told, str(there.id), self.version(post), note)

    def further(self, post: Post, known: Delivery) -> str:
        """Put into the trash drafts that are the post once more, as a request makes them that is carried out late."""
        client = self._client()
        there = self._found(client, post, known)
        return "" if there is None else self._further(client, post, there)

    def check(self) -> str:
        """Ask who the user is and what they may do."""
        client = self._client()
        answer = client.send(self._asking("GET", "/users/me?context=edit"))
        may: Mapping[str, Any] = heard(client, answer, lambda data: dict(data["capabilities"]))
        needed = {"edit_posts": "write", "upload_files": "upload pictures"}
        needed |= {"publish_posts": "publish"} if self.settings.status == "publish" else {}
        lacking = [words for right, words in needed.items() if not may.get(right)]
        if lacking:
            problem = f"the user {self.settings.user} may not {' or '.join(lacking)}"
            raise DeliveryFailed([Fault(f"channel {self.name}", problem, "give them the role of an author")])
        return f"WordPress at {self.settings.url}: {self.settings.user} may {', '.join(needed.values())}"

    def _wanted(self, client: Client, post: Post) -> dict[str, object]:
        """Return the post as it is to stand, its pictures, tags and categories there before it."""
        library = Library(client, self._base, self._headers())
        pictures = {item.name: library.picture(item) for item in images(post)}
        tags = [library.term("tags", name) for name in labels(post, self.settings.tags).tags]
        given = fields(self.settings, post, lambda name: pictures[name].address)
        held = [library.term("categories", name) for name in self.settings.categories]
        cover = next((item.id for item in pictures.values()), 0)
        return {**given, "featured_media": cover, "tags": tags, **({"categories": held} if held else {})}

    def _found(self, client: Client, post: Post, known: Delivery | None) -> Standing | None:
        """Return the post that stands: the one delivered before, or the one of this name, whatever its status."""
        if known is not None and known.remote.isdigit():
            request = accepting(self._asking("GET", f"/posts/{known.remote}?context=edit"), _NOT_FOUND)
            answer = client.send(request)
            there = None if answer.status == _NOT_FOUND else heard(client, answer, standing)
            if there is not None and there.status != _TRASH:
                return there
        query = urlencode({"slug": post.slug, "status": "any", "context": "edit", "per_page": 1, "order": "asc"})
        answer = client.send(accepting(self._asking("GET", f"/posts?{query}"), *_STRANGER))
        if answer.status in _STRANGER:  # only to those who may write it admits that there are drafts
            remedy = "check the user and the application password, and that they may write posts"
            raise refusal(client, _TARGET, answer, remedy)
        found = heard(client, answer, lambda data: [*map(standing, data)])
        return found[0] if found else None

    def _further(self, client: Client, post: Post, there: Standing) -> str:
        """Put into the trash drafts that stand beside a post under one of its names and read as it does."""
        query = {"slug": ",".join(namesakes(post.slug)), "status": "any", "context": "edit", "per_page": 20}
        answer = client.send(self._asking("GET", f"/posts?{urlencode(query)}"))
        others = heard(client, answer, lambda data: [standing(raw) for raw in data if raw["id"] != there.id])
        gone = [other for other in others if _again(other, there)]
        for other in gone:
            self._remove(client, other, "")
        return told_of(len(gone), [self._editor(other) for other in others if other not in gone])

    def _remove(self, client: Client, there: Standing, how: str) -> None:
        repeated(client, accepting(self._asking("DELETE", f"/posts/{there.id}{how}"), _NOT_FOUND, _GONE))

    def _editor(self, there: Standing) -> str:
        return f"{self.settings.url.rstrip('/')}/wp-admin/post.php?post={there.id}&action=edit"

    def _made(self, client: Client, post: Post, wanted: Mapping[str, object]) -> Standing:
        """Make the post, and return it, or the one that a try of which nothing was heard made before."""
        try:
            there = made(client, client.send(self._posting("/posts?context=edit", wanted)), standing)
        except AnswerLost as lost:
            found = self._found(client, post, None)
            if found is None:
                raise missing(client, lost, "the drafts of the blog") from None
            return found
        first = self._found(client, post, None)
        if first is None or first.id >= there.id:
            return there
        self._remove(client, there, "?force=true")  # a moment old, and asked for by nobody
        return first

    def _changed(self, client: Client, there: Standing, wanted: Mapping[str, object], status: str) -> None:
        sent = {name: value for name, value in wanted.items() if name != "slug"}  # a person may have given it another
        request = self._posting(f"/posts/{there.id}?context=edit", {**sent, "status": status})
        try:
            client.send(request)
        except AnswerLost as lost:
            found = heard(client, client.send(self._asking("GET", f"/posts/{there.id}?context=edit")), standing)
            if found.status != status or not _is(found, wanted):
                raise SourceUnavailable(lost.faults) from None

    def _read_back(self, client: Client, number: int, wanted: Mapping[str, object], status: str) -> Standing:
        """Return the post as it stands now. Raises DeliveryFailed where it is not what was sent."""
        found = heard(client, client.send(self._asking("GET", f"/posts/{number}?context=edit")), standing)
        if found.status != status or not _is(found, wanted):
            what = "title or body" if found.status == status else f"status ({found.status}, not {status})"
            problem = f"the {what} of what stands there is not what was sent"
            raise DeliveryFailed([Fault(f"channel {self.name}", problem, f"look at post {number} in {_TARGET}")])
        return found

    def _posting(self, path: str, wanted: Mapping[str, object]) -> Request:
        return call("POST", f"{self._base}{path}", wanted, self._headers())

    def _asking(self, method: str, path: str) -> Request:
        return Request(method, f"{self._base}{path}", self._headers())

    @property
    def _base(self) -> str:
        return f"{self.settings.url.rstrip('/')}{_API}"

    def _headers(self) -> dict[str, str]:
        pair = f"{self.settings.user}:{self.settings.password.reveal()}"
        return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}

    def _client(self) -> Client:
        password = self.settings.password.reveal()
        return Client(self.name, self.moment, hidden=(password, password.replace(" ", "")))


def _is(there: Standing, wanted: Mapping[str, object]) -> bool:
    """Return whether a post has the title, the body and the cover that were sent."""
    covered = there.cover == wanted.get("featured_media", there.cover)
    titled = as_read(there.title) == as_read(str(wanted["title"]))
    return covered and titled and same(there.content, str(wanted["content"]))


def _again(other: Standing, there: Standing) -> bool:
    """Return whether a post is a draft that reads as the one that stands."""
    return other.status == "draft" and other.title == there.title and alike(other.content, there.content)


def _released(there: Standing, wanted: Mapping[str, object]) -> str:
    """Return the status a post is to have: what a person published, or set a date for, is not taken back."""
    return there.status if there.status not in {"draft", "auto-draft"} else str(wanted["status"])
