"""What a marked copy needs to know of each message, from catalogs in any state."""
