"""Who has read what: records in the .po files, and how far each sheet is."""
