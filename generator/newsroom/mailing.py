"""Sends an edition to the readers of a list: each once, and each accounted for, whatever ends the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.channels.delivery import Post
from generator.channels.mail.reckoning import refusals
from generator.channels.mail.roll import Roll, roll_of
from generator.channels.mail.session import dialled, hung_up
from generator.channels.mail.subscriber_csv import read_csv
from generator.channels.mail.summary import Summary, summary_of
from generator.errors import Fault, SettingsInvalid
from generator.newsroom.mail_parts import Tools, checked, letters_of, read_list, readers_of, server_of
from generator.newsroom.mail_recovery import recover
from generator.newsroom.mail_run import Progress, Run
from generator.newsroom.stores import default_store, open_store
from generator.settings.document import Settings
from generator.settings.fields import nearest
from generator.settings.mail import MailSettings
from generator.store.subscriber import Subscriber

if TYPE_CHECKING:
    from generator.store.ledger import Ledger


EMPTY: Final = "nobody is on the list: put readers on it with `commentary subscribers import FILE`"


def mail_edition(
    post: Post, settings: MailSettings, ledger: Ledger, tools: Tools, progress: Progress | None = None
) -> Summary:
    """Send an edition to those readers of a list who want it and have not got it, and say what became of all.

    Whom an earlier run left uncertain gets nothing. Raises SettingsInvalid or InputInvalid, with nothing sent, for
    settings or a list that are wrong, and SourceUnavailable where another run is at it or the store cannot be written.
    What the mail server does is in the summary.
    """
    letters = letters_of(post, settings)
    with ledger.deliveries.alone(settings.name, tools.holder) as held:
        recover(ledger, settings.name, tools)
        roll = _roll(post, settings, ledger)
        run = Run(post.slug, settings, ledger, tools, letters, held)
        run.enrol(roll)
        trouble = run.send(run.due(roll), progress or progress_bar)
        standing = run.entries().values()
        if settings.refusals:
            ledger.subscribers.refused(*refusals(standing), settings.refusals, tools.now())
        return summary_of(roll, standing, run.sent, trouble)


def mail_lists(names: Iterable[str], settings: Settings) -> dict[str, MailSettings]:
    """Return those of the named channels that are mail to the readers of a list."""
    found = {name: settings.channels.get(name) for name in names}
    return {name: item for name, item in found.items() if isinstance(item, MailSettings)}


def mail_list(settings: Settings, name: str | None) -> MailSettings:
    """Return the list of this name, or the only one there is. Raises SettingsInvalid."""
    known = mail_lists(settings.channels, settings)
    if name is None and len(known) == 1:
        return next(iter(known.values()))
    if name is None or name not in known:
        problem = "names no mail channel" if name or not known else "is needed: there are several lists"
        raise SettingsInvalid([Fault("--channel", problem, nearest(name or "", known))])
    return known[name]


def mail_faults(lists: Iterable[MailSettings]) -> Iterator[Fault]:
    """Yield what is wrong with the settings and the secrets of lists, before anything is begun."""
    for item in lists:
        for ask in (lambda item=item: checked(item), lambda item=item: item.password and item.password.reveal()):
            try:
                ask()
            except SettingsInvalid as error:
                yield from error.faults


def mail_check(settings: MailSettings) -> str:
    """Ask the mail server whether it lets this sender in, send nothing, and say in a line what was found."""
    checked(settings)
    server = server_of(settings)
    hung_up(dialled(server))
    return f"{server.place} takes mail from {settings.sender}"


def mail_preview(post: Post, settings: MailSettings, store: str | None) -> str:
    """Return whom an edition would go to, who would get nothing and why, and one whole mail. Nothing is written.

    The store is read where there is one; the readers of a file need none.
    """
    if not Path(store or default_store()).exists() and "://" not in (store or ""):
        file = settings.subscribers
        listed = () if file is None else read_csv(read_list(file), str(file)).subscribers
        return _preview(post, settings, roll_of(listed, {}, post.cleared.article.asset), {})
    with open_store(store) as ledger:
        standing = ledger.deliveries.entries(edition=post.slug, channel=settings.name)
        before = {entry.key.recipient: entry.state.value for entry in standing}
        return _preview(post, settings, _roll(post, settings, ledger), before)


def _preview(post: Post, settings: MailSettings, roll: Roll, before: Mapping[str, str]) -> str:
    letters = letters_of(post, settings)
    lines = [f"{post.slug} by mail to {len(roll.wanted):,} of {roll.total:,} readers, from {settings.sender}:"]
    lines += (f"  {key}{f' ({before[key]})' if key in before else ''}" for key in roll.wanted)
    if not roll.total:
        lines.append(f"  {EMPTY}")
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
