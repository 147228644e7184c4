"""A language from nothing: its locale.toml, its word lists and empty .po files."""
