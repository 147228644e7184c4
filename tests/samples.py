"""Data for a handout's fields, made from the examples that its authors gave."""

from __future__ import annotations

from typing import Any

from crmo_handouts.source import Handout


def sample_data(handout: Handout) -> dict[str, Any]:
    """Fill every field that has a sample with it."""
    return {field.key: field.sample for field in handout.fields if field.sample is not None}


def longest_data(handout: Handout) -> dict[str, Any]:
    """Fill every field with the longest value that is plausible."""
    return {
        field.key: field.sample if field.longest is None else field.longest
        for field in handout.fields
        if field.sample is not None or field.longest is not None
    }


def fullest_data(handout: Handout) -> dict[str, Any]:
    """Fill every field with its sample, and ask the school for every accommodation."""
    data = sample_data(handout)
    for field in handout.fields:
        if field.key == "accommodations":
            data[field.key] = list(field.choice_ids)
    return data
