"""Live venues. Only the rooms in here and below import ccxt, and only when a venue is really asked.

Nothing is imported here, so that reading a declaration never loads a client.
"""
