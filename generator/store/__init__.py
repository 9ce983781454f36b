"""The ledger: what was observed, when it happened and when it was received. The only room with SQLAlchemy."""
