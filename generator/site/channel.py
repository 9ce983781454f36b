"""The house's own site as a channel: it is built anew, and the edition is on it or it is not."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from generator.archive import SUMS, edition_folder
from generator.channels.delivery import Delivery, Outcome, Post
from generator.errors import DeliveryFailed, Fault, InputInvalid
from generator.pages.web.theme import open_theme
from generator.site.build import Options, build_site
from generator.site.generation import standing


@dataclass(frozen=True, slots=True)
class SiteChannel:
    """The site of the editions in a folder."""

    name: str
    root: Path
    options: Options

    def version(self, post: Post) -> str:
        """Return the hash of the edition and of how the site is made."""
        told = f"{self.root}\0{self.options}\0".encode("utf-8", "backslashreplace")
        return sha256(told + post.files[SUMS]).hexdigest()

    def preview(self, post: Post) -> str:
        """Return what would be built, and the page that would be on it."""
        return f"the site of {self.root} would be built, with {self._page(post)}"

    def deliver(self, post: Post, known: Delivery | None) -> Delivery:
        """Build the site, and see that the edition is on it as it was given."""
        filed = edition_folder(self.root, post.cleared)
        try:
            stands = (filed / SUMS).read_bytes() == post.files[SUMS]
        except OSError:
            stands = False
        if not stands:
            problem = f"does not hold this edition of {post.slug}"
            raise DeliveryFailed([Fault(str(self.root), problem, "name the folder it was filed in")])
        before = self._page(post).exists()
        try:
            built = build_site(self.root, self.options)
        except InputInvalid as error:
            raise DeliveryFailed(error.faults) from None
        page = self._page(post)
        if not page.exists():
            found = [fault for fault in built.faults if str(filed.name) in fault.place] or [*built.faults]
            raise DeliveryFailed(found or [Fault(str(page), "was not built", "run `commentary site`")])
        fresh = Outcome.UPDATED if before else Outcome.CREATED
        same = known is not None and known.version == self.version(post) and before
        outcome = Outcome.UNCHANGED if same or (before and not built.written) else fresh
        address = f"{post.address}article.html" if post.address else str(page)
        return Delivery(self.name, address, outcome, "published", version=self.version(post))

    def check(self) -> str:
        """Look whether there are editions, and whether the theme can be opened."""
        if not self.root.is_dir():
            raise DeliveryFailed([Fault(str(self.root), "is no folder", "give the folder that holds the editions")])
        open_theme(self.options.theme)
        found = standing(self.root)
        return f"site of {self.root}" + ("" if found is None else f", {len(found.manifest.editions)} editions on it")

    def _page(self, post: Post) -> Path:
        return self.root / "site" / edition_folder(Path(), post.cleared) / "article.html"
