"""``commentary.toml`` as frozen records. Every setting is a field with its meaning; the parser follows the fields."""
