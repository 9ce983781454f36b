"""The wiring: the one place where parts are chosen, files are opened and the clock is read."""
