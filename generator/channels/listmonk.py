"""listmonk: a campaign under the edition's name is made as a draft, read back, and only then started."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from generator.channels.calls import Picked, call, heard, made, missing, repeated
from generator.channels.delivery import Delivery, Outcome, Post
from generator.channels.http import AnswerLost, Client, Request
from generator.channels.listmonk_campaigns import Campaign, campaign_of, requests, same
from generator.channels.outgoing import Outgoing, shown, version
from generator.errors import DeliveryFailed, Fault
from generator.settings.newsletters import ListmonkSettings

_HELD: Final = frozenset({"draft", "scheduled", "paused"})
"""What listmonk lets be changed."""
_STARTED: Final = frozenset({"running", "finished"})
_PAGE: Final = 100
_PAGES: Final = 50


@dataclass(frozen=True, slots=True)
class Listmonk:
    """Lists of a listmonk."""

    settings: ListmonkSettings
    moment: Callable[[], datetime]
    """Gives the present moment, UTC."""

    @property
    def name(self) -> str:
        """The name of the channel in the settings."""
        return self.settings.name

    def version(self, post: Post) -> str:
        """Return the hash of the campaign and of whether it is started."""
        return version(requests(self.settings, post))

    def preview(self, post: Post) -> str:
        """Return the requests as they would be made, the token left out."""
        return shown(self.settings.url, requests(self.settings, post))

    def deliver(self, post: Post, known: Delivery | None) -> Delivery:
        """Make the campaign or change the one that stands, and start it where the settings say so."""
        sent, *start = requests(self.settings, post)
        standing = self._found(post.slug)
        outcome = Outcome.UNCHANGED
        if standing is None:
            standing, outcome = self._made(sent), Outcome.CREATED
        elif not same(standing, sent) and not self._left(standing, known, self.version(post)):
            standing, outcome = self._changed(standing, sent), Outcome.UPDATED
        if outcome is not Outcome.UNCHANGED and not same(standing, sent):
            problem = "the campaign in listmonk is not what was sent"
            raise DeliveryFailed([Fault(f"channel {self.name}", problem, "look at it there before it is started")])
        if start and standing.status in {"draft", "paused"}:
            standing = self._started(standing, start[0])
            outcome = Outcome.UPDATED if outcome is Outcome.UNCHANGED else outcome
        status = "draft" if standing.status in _HELD else "published"
        address = f"{self._url()}/admin/campaigns/{standing.id}"
        return Delivery(self.name, address, outcome, status, str(standing.id), self.version(post))

    def check(self) -> str:
        """Ask whether listmonk is well, and whether it has the lists."""
        self._asked("/api/health", lambda data: data["data"])
        names = self._asked("/api/lists?per_page=all", _lists)
        if absent := sorted(set(self.settings.lists) - set(names)):
            place = f"channel {self.name}: lists"
            problem = f"names {', '.join(map(str, absent))}, which the user does not see in listmonk"
            known = ", ".join(f"{number} ({name})" for number, name in sorted(names.items())) or "none"
            raise DeliveryFailed([Fault(place, problem, f"known are {known}")])
        return f"listmonk: campaigns go to {', '.join(names[number] for number in sorted(set(self.settings.lists)))}"

    def _left(self, standing: Campaign, known: Delivery | None, mark: str) -> bool:
        """Return whether a campaign is left as a person made it: it was delivered, and is a draft for them or sent."""
        delivered = known is not None and known.version == mark
        return delivered and (self.settings.status == "draft" or standing.status in _STARTED)

    def _found(self, name: str) -> Campaign | None:
        """Return the campaign of a name, the oldest of several; None where there is none."""
        found: list[Campaign] = []
        for page in range(1, _PAGES + 1):
            told = {"query": name, "order_by": "created_at", "order": "ASC", "per_page": _PAGE, "page": page}
            some = self._asked(f"/api/campaigns?{urlencode(told)}", _campaigns)
            found += [each for each in some if each.name == name]
            if len(some) < _PAGE or found:
                break
        return found[0] if found else None

    def _made(self, sent: Outgoing) -> Campaign:
        client = self._client()
        try:
            number = made(client, client.send(self._call("POST", sent.path, sent.fields)), _campaign).id
        except AnswerLost as lost:
            found = self._found(str(sent.fields["name"]))
            if found is None:
                raise missing(client, lost, "the campaigns of listmonk") from None
            return found
        return self._asked(f"/api/campaigns/{number}", _campaign)

    def _changed(self, standing: Campaign, sent: Outgoing) -> Campaign:
        if standing.status not in _HELD:
            problem = f"the edition has changed, and its campaign is {standing.status} already"
            raise DeliveryFailed(
                [Fault(f"channel {self.name}", problem, "send the correction as a campaign of its own")]
            )
        path, client = f"/api/campaigns/{standing.id}", self._client()
        heard(client, repeated(client, self._call("PUT", path, sent.fields)), _campaign)
        return self._asked(path, _campaign)

    def _started(self, standing: Campaign, start: Outgoing) -> Campaign:
        """Start a campaign, and return it as it then stands."""
        path, client = f"/api/campaigns/{standing.id}", self._client()
        lost: AnswerLost | None = None
        try:
            client.send(self._call("PUT", f"{path}/status", start.fields))
        except AnswerLost as error:
            lost = error
        now = self._asked(path, _campaign)
        if now.status not in _STARTED:
            fault = Fault(f"channel {self.name}", f"it is {now.status} after it was started", "look at it in listmonk")
            raise DeliveryFailed([fault]) if lost is None else missing(client, lost, "the campaigns of listmonk")
        return now

    def _asked(self, path: str, pick: Callable[[Any], Picked]) -> Picked:
        client = self._client()
        return heard(client, repeated(client, Request("GET", f"{self._url()}{path}", self._user())), pick)

    def _call(self, method: str, path: str, fields: Mapping[str, object]) -> Request:
        return call(method, f"{self._url()}{path}", fields, self._user())

    def _url(self) -> str:
        return self.settings.url.rstrip("/")

    def _user(self) -> Mapping[str, str]:
        both = f"{self.settings.user}:{self.settings.token.reveal()}"
        return {"Authorization": f"Basic {b64encode(both.encode()).decode()}"}

    def _client(self) -> Client:
        return Client(self.name, self.moment, hidden=(self.settings.token.reveal(),))


def _campaign(data: Any) -> Campaign:  # noqa: ANN401 - JSON is anything
    return campaign_of(data["data"])


def _campaigns(data: Any) -> list[Campaign]:  # noqa: ANN401 - as above
    return [campaign_of(item) for item in data["data"]["results"]]


def _lists(data: Any) -> dict[int, str]:  # noqa: ANN401 - as above
    return {int(item["id"]): str(item["name"]) for item in data["data"]["results"]}
