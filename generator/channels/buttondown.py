"""Buttondown: a draft is made, read back, and only then sent, so that a lost answer never sends a mail twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from generator.channels.buttondown_mails import MODE, Mail, mail_of, mark, requests, slug
from generator.channels.calls import Picked, accepting, call, heard, made, missing, refusal, repeated
from generator.channels.delivery import Delivery, Outcome, Post
from generator.channels.http import Answer, AnswerLost, Client, Request
from generator.channels.outgoing import Outgoing, shown
from generator.errors import DeliveryFailed, Fault, SourceUnavailable
from generator.settings.newsletters import ButtondownSettings

_TARGET: Final = "Buttondown"
_BAD: Final = 400
_NOT_FOUND: Final = 404
_STATUSES: Final = ("draft", "scheduled", "about_to_send", "in_flight", "paused", "errored", "sent")
"""Named in every search: what is found where none are named has changed before."""
_HELD: Final = frozenset({"draft", "scheduled", "paused"})
"""What no reader has got yet."""
_PAGES: Final = 50
_CODES: Final = {
    "email_duplicate": "a mail of the same words stands there already: look for it, and take it away or leave it",
    "sending_requires_confirmation": "set confirm_sending = true once you mean this key to send mail",
}


@dataclass(frozen=True, slots=True)
class Buttondown:
    """A newsletter."""

    settings: ButtondownSettings
    moment: Callable[[], datetime]
    """Gives the present moment, UTC."""

    @property
    def name(self) -> str:
        """The name of the channel in the settings."""
        return self.settings.name

    def version(self, post: Post) -> str:
        """Return the hash of the mail and of whether it is sent to the subscribers."""
        return mark(requests(self.settings, post))

    def preview(self, post: Post) -> str:
        """Return the requests as they would be made, the key left out."""
        return shown(self.settings.url, requests(self.settings, post))

    def deliver(self, post: Post, known: Delivery | None) -> Delivery:
        """Make the draft or change the mail that stands, and send it where the settings say so."""
        draft, *sending = requests(self.settings, post)
        standing = self._known(known) or self._found(post)
        outcome = Outcome.UNCHANGED
        if standing is None:
            standing, outcome = self._made(post, draft), Outcome.CREATED
        elif standing.version != self.version(post):
            standing, outcome = self._changed(standing, draft), Outcome.UPDATED
        due = bool(sending) and standing.status == "draft"
        if due or outcome is not Outcome.UNCHANGED:
            self._verify(standing, draft)
        if due:
            standing = self._sent(standing, sending[0])
            outcome = Outcome.UPDATED if outcome is Outcome.UNCHANGED else outcome
        status = "draft" if standing.status in _HELD else "published"
        return Delivery(self.name, standing.address, outcome, status, standing.id, self.version(post))

    def check(self) -> str:
        """Ask for the newest draft, which needs the right to read mails."""
        query = urlencode({"status": "draft", "ordering": "-creation_date"})
        number = self._asked("GET", f"/v1/emails?{query}", lambda data: int(data["count"]))
        return f"Buttondown: the key reads mails, {number} of them drafts"

    def _known(self, known: Delivery | None) -> Mail | None:
        if known is None or not known.remote:
            return None
        client = self._client()
        looked = accepting(self._request("GET", f"/v1/emails/{known.remote}"), _NOT_FOUND)
        answer = repeated(client, looked)
        found = None if answer.status == _NOT_FOUND else heard(client, answer, mail_of)
        return None if found is None or found.status == "deleted" else found

    def _found(self, post: Post) -> Mail | None:
        """Return the mail of an edition, read whole; None where there is none."""
        name = slug(post)
        since = post.cleared.snapshot.as_of - timedelta(days=2)  # no mail is older than its data; days begin elsewhere
        query = [("status", status) for status in _STATUSES]
        query += [("ordering", "-creation_date"), ("excluded_fields", "body")]
        query += [("creation_date__start", since.strftime("%Y-%m-%d"))]
        for page in range(1, _PAGES + 1):
            told = urlencode([*query, ("page", page)])
            mails, more = self._asked("GET", f"/v1/emails?{told}", _page)
            for mail in mails:
                if mail.slug == name:
                    return self._asked("GET", f"/v1/emails/{mail.id}", mail_of)
            if not more:
                return None
        fault = f"has more than {_PAGES} pages of mails since the edition", "delete old drafts"
        raise DeliveryFailed([Fault(f"channel {self.name}", *fault)])

    def _made(self, post: Post, draft: Outgoing) -> Mail:
        client = self._client()
        try:
            answer = self._taken(client, client.send(self._request("POST", draft.path, draft.fields)))
            number = made(client, answer, mail_of).id
        except AnswerLost as lost:
            found = self._found(post)
            if found is None:
                raise missing(client, lost, "the drafts at Buttondown") from None
            return found
        return self._asked("GET", f"/v1/emails/{number}", mail_of)

    def _changed(self, standing: Mail, draft: Outgoing) -> Mail:
        """Change a mail in place. What was sent stays sent: only its page in the archive changes."""
        if standing.status in {"about_to_send", "in_flight"}:
            fault = Fault(f"channel {self.name}", "the mail is being sent just now", "publish again when it is sent")
            raise SourceUnavailable([fault])
        fields = dict(draft.fields)
        if standing.status != "draft":
            del fields["status"]
        path = f"/v1/emails/{standing.id}"
        client = self._client()
        heard(client, self._taken(client, repeated(client, self._request("PATCH", path, fields))), mail_of)
        return self._asked("GET", path, mail_of)

    def _sent(self, standing: Mail, sending: Outgoing) -> Mail:
        """Send a draft to the subscribers, and return it as it then stands."""
        path, client = f"/v1/emails/{standing.id}", self._client()
        lost: AnswerLost | None = None
        try:
            self._taken(client, client.send(self._request("PATCH", path, sending.fields)))
        except AnswerLost as error:
            lost = error
        now = self._asked("GET", path, mail_of)
        if now.status == "draft":
            refused = Fault(f"channel {self.name}", "it is still a draft after it was sent off", "look at Buttondown")
            raise DeliveryFailed([refused]) if lost is None else missing(client, lost, "the mails at Buttondown")
        return now

    def _verify(self, standing: Mail, draft: Outgoing) -> None:
        """Raise DeliveryFailed where what stands is not what was sent."""
        fields = draft.fields
        body = str(fields["body"]).replace(MODE, "").split() == standing.body.replace(MODE, "").split()
        if (standing.slug, standing.subject, body) != (fields["slug"], fields["subject"], True):
            problem = "the mail at Buttondown is not what was sent"
            raise DeliveryFailed([Fault(f"channel {self.name}", problem, "look at it there before it is sent")])

    def _taken(self, client: Client, answer: Answer) -> Answer:
        """Return an answer that is no refusal."""
        if answer.status == _BAD:
            code = answer.data.get("code") if isinstance(answer.data, dict) else None
            raise refusal(client, _TARGET, answer, _CODES.get(str(code), "mend what it says"))
        return answer

    def _asked(self, method: str, path: str, pick: Callable[[Any], Picked]) -> Picked:
        client = self._client()
        return heard(client, repeated(client, self._request(method, path)), pick)

    def _request(self, method: str, path: str, fields: Mapping[str, object] | None = None) -> Request:
        url = f"{self.settings.url.rstrip('/')}{path}"
        headers = {"Authorization": f"Token {self.settings.key.reveal()}"}
        if fields is None:
            return Request(method, url, headers)
        if fields.get("status") == "about_to_send" and self.settings.confirm_sending:
            headers["X-Buttondown-Live-Dangerously"] = "true"
        return accepting(call(method, url, fields, headers), _BAD)

    def _client(self) -> Client:
        return Client(self.name, self.moment, hidden=(self.settings.key.reveal(),))


def _page(data: Any) -> tuple[list[Mail], bool]:  # noqa: ANN401 - JSON is anything
    return [mail_of(item) for item in data["results"]], bool(data.get("next"))
