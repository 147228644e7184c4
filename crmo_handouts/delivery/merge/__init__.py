"""A handout and a file of recipients -> a folder of letters, and what became of each row.

opening, table, delimited, workbooks, jsonlines    a file -> rows of cells
cells, columns, rows                               a row -> a letter to print, or why not
grouping, executing, workers, pool                 letters -> PDFs, on any executor
journal, folder, outcomes, sources                 what became of each, through any kill
worksheet                                          an empty sheet to fill in
"""

from crmo_handouts.delivery.merge.preparing import Prepared, Request, prepare
from crmo_handouts.delivery.merge.rows import Defaults
from crmo_handouts.delivery.merge.run import Summary, check_catalogs, check_rows, merge

__all__ = [
    "Defaults",
    "Prepared",
    "Request",
    "Summary",
    "check_catalogs",
    "check_rows",
    "merge",
    "prepare",
]
