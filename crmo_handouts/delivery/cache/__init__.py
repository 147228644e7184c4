"""The build cache: sheets that were printed before, found again when nothing they are made of changed.

    fingerprints  files -> hashes
    environment   the press, its libraries and fonts -> one hash
    inputs        a project's files -> the key of a sheet
    store         a folder of records and PDFs, never trusted
    sheets        a job -> the delivery it had before

Blank sheets only: nothing of a reader's is ever kept. No stage of the press is imported here.
"""

from crmo_handouts.delivery.cache.sheets import Find, Said, SheetCache, open_cache
from crmo_handouts.delivery.cache.store import OFF, VARIABLE, store_folder

__all__ = ["OFF", "VARIABLE", "Find", "Said", "SheetCache", "open_cache", "store_folder"]
