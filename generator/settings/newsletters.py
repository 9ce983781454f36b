"""What the services that send newsletters are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.settings.addresses import guarded
from generator.settings.channel import ChannelSettings, Status
from generator.settings.fields import Wrong
from generator.settings.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtondownSettings(ChannelSettings):
    """A newsletter at Buttondown, by its API."""

    key: Secret
    """The API key of the newsletter."""
    status: Status = "draft"
    """``publish`` sends it to the subscribers at once."""
    confirm_sending: bool = False
    """Tells Buttondown that programs may send: it asks for that once a key, and refuses until then."""
    url: str = "https://api.buttondown.com"

    def wrong(self) -> Iterator[Wrong]:
        """Yield what is wrong with the address."""
        yield from guarded("url", self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListmonkSettings(ChannelSettings):
    """A listmonk of your own, by its API."""

    url: str
    """Of the installation, such as ``https://lists.example.org``."""
    user: str
    """An API user that may read lists and manage campaigns."""
    token: Secret
    """The access token of that user."""
    lists: tuple[int, ...]
    """The numbers of the lists that a campaign goes to."""
    status: Status = "draft"
    """``publish`` starts the campaign at once."""
    sender: str = ""
    """``Name <address>``; empty for the one listmonk is set to."""
    template: int = 0
    """The number of the campaign template; 0 for the one that listmonk has as its default."""

    def wrong(self) -> Iterator[Wrong]:
        """Yield what is wrong with the address, the user and the lists."""
        yield from guarded("url", self.url)
        if not self.user.strip() or ":" in self.user or not self.user.isprintable():
            yield Wrong("user", "is no user name", "give the name as the list of users shows it")
        if not self.lists or min(self.lists) < 1:
            yield Wrong("lists", "names no list", "give the numbers of one or more lists, such as [1]")
        if self.template < 0:
            yield Wrong("template", "is below 0", "give the number of a template, or leave it out")
