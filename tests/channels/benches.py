"""A bench a channel: its server, its settings as users write them, and what readers of its target have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.channels.delivery import Channel
from generator.newsroom.outlets import Outlet, outlet
from generator.settings.document import read_settings
from tests.channels.editions import NOW
from tests.channels.servers import buttondown, discord, listmonk, mastodon, slack, telegram
from tests.channels.servers.loopback import Target, Trouble, serving


@dataclass(frozen=True)
class Bench:
    """What the tests of every channel need to know of one."""

    name: str
    server: Callable[[], Any]
    settings: str
    """The table of the channel; SERVER stands for the address of the server, S3CRET for a secret in the environment."""
    secret: str
    finds: bool
    """Whether the channel or its target finds what was sent before."""
    drafts: bool
    texts: Callable[[Any], list[str]]
    """What stands at the target of editions."""
    changes: bool = True
    """Whether what stands can be changed."""

    @contextmanager
    def stand(self, folder: Path, *, status: str = "publish", secret: str = "", more: str = "") -> Iterator[Stand]:
        """Serve the target and make the channel."""
        with serving(self.server()) as target:
            made = self.outlet(folder, target, status=status, secret=secret, more=more)
            yield Stand(self, target, made, made.channel)

    def outlet(
        self, folder: Path, target: Target, *, status: str = "publish", secret: str = "", more: str = ""
    ) -> Outlet:
        """Make the channel from settings as a user writes them."""
        given = secret or self.secret.replace("SERVER", target.address)
        table = self.settings.replace("SERVER", target.address).replace("S3CRET", '{env = "CANARY"}')
        file = folder / "commentary.toml"
        file.write_text(f'[channels.desk]\nstatus = "{status}"\n{table}\n{more}\n')
        settings = read_settings(file, {"CANARY": given})
        return outlet(settings.channels["desk"], settings, lambda: NOW)


@dataclass(frozen=True)
class Stand:
    """A bench at work."""

    bench: Bench
    target: Any
    outlet: Outlet
    channel: Channel

    def renew(self) -> None:
        """Make the server one that nobody has asked anything yet, at the same address."""
        kept = {name: self.target.__dict__[name] for name in ("lock", "address")}
        self.target.__dict__.update({**self.bench.server().__dict__, **kept})

    def disturb(self, text: str) -> None:
        """Put in something that is no edition."""
        (self.target.put_in if self.bench.drafts else self.target.say)(text)

    def trouble_last(self, trouble: Trouble) -> None:
        """Let the last request of the next delivery of an edition have trouble."""
        place = {"discord": 1}.get(self.bench.name, 0)
        self.target.troubles.extend([None] * place + [trouble])

    def texts(self) -> list[str]:
        """Return what stands of editions."""
        return self.bench.texts(self.target)

    def published(self) -> int:
        """Return how often readers got something."""
        return len(self.target.sends) if self.bench.drafts else len(self.texts())


ALL = (
    Bench(
        "telegram",
        telegram.TelegramServer,
        'kind = "telegram"\ntoken = S3CRET\nchat = "@markets"\nurl = "SERVER"',
        telegram.CANARY,
        finds=False,
        drafts=False,
        texts=lambda server: list(server.messages.values()),
    ),
    Bench(
        "slack webhook",
        slack.SlackServer,
        'kind = "slack"\nwebhook = S3CRET',
        f"SERVER{slack.HOOK}",
        finds=False,
        drafts=False,
        texts=lambda server: [str(message) for message in server.editions()],
        changes=False,
    ),
    Bench(
        "slack app",
        slack.SlackServer,
        f'kind = "slack"\ntoken = S3CRET\nchannel = "{slack.CHANNEL}"\nurl = "SERVER"',
        slack.CANARY,
        finds=True,
        drafts=False,
        texts=lambda server: [str(message) for message in server.editions()],
    ),
    Bench(
        "discord",
        discord.DiscordServer,
        'kind = "discord"\nwebhook = S3CRET',
        f"SERVER{discord.HOOK}",
        finds=False,
        drafts=False,
        texts=lambda server: [message["content"] for message in server.messages.values()],
    ),
    Bench(
        "mastodon",
        mastodon.MastodonServer,
        'kind = "mastodon"\ntoken = S3CRET\nurl = "SERVER"',
        mastodon.CANARY,
        finds=True,
        drafts=False,
        texts=lambda server: [status["status"] for status in server.editions()],
    ),
    Bench(
        "buttondown",
        buttondown.ButtondownServer,
        'kind = "buttondown"\nkey = S3CRET\nurl = "SERVER"\nconfirm_sending = true',
        buttondown.CANARY,
        finds=True,
        drafts=True,
        texts=lambda server: [f"{mail['subject']}\n{mail['body']}" for mail in server.editions()],
    ),
    Bench(
        "listmonk",
        listmonk.ListmonkServer,
        f'kind = "listmonk"\ntoken = S3CRET\nuser = "{listmonk.USER}"\nlists = [3, 1]\nurl = "SERVER"',
        listmonk.CANARY,
        finds=True,
        drafts=True,
        texts=lambda server: [f"{campaign['subject']}\n{campaign['body']}" for campaign in server.editions()],
    ),
)
CHATS = tuple(bench for bench in ALL if not bench.drafts)
LETTERS = tuple(bench for bench in ALL if bench.drafts)
FOUND = tuple(bench for bench in ALL if bench.finds)
BLIND = tuple(bench for bench in ALL if not bench.finds)
CHANGED = tuple(bench for bench in CHATS if bench.changes)


def named(bench: Bench) -> str:
    """Return the name of a bench, for the names of tests."""
    return bench.name
