"""Document planning: what is said, in which order and how briefly, before a word is chosen."""
