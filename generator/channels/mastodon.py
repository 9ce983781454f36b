"""Mastodon: a post of an account, found again by the edition's address or its words, and edited in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode

from generator.channels.calls import Picked, accepting, call, heard, made, missing, repeated
from generator.channels.delivery import Delivery, Outcome, Post
from generator.channels.drafts import held_back, let_out
from generator.channels.form import Field, form
from generator.channels.http import AnswerLost, Client, Request
from generator.channels.mastodon_posts import Status, matching, posted, status_of
from generator.channels.outgoing import Outgoing, Picture, shown, version
from generator.errors import DeliveryFailed, Fault, SourceUnavailable
from generator.settings.chats import MastodonSettings

_TARGET: Final = "Mastodon"
_NOT_FOUND: Final = 404
_PAGES: Final = 5
_PAGE: Final = 40
"""How far back posts are looked through: the account's newest 200."""


@dataclass(frozen=True, slots=True)
class Mastodon:
    """An account on an instance."""

    settings: MastodonSettings
    moment: Callable[[], datetime]
    """Gives the present moment, UTC."""

    @property
    def name(self) -> str:
        """The name of the channel in the settings."""
        return self.settings.name

    def version(self, post: Post) -> str:
        """Return the hash of the post and its picture."""
        return version(posted(self.settings, post))

    def preview(self, post: Post) -> str:
        """Return the post as it would be sent."""
        return held_back(self.settings.status) + shown(self.settings.url, posted(self.settings, post))

    def deliver(self, post: Post, known: Delivery | None) -> Delivery:
        """Send the post, or edit the one that stands."""
        let_out(self.name, self.settings.status, _TARGET)
        *pictures, sent = posted(self.settings, post)
        mark = version([*pictures, sent])
        account = self._asked(Request("GET", "/api/v1/accounts/verify_credentials"), lambda data: str(data["id"]))
        self._fits()
        picture = pictures[0].picture if pictures else None
        standing = self._known(known) or self._found(account, sent)
        if standing is None:
            standing, outcome = self._made(account, sent, picture, f"{post.slug} {mark}"), Outcome.CREATED
        elif self._same(standing, sent, picture) and (known is None or known.version in {"", mark}):
            outcome = Outcome.UNCHANGED
        else:
            standing, outcome = self._edited(standing, sent, picture), Outcome.UPDATED
        return Delivery(self.name, standing.url, outcome, "published", standing.id, mark)

    def check(self) -> str:
        """Ask whose the token is, and how long a post may be."""
        account = Request("GET", "/api/v1/accounts/verify_credentials")
        name = self._asked(account, lambda data: str(data["acct"]))
        self._fits()
        return f"Mastodon: @{name} takes posts of {self.settings.limit} characters"

    def _fits(self) -> None:
        """Raise DeliveryFailed where the instance takes shorter posts than the settings say."""
        most = self._asked(
            Request("GET", "/api/v2/instance"), lambda data: int(data["configuration"]["statuses"]["max_characters"])
        )
        if most < self.settings.limit:
            place, problem = f"channel {self.name}: limit", f"is {self.settings.limit}, and the instance takes {most}"
            raise DeliveryFailed([Fault(place, problem, f"set limit = {most} in [channels.{self.name}]")])

    def _known(self, known: Delivery | None) -> Status | None:
        if known is None or not known.remote:
            return None
        looked = accepting(Request("GET", f"/api/v1/statuses/{known.remote}"), _NOT_FOUND)
        return self._asked(looked, lambda data: status_of(data) if "id" in data else None)

    def _found(self, account: str, sent: Outgoing) -> Status | None:
        """Return the post of an edition among the account's own, the newest first; None where there is none."""
        before: dict[str, str] = {}
        for _ in range(_PAGES):
            query = urlencode({"limit": _PAGE, "exclude_reblogs": "true", "exclude_replies": "true", **before})
            page = self._asked(
                Request("GET", f"/api/v1/accounts/{account}/statuses?{query}"),
                lambda data: [status_of(item) for item in data],
            )
            for status in page:
                if matching(status, sent):
                    return status
            if not page:
                break
            before = {"max_id": page[-1].id}
        return None

    def _same(self, standing: Status, sent: Outgoing, picture: Picture | None) -> bool:
        source = Request("GET", f"/api/v1/statuses/{standing.id}/source")
        text = self._asked(source, lambda data: str(data["text"]))
        return text.strip() == sent.fields["status"] and standing.alt == (picture.alt if picture else "")

    def _made(self, account: str, sent: Outgoing, picture: Picture | None, key: str) -> Status:
        """Make the post. The instance knows it by its key for an hour, so that a lost answer is asked for again."""
        client = self._client()
        headers = {**self._token(), "Idempotency-Key": sha256(key.encode()).hexdigest()}
        fields = {**sent.fields, "media_ids": self._uploaded(picture)}
        request = call("POST", f"{self._url()}{sent.path}", fields, headers)
        try:
            try:
                return made(client, client.send(request), status_of)
            except AnswerLost:
                return made(client, client.send(request), status_of)
        except AnswerLost as lost:
            standing = self._found(account, sent)
            if standing is None:
                raise missing(client, lost, "the posts of the account") from None
            return standing

    def _edited(self, standing: Status, sent: Outgoing, picture: Picture | None) -> Status:
        fields = {**sent.fields, "media_ids": self._uploaded(picture)}
        del fields["visibility"]  # stays as it was: an edit cannot change it
        client = self._client()
        request = call("PUT", f"{self._url()}/api/v1/statuses/{standing.id}", fields, self._token())
        return heard(client, repeated(client, request), status_of)

    def _uploaded(self, picture: Picture | None) -> list[str]:
        """Return the numbers of the pictures of a post, uploaded and ready."""
        if picture is None:
            return []
        fields = (
            Field("file", picture.data, picture.name, "image/png"),
            Field("description", picture.alt.encode("utf-8", "replace")),
        )
        kind, body = form(fields)
        upload = Request("POST", "/api/v2/media", {"Content-Type": kind}, body)
        number = self._asked(upload, lambda data: str(data["id"]))
        client = self._client()
        ready = Request("GET", f"{self._url()}/api/v1/media/{number}", self._token())
        if not heard(client, client.send(ready), lambda data: data.get("url")):  # 206 until it is processed
            raise SourceUnavailable(
                [Fault(f"channel {self.name}", "the picture is still worked on", "try again later")]
            )
        return [number]

    def _asked(self, request: Request, pick: Callable[[Any], Picked]) -> Picked:
        """Return what `pick` takes from the answer to a request that may be repeated. Its address is a path."""
        client = self._client()
        whole = Request(
            request.method,
            f"{self._url()}{request.url}",
            {**request.headers, **self._token()},
            request.body,
            request.accept,
        )
        return heard(client, repeated(client, whole), pick)

    def _url(self) -> str:
        return self.settings.url.rstrip("/")

    def _token(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.settings.token.reveal()}"}

    def _client(self) -> Client:
        return Client(self.name, self.moment, hidden=(self.settings.token.reveal(),))
