"""Microplanning and realisation: a story to sentences, with every judging word bound to data."""
