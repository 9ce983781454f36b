"""Data interpretation: a snapshot to the regimes that hold, each with its evidence."""
