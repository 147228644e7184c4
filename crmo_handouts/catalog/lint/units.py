"""Whether a number keeps its unit: hours stay hours, °C stays °C; the words come from CLDR."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from fractions import Fraction

from crmo_handouts.catalog.lint.facts import Faults, MessageFacts
from crmo_handouts.catalog.lint.numerals import numerals
from crmo_handouts.catalog.lint.text import LETTER, folded, seen
from crmo_handouts.checking import Check, Severity

KINDS = (
    # Units that are taken for one another: hours for days, °C for °F.
    ("temperature-celsius", "temperature-fahrenheit"),
    tuple(
        f"duration-{unit}" for unit in ("second", "minute", "hour", "day", "week", "month", "year")
    ),
    tuple(
        f"length-{unit}"
        for unit in ("millimeter", "centimeter", "meter", "kilometer", "inch", "foot", "mile")
    ),
    ("mass-kilogram", "mass-gram", "mass-pound", "mass-ounce", "mass-stone"),
)

ENGLISH = {
    "temperature-celsius": r"°\s?C\b|℃|(?:degrees? )?(?:celsius|centigrade)",
    "temperature-fahrenheit": r"°\s?F\b|℉|(?:degrees? )?fahrenheit",
    "duration-second": r"seconds?|secs?",
    "duration-minute": r"minutes?|mins?",
    "duration-hour": r"hours?|hrs?|h",
    "duration-day": r"days?",
    "duration-week": r"weeks?|wks?",
    "duration-month": r"months?",
    "duration-year": r"years?|yrs?",
    "length-millimeter": r"mm|millimet(?:er|re)s?",
    "length-centimeter": r"cm|centimet(?:er|re)s?",
    "length-meter": r"m|met(?:er|re)s?",
    "length-kilometer": r"km|kilomet(?:er|re)s?",
    "length-inch": r"inch(?:es)?",
    "length-foot": r"foot|feet|ft",
    "length-mile": r"miles?",
    "mass-kilogram": r"kg|kilos?|kilograms?",
    "mass-gram": r"grams?",
    "mass-pound": r"pounds?|lbs?",
    "mass-ounce": r"ounces?|oz",
    "mass-stone": r"stones?",
}
"""How an English text writes a unit after its number."""

OTHERS = {
    # What CLDR does not say of a unit, as beginnings of folded words; by language.
    ("ar", "temperature-celsius"): ("سلسيوس", "سيلزيوس", "سليزيوس", "مءوي", "مئوي"),
    ("ar", "temperature-fahrenheit"): ("فهرنهايت", "فارنهايت"),
    ("ar", "duration-day"): ("ايام", "يوم"),
    ("ar", "duration-hour"): ("ساع",),
    ("ar", "duration-minute"): ("دقيق", "دقائق", "دقاءق"),
    ("ar", "duration-second"): ("ثاني", "ثوان"),
    ("ar", "duration-week"): ("اسبوع", "اسابيع"),
    ("ar", "duration-month"): ("شهر", "اشهر", "شهور"),
    ("ar", "duration-year"): ("سنه", "سنت", "سنين", "سنوات", "عام", "اعوام"),
    ("bn", "temperature-celsius"): ("সেলসিয়াস", "সেন্টিগ্রেড"),
    ("bn", "temperature-fahrenheit"): ("ফারেনহাইট", "ফারেনহাইট"),
    ("bn", "duration-hour"): ("ঘন্টা", "ঘণ্টা"),
    ("bn", "duration-day"): ("দিন",),
    ("bn", "duration-week"): ("সপ্তাহ", "হপ্তা"),
    ("bn", "duration-month"): ("মাস",),
    ("bn", "duration-year"): ("বছর", "বৎসর", "বর্ষ"),
    ("bn", "duration-minute"): ("মিনিট",),
    ("bn", "duration-second"): ("সেকেন্ড",),
    ("bn", "length-kilometer"): ("কিলোমিটার", "কিমি"),
    ("bn", "length-meter"): ("মিটার",),
    ("bn", "length-mile"): ("মাইল",),
    ("bn", "length-centimeter"): ("সেন্টিমিটার", "সেমি"),
    ("bn", "mass-kilogram"): ("কিলো", "কেজি"),
    ("bn", "mass-pound"): ("পাউন্ড",),
    ("es", "temperature-celsius"): ("centigrad", "celsius"),
    ("es", "duration-minute"): ("minut",),
    ("es", "duration-hour"): ("hora",),
    ("es", "duration-day"): ("dia", "diari"),
    ("es", "duration-week"): ("seman",),
    ("es", "duration-month"): ("mes", "mensual"),
    ("es", "duration-year"): ("año", "anual"),
    ("fr", "duration-minute"): ("minut",),
    ("fr", "duration-hour"): ("heur",),
    ("fr", "temperature-celsius"): ("centigrad", "celsius"),
    ("fr", "duration-year"): ("an", "ans", "annee"),
    ("fr", "duration-week"): ("semaine", "hebdo"),
    ("fr", "duration-day"): ("jour", "journee", "quotidien"),
    ("fr", "duration-month"): ("mois", "mensuel"),
    ("hi", "temperature-celsius"): ("सेल्सियस", "सेंटीग्रेड"),
    ("hi", "temperature-fahrenheit"): ("फारेनहाइट", "फ़ारेनहाइट", "फैरेनहाइट"),
    ("hi", "duration-hour"): ("घंट", "घण्ट"),
    ("hi", "duration-day"): ("दिन", "रोज"),
    ("hi", "duration-week"): ("सप्ताह", "हफ्त", "हफ़्त"),
    ("hi", "duration-month"): ("महीन", "माह", "मास"),
    ("hi", "duration-year"): ("साल", "वर्ष", "बरस"),
    ("hi", "duration-second"): ("सेकंड", "सेकेंड", "सेकण्ड"),
    ("ur", "temperature-celsius"): ("سيلسيس", "سيلسيءس", "سيلسيئس", "سينٹي گريڈ", "سينٹيگريڈ"),
    ("ur", "temperature-fahrenheit"): ("فارن هائٹ", "فارن هائيٹ", "فارنهائيٹ", "فارنهائٹ"),
    ("ur", "duration-hour"): ("گھنٹ",),
    ("ur", "duration-day"): ("دن", "روز", "دنوں"),
    ("ur", "duration-week"): ("هفت",),
    ("ur", "duration-month"): ("مهين", "ماه"),
    ("ur", "duration-year"): ("سال", "برس"),
    ("zh", "temperature-celsius"): ("摄氏",),
    ("zh", "temperature-fahrenheit"): ("华氏",),
    ("zh", "duration-hour"): ("小时", "钟头"),
    ("zh", "duration-day"): ("天", "日"),
    ("zh", "duration-week"): ("周", "星期", "礼拜"),
    ("zh", "duration-month"): ("个月", "月"),
    ("zh", "duration-year"): ("年", "岁"),
    ("zh", "duration-minute"): ("分钟", "分"),
    ("zh", "duration-second"): ("秒",),
}  # fmt: skip

_NUMBER_WORD = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty"
    "|sixty"
)
SIGNS = {
    # How a unit is written behind a number in any language, in folded text.
    name: rf"(?<=\d)[\s\u00a0\u202f]?(?:{sign})(?![a-z])"
    for name, sign in {
        "duration-second": "s|sec",
        "duration-minute": "min",
        "duration-hour": "h",
        "duration-day": "d|j",
        "duration-week": r"sem\.?",
        "length-millimeter": "mm",
        "length-centimeter": "cm",
        "length-meter": "m",
        "length-kilometer": "km",
        "length-foot": "ft",
        "length-inch": "in",
        "mass-kilogram": "kg",
        "mass-gram": "g",
        "mass-pound": "lbs?",
        "mass-ounce": "oz",
    }.items()
} | {
    "temperature-celsius": r"°\s?c(?![a-z])|℃",
    "temperature-fahrenheit": r"°\s?f(?![a-z])|℉",
}
_SCALE = re.compile(r"[\s\u00a0\u202f\u200e]*(?:°\s?([CF])|([℃℉]))")
_GATE = re.compile(rf"\d|°|℃|℉|\b(?:{_NUMBER_WORD})\b", re.IGNORECASE)


def unit(message: MessageFacts) -> Faults:
    """A number has another unit than in the source text."""
    for source, form in message.pairs:
        if not _GATE.search(source) or message.language.locale.is_source:
            continue
        text = folded(seen(form.text))
        for kind in KINDS:
            wanted = [name for name in kind if _in_english(name, source)]
            if not wanted:
                continue
            lost = [name for name in wanted if not _is_said(name, text, message.language.code)]
            if not lost and kind is not KINDS[0]:
                continue
            others = [
                name
                for name in kind
                if name not in wanted
                and not _is_named(name, source)
                and _is_said(name, text, message.language.code)
            ]
            if kind is KINDS[0]:
                yield from _scales(form.place, lost, others, swapped=_swapped(source, form.text))
            elif lost and others:
                yield (
                    form.place,
                    f"the source text counts {_plain(lost[0])}s, the translation {_plain(others[0])}s",
                    f"write the word for {_plain(lost[0])}s",
                )


def _scales(place: str, lost: list[str], others: list[str], *, swapped: str) -> Faults:
    for name in lost:
        sign = "°C" if name.endswith("celsius") else "°F"
        yield (
            place,
            f"the temperature in {sign} is missing from the translation",
            f"write it with {sign}, as the source text does; keep both scales where it has both",
        )
    if others and not lost:
        sign = "°C" if others[0].endswith("celsius") else "°F"
        yield place, f"the source text has no temperature in {sign}", "write what the source says"
    if swapped and not lost:
        yield (
            place,
            f"{swapped} is not what the source text says",
            "°C and °F each have their number",
        )


def _swapped(source: str, text: str) -> str:
    """Return a temperature whose number has the other scale in the source text, or ''."""
    said = set(_temperatures(seen(source)))
    for value, scale in _temperatures(seen(text)):
        other = "F" if scale == "C" else "C"
        if (value, other) in said and (value, scale) not in said:
            return f"{float(value):g} °{scale}"
    return ""


def _temperatures(text: str) -> Iterator[tuple[Fraction, str]]:
    for numeral in numerals(text):
        scale = _SCALE.match(text, numeral.end)
        if scale:
            yield numeral.readings[0][0], scale[1] or ("C" if scale[2] == "℃" else "F")


@functools.lru_cache(maxsize=4096)
def _in_english(name: str, source: str) -> bool:
    """Tell whether a source text counts a unit."""
    text = seen(source)
    if name.startswith("temperature"):
        return re.search(ENGLISH[name], text, re.IGNORECASE) is not None
    number = rf"(?:\d|[½¼¾]|\b(?:{_NUMBER_WORD}))[\s\u00a0-]*(?:to [a-z0-9]+ |or [a-z0-9]+ )?"
    return re.search(rf"{number}(?:{ENGLISH[name]})\b", text, re.IGNORECASE) is not None


def _is_named(name: str, source: str) -> bool:
    """Tell whether a source text names a unit at all: `a day`, `daily`, `weekly`."""
    word = _plain(name)
    stem = {"day": "da(?:y|ily)", "foot": "f(?:oo|ee)t", "inch": "inch"}.get(word, word)
    return re.search(rf"\b{stem}|\b(?:{ENGLISH[name]})\b", source, re.IGNORECASE) is not None


def _plain(name: str) -> str:
    return name.partition("-")[2]


def _is_said(name: str, text: str, language: str) -> bool:
    return any(
        find(name, language).search(text) is not None for find in (_known_pattern, _cldr_pattern)
    )


@functools.lru_cache(maxsize=256)
def _known_pattern(name: str, language: str) -> re.Pattern[str]:
    """Return what finds a unit in a folded text by the words that are listed here, and by its sign."""
    stems = [folded(stem) for stem in OTHERS.get((language, name), ())]
    choices = [_inflected(stem, language) for stem in stems]
    return re.compile("|".join((*choices, SIGNS.get(name, "(?!)"))))


@functools.lru_cache(maxsize=256)
def _cldr_pattern(name: str, language: str) -> re.Pattern[str]:
    """Return what finds a unit in a folded text by CLDR's words for it, in any of their endings."""
    choices = [_inflected(stem, language) for stem in sorted(_cldr_stems(name, language))]
    return re.compile("|".join(choices) or "(?!)")


def _cldr_stems(name: str, language: str) -> set[str]:
    """Return the beginnings of CLDR's words for a unit."""
    # Imported here: it takes 10 ms, and most loads have no use for it.
    from babel.units import format_unit

    stems = set()
    for count in (0, 1, 2, 3, 11, 100):
        said = folded(format_unit(count, name, length="long", locale=language))
        found = re.findall(rf"{LETTER}+", said)
        if name in said:  # CLDR has no word for it.
            continue
        if found:  # "degrees Celsius" is told by its last word, "one year" by its first.
            word = found[-1 if name.startswith("temperature") else 0]
            stems.add(word if len(word) <= 4 else word[: max(3, len(word) - 2)])
    return {stem for stem in stems if len(stem) > 2 or not stem.isascii()}


def _inflected(stem: str, language: str) -> str:
    """Return a stem as it may stand in a sentence."""
    if "\u3400" <= stem[0] <= "\u9fff":
        return stem
    # Arabic writes and-, in-, the- in one with its word.
    before = "و?[بلكف]?(?:ال|ل)?" if language == "ar" else ""
    after = rf"(?:s|es)?(?!{LETTER})" if stem.isascii() and len(stem) <= 4 else ""
    return rf"(?<!{LETTER}){before}{re.escape(stem)}{after}"


CHECKS = (
    Check(
        "catalog/unit",
        Severity.ERROR,
        "Two weeks for two days, or 38 °F for 38 °C: the number is right, and help comes too late.",
        unit,
    ),
)
