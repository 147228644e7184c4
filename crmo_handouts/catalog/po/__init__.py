"""gettext's .po files: bytes -> entries, and back, without a loss."""
