"""Channels that are folders: a writer a dialect, and one way of putting files there that is never seen half done."""
