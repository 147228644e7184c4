"""Handouts -> what is to be translated, each text with its notes for translators."""
