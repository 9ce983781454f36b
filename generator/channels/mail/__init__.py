"""Sends an edition by mail: a reader a transaction, nobody twice, nobody silently left out."""
