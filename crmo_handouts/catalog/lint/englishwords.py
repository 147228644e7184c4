"""Words by which English is known among the languages of Latin letters, and what they share with it."""

from __future__ import annotations

import re

_FUNCTION_WORDS = (
    "about after all also always and another any are because been before can't cannot could did"
    " does doesn't don't each every from has have her his how if into is isn't its more most my"
    " never not of only other our should some than that the their them then there these they this"
    " those unless until was were what when which while who with would you your"
)
_ALSO = {
    # Those of them that another language has, too: its sentences are not English for them.
    "af": "is was of",
    "de": "was has all",
    "es": "has her",
    "fr": "if are",
    "id": "of",
    "it": "when all",
    "ms": "of",
    "nl": "is was of have all her",
    "pt": "has",
    "ro": "are",
    "so": "is her",
    "tr": "her of",
}


FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""English words that a sentence of ours in another language does not have."""


def english_words(language: str) -> frozenset[str]:
    """Return the function words of English that a language has not."""
    return FUNCTION_WORDS - frozenset(_ALSO.get(language, "").split())


SHARED_ENDINGS = {
    # Endings of words that English has from, or shares with, a language: infection, hospital.
    "fr": (
        "tion", "sion", "ence", "ance", "ment", "able", "ible", "age", "ure", "al", "ct", "ent", "ant",
        "que", "ine", "oma", "is", "ice", "ide", "ose", "ode", "ude", "ade", "ate", "ute", "ote",
    ),
    "es": ("al", "or", "able", "ible", "ar", "io", "ia", "ma", "us", "is", "ión", "o", "a", "ol"),
}  # fmt: skip

_LOANS = (
    "badminton baseball basket bowling bus chat club code date email football foot golf handball hockey"
    " index internet jogging judo kayak karate kit menu note page parking photo piano plan radio rugby"
    " sandwich set shopping ski smartphone softball sport sports stress surf table taxi test total"
    " trampoline type video volley web wifi yoga zone"
)
LOANS = frozenset(_LOANS.split())
"""Words that many languages of Latin letters share with English."""

UNLIKE = {
    # What a language's own words do not have: letters, and ends of words.
    "fr": re.compile(r"w|sh|ck|gh|^kn|[^aeiou]y$|ing$|ee[a-z]|oo[a-z]|ness$|[dt]h$|ll$"),
    "es": re.compile(r"w|k|sh|th|gh|ph|ee|oo|ss|tt|pp|mm|ff|ing$|[bcfghkmpqtvwx]$|ll$|[^aeiou]y$"),
}
