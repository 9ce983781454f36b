"""Slack by the token of an app: messages carry the name of their edition, by which they are found and updated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from generator.channels.calls import Picked, call, heard, made, missing, refusal, repeated
from generator.channels.delivery import Delivery, Outcome, Post
from generator.channels.drafts import held_back, let_out
from generator.channels.http import Answer, AnswerLost, Client, Request
from generator.channels.outgoing import Outgoing, shown, version
from generator.channels.slack import TARGET, words
from generator.errors import Fault, SourceUnavailable
from generator.settings.chats import SlackSettings

_EVENT: Final = "commentary_edition"
_PAGES: Final = 10
_PAGE: Final = 200
"""How far back messages are looked through: the newest 2,000."""
_UNSURE: Final = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})
"""Errors of Slack's own, after which something may have been done."""
_REMEDIES: Final[Mapping[str, str]] = {
    "missing_scope": "give the app the scopes chat:write and channels:history, and install it again",
    "not_in_channel": "invite the app to the channel",
    "channel_not_found": "check channel in the settings: it is an id, and the app has to be in a private one",
    "is_archived": "take the channel out of the archive, or name another",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A message that stands in the channel."""

    ts: str
    version: str


@dataclass(frozen=True, slots=True)
class SlackApp:
    """A channel of Slack that an app posts to."""

    settings: SlackSettings
    moment: Callable[[], datetime]
    """Gives the present moment, UTC."""

    @property
    def name(self) -> str:
        """The name of the channel in the settings."""
        return self.settings.name

    def version(self, post: Post) -> str:
        """Return the hash of the message, that of its own version left out."""
        return version([_message(self.settings, post, "")])

    def preview(self, post: Post) -> str:
        """Return the message as it would be sent."""
        message = _message(self.settings, post, self.version(post))
        return held_back(self.settings.status) + shown(f"{self.settings.url}/api", [message])

    def deliver(self, post: Post, known: Delivery | None) -> Delivery:
        """Post the message, or update the one that stands."""
        let_out(self.name, self.settings.status, TARGET)
        mark = self.version(post)
        fields = _message(self.settings, post, mark).fields
        team = self._asked("POST", "/auth.test", {}, lambda data: str(data["url"]))
        standing = self._found(post, known)
        if standing is None:
            standing, outcome = self._posted(post, fields, mark), Outcome.CREATED
        elif standing.version == mark:
            outcome = Outcome.UNCHANGED
        else:
            changed = {**fields, "ts": standing.ts}
            ts = self._asked("POST", "/chat.update", changed, lambda data: str(data["ts"]))
            standing, outcome = Standing(ts, mark), Outcome.UPDATED
        address = f"{team}archives/{self.settings.channel}/p{standing.ts.replace('.', '')}"
        return Delivery(self.name, address, outcome, "published", standing.ts, mark)

    def check(self) -> str:
        """Ask who the app is, and whether it may look through the channel."""
        who = self._asked("POST", "/auth.test", {}, lambda data: f"{data['user']} in {data['team']}")
        self._page({"limit": "1"})
        return f"Slack: {who} is in the channel {self.settings.channel}"

    def _posted(self, post: Post, fields: Mapping[str, object], mark: str) -> Standing:
        client = self._client()
        try:
            answer = client.send(self._call("POST", "/chat.postMessage", fields))
            return Standing(made(client, self._taken(client, answer), lambda data: str(data["ts"])), mark)
        except AnswerLost as lost:
            standing = self._found(post, None)
            if standing is None:
                raise missing(client, lost, f"the channel {self.settings.channel}") from None
            return standing

    def _found(self, post: Post, known: Delivery | None) -> Standing | None:
        """Return the message of an edition: the known one where it still stands, else the newest with its name."""
        if known is not None and known.remote:
            at = {"latest": known.remote, "oldest": known.remote, "inclusive": "true", "limit": "1"}
            found = self._page(at)[0]
            return next((each for each in (_standing(item, "") for item in found) if each is not None), None)
        cursor = ""
        for _ in range(_PAGES):
            found, cursor = self._page({"limit": str(_PAGE), "cursor": cursor})
            for standing in (_standing(item, post.slug) for item in found):
                if standing is not None:
                    return standing
            if not cursor:
                break
        return None

    def _page(self, query: Mapping[str, str]) -> tuple[list[Mapping[str, Any]], str]:
        """Return messages of the channel, the newest first, and the cursor of those before them."""
        told = urlencode({"channel": self.settings.channel, "include_all_metadata": "true", **query})
        return self._asked("GET", f"/conversations.history?{told}", {}, _messages)

    def _asked(self, method: str, path: str, fields: Mapping[str, object], pick: Callable[[Any], Picked]) -> Picked:
        client = self._client()
        answer = repeated(client, self._call(method, path, fields))
        try:
            return heard(client, self._taken(client, answer), pick)
        except AnswerLost as lost:
            raise SourceUnavailable(lost.faults) from None

    def _taken(self, client: Client, answer: Answer) -> Answer:
        """Return an answer that is no refusal. Slack refuses, and fails, with status 200."""
        data = answer.data
        error = str(data.get("error")) if isinstance(data, dict) and data.get("ok") is not True else ""
        if error in _UNSURE:
            fault = Fault(f"channel {self.name}", f"Slack failed ({error})", "try again later")
            raise AnswerLost(fault, answered=True)
        if error:
            raise refusal(client, TARGET, answer, _REMEDIES.get(error, "check token and channel in the settings"))
        return answer

    def _call(self, method: str, path: str, fields: Mapping[str, object]) -> Request:
        headers = {"Authorization": f"Bearer {self._token()}"}
        url = f"{self.settings.url.rstrip('/')}/api{path}"
        return Request(method, url, headers) if method == "GET" else call(method, url, fields, headers)

    def _client(self) -> Client:
        return Client(self.name, self.moment, hidden=(self._token(),))

    def _token(self) -> str:
        if self.settings.token is None:
            raise AssertionError("settings with neither webhook nor token are refused")
        return self.settings.token.reveal()


def _message(settings: SlackSettings, post: Post, mark: str) -> Outgoing:
    metadata = {"event_type": _EVENT, "event_payload": {"slug": post.slug, "version": mark}}
    return Outgoing("POST", "/chat.postMessage", {"channel": settings.channel, **words(post), "metadata": metadata})


def _messages(data: Any) -> tuple[list[Mapping[str, Any]], str]:  # noqa: ANN401 - JSON is anything
    cursor = (data.get("response_metadata") or {}).get("next_cursor", "")
    return [dict(item) for item in data["messages"]], str(cursor)


def _standing(item: Mapping[str, Any], slug: str) -> Standing | None:
    """Return a message of an edition; None where it is another's. Any edition will do where `slug` is empty."""
    told = item.get("metadata") or {}
    said = told.get("event_payload") or {}
    if told.get("event_type") != _EVENT or (slug and said.get("slug") != slug):
        return None
    return Standing(str(item["ts"]), str(said.get("version", "")))
