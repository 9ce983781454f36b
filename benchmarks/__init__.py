"""Measurements of speed. They print numbers and assert none of them."""
