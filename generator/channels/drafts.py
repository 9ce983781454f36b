"""Where a target knows no drafts, the settings are what holds a post back."""

from __future__ import annotations

from generator.errors import DeliveryFailed, Fault
from generator.settings.channel import Status


def let_out(name: str, status: Status, target: str) -> None:
    """Raise DeliveryFailed unless the settings let the posts of a channel out. `target` is what knows no drafts."""
    if status != "publish":
        place, problem = f"channel {name}: status", f"is draft, and {target} knows no drafts"
        raise DeliveryFailed([Fault(place, problem, f'set status = "publish" in [channels.{name}] to send posts')])


def held_back(status: Status) -> str:
    """Return what stands above the preview of a post that would not be sent; nothing where it would."""
    return "" if status == "publish" else 'held back: status is "draft", and what is sent there is public at once\n\n'
