"""Stage 7: jobs carried through the press and handed over as files, a report and a manifest.

`delivery.press` is imported by those who print: it brings all stages with it.
"""

from crmo_handouts.delivery.batch import print_batch
from crmo_handouts.delivery.files import write_file
from crmo_handouts.delivery.job import Delivery, Job, Sheet
from crmo_handouts.delivery.manifest import Folder
from crmo_handouts.delivery.recipients import load_data

__all__ = [
    "Delivery",
    "Folder",
    "Job",
    "Sheet",
    "load_data",
    "print_batch",
    "write_file",
]
