"""Stage 7: jobs carried through the press and handed over as files, a report and a manifest."""

from crmo_handouts.delivery.batch import print_batch
from crmo_handouts.delivery.files import write_file
from crmo_handouts.delivery.manifest import Folder
from crmo_handouts.delivery.press import Delivery, Job, Press, Sheet
from crmo_handouts.delivery.recipients import load_data

__all__ = [
    "Delivery",
    "Folder",
    "Job",
    "Press",
    "Sheet",
    "load_data",
    "print_batch",
    "write_file",
]
