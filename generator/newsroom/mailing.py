"""Sends an edition to the readers of a list: each once, and each accounted for, whatever ends the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.channels.delivery import Post
from generator.channels.mail.roll import Roll, roll_of
from generator.channels.mail.summary import Summary, summary_of
from generator.newsroom.mail_parts import Tools, letters_of, readers_of
from generator.newsroom.mail_recovery import recover
from generator.newsroom.mail_run import Progress, Run
from generator.settings.mail import MailSettings
from generator.store.subscriber import Subscriber

if TYPE_CHECKING:
    from generator.store.ledger import Ledger


def mail_edition(
    post: Post, settings: MailSettings, ledger: Ledger, tools: Tools, progress: Progress | None = None
) -> Summary:
    """Send an edition to those readers of a list who want it and have not got it, and say what became of all.

    Whom an earlier run left uncertain gets nothing. Raises SettingsInvalid or InputInvalid, with nothing sent, for
    settings or a list that are wrong, and SourceUnavailable where another run is at it or the store cannot be written.
    What the mail server does is in the summary.
    """
    letters = letters_of(post, settings)
    with ledger.deliveries.alone(settings.name, tools.holder):
        recover(ledger, settings.name, tools)
        roll = _roll(post, settings, ledger)
        run = Run(post.slug, settings, ledger, tools, letters)
        run.enrol(roll)
        trouble = run.send(run.due(roll), progress or progress_bar)
        return summary_of(roll, run.entries().values(), run.sent, trouble)


def mail_preview(post: Post, settings: MailSettings, ledger: Ledger) -> str:
    """Return whom an edition would go to, who would get nothing and why, and one whole mail. Nothing is written."""
    letters = letters_of(post, settings)
    roll = _roll(post, settings, ledger)
    standing = ledger.deliveries.entries(edition=post.slug, channel=settings.name)
    before = {entry.key.recipient: entry.state.value for entry in standing}
    lines = [f"{post.slug} by mail to {len(roll.wanted):,} of {roll.total:,} readers, from {settings.sender}:"]
    lines += (f"  {key}{f' ({before[key]})' if key in before else ''}" for key in roll.wanted)
    lines += (f"  not to {key}: {reason}" for key, reason in {**roll.suppressed, **roll.skipped}.items())
    if roll.wanted:
        message = letters.letter(next(iter(roll.wanted.values())), post.cleared.snapshot.ended).message
        lines += (
            "",
            "The first of them, its date that of the data:",
            "",
            message.decode("ascii").replace("\r\n", "\n"),
        )
    return "\n".join(lines)


def progress_bar(readers: Sequence[Subscriber]) -> Iterator[Subscriber]:
    """Give the readers behind a bar on standard error, which shows on a terminal only."""
    from tqdm import tqdm  # noqa: PLC0415

    yield from tqdm(readers, desc="mail", unit="mail", disable=None, leave=False)


def _roll(post: Post, settings: MailSettings, ledger: Ledger) -> Roll:
    suppressed = ledger.subscribers.suppressed(settings.list_id)
    return roll_of(readers_of(settings, ledger), suppressed, post.cleared.article.asset)
