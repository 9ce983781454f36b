"""The site on disk: editions read from the archive, pages made of them, and the whole switched over at once."""
