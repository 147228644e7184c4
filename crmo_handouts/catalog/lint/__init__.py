"""The family `catalog/…`: what may be wrong with a translation, one check a rule.

A check is a pure function over the facts of one message, or of one file. What a text may say is
`source`'s to know, what it may hold is that of `markup` and `placeholders`; here is how it is told.
"""

from crmo_handouts.catalog.lint import characters, directives, files, state, tags
from crmo_handouts.catalog.lint.facts import FileFacts, Form, MessageFacts

CHECKS = (*state.CHECKS, *directives.CHECKS, *tags.CHECKS, *characters.CHECKS)
"""What is looked for in each message, in the order it is told."""

FILE_CHECKS = files.CHECKS
"""What is looked for in each file, before its messages."""

__all__ = ["CHECKS", "FILE_CHECKS", "FileFacts", "Form", "MessageFacts"]
