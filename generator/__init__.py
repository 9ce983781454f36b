"""Market commentary from metrics: snapshot, regimes, story, article, audit, pages."""

__version__ = "0.1.0"
