"""Ways out of the house. Every channel takes a cleared article, never an article."""
