"""Number words of languages, as regular expressions over folded text (see `text.folded`).

A number may be written out: 2 days is two days, يومان, দুই দিন, 两天. What a language lacks here is taken
for said when the number is small (`SPOKEN`): its translator may have written it out.
"""

from __future__ import annotations

from fractions import Fraction

SPOKEN = 12
"""Up to here a number is often written out."""

HALF = Fraction(1, 2)
QUARTER = Fraction(1, 4)

ENGLISH: dict[str, tuple[Fraction, ...]] = {
    # English words that may become digits in a translation.
    word: tuple(map(Fraction, values))
    for word, values in {
        "zero": (0,), "no": (0,), "none": (0,), "nobody": (0,), "never": (0,),
        "a": (1,), "an": (1,), "one": (1,), "once": (1,), "each": (1,), "every": (1,), "per": (1,),
        "any": (1,), "single": (1,), "same": (1,), "another": (1,), "first": (1,), "daily": (1,),
        "weekly": (1,), "monthly": (1,), "yearly": (1,), "only": (1,), "alone": (1,), "someone": (1,),
        "two": (2,), "twice": (2,), "both": (2,), "pair": (2,), "couple": (2,), "second": (2,),
        "double": (2,), "either": (2,), "three": (3,), "third": (3, "1/3"), "thirds": (3, "1/3", "2/3"),
        "thrice": (3,), "four": (4,), "fourth": (4,), "five": (5,), "fifth": (5, "1/5"),
        "six": (6,), "sixth": (6,), "seven": (7,), "seventh": (7,), "eight": (8,), "eighth": (8,),
        "nine": (9,), "ninth": (9,), "ten": (10,), "tenth": (10,), "eleven": (11,), "twelve": (12,),
        "thirteen": (13,), "fourteen": (14,), "fifteen": (15,), "sixteen": (16,),
        "seventeen": (17,), "eighteen": (18,), "nineteen": (19,), "twenty": (20,), "thirty": (30,),
        "forty": (40,), "fifty": (50,), "sixty": (60,), "seventy": (70,), "eighty": (80,),
        "ninety": (90,), "hundred": (100,), "thousand": (1000,), "million": (1_000_000,),
        "dozen": (12,), "half": ("1/2", 1, 2), "quarter": ("1/4", 15), "fortnight": (14, 2),
        "noon": (12,), "midday": (12,), "midnight": (0, 12, 24),
        "january": (1,), "february": (2,), "march": (3,), "april": (4,), "may": (5,), "june": (6,),
        "july": (7,), "august": (8,), "september": (9,), "october": (10,), "november": (11,),
        "december": (12,), "primary": (1,), "secondary": (2,),
    }.items()
}  # fmt: skip

MULTIPLIERS = {
    # What multiplies the number before it.
    "hundred": 100, "thousand": 1000, "million": 10**6, "millions": 10**6, "mil": 1000, "mille": 1000,
    "millon": 10**6, "millones": 10**6, "হাজার": 1000, "লাখ": 10**5, "লক্ষ": 10**5, "কোটি": 10**7,
    "हजार": 1000, "हज़ार": 1000, "लाख": 10**5, "करोड": 10**7, "करोड़": 10**7, "الف": 1000, "الاف": 1000,
    "مليون": 10**6, "ملايين": 10**6, "هزار": 1000, "لاكه": 10**5, "لاکھ": 10**5, "ملين": 10**6,
    "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8,
}  # fmt: skip

_WORDS: dict[str, dict[int | Fraction, str]] = {
    "en": {1: "one|once|first", 2: "two|twice|second", 3: "three|third", 4: "four", 5: "five|fifth",
           6: "six", 7: "seven", 8: "eight", 9: "nine|ninth", 10: "ten", 11: "eleven", 12: "twel(?:ve|fth)",
           HALF: "half"},
    "es": {0: "cero|ningun", 1: "un[oa]?|primer", 2: "dos|segund|ambos|ambas|par|doble", 3: "tres|tercer",
           4: "cuatro|cuart", 5: "cinco|quint", 6: "seis|sext", 7: "siete|septim", 8: "ocho|octav",
           9: "nueve|noven", 10: "diez|decim", 11: "once", 12: "doce", 13: "trece", 14: "catorce",
           15: "quince", 16: "dieciseis", 18: "dieciocho", 20: "veinte", 24: "veinticuatro", 30: "treinta",
           40: "cuarenta", 48: "cuarenta y ocho", 50: "cincuenta", 60: "sesenta", 100: "cien",
           1000: "mil", 10**6: "millon", HALF: "medi[oa]", QUARTER: "cuart[oa]"},
    "fr": {0: "zero|aucun", 1: "une?|premi", 2: "deux|second|double", 3: "trois", 4: "quatr",
           5: "cinq", 6: "six", 7: "sept", 8: "huit|semaine", 9: "neuf|neuv", 10: "dix", 11: "onz",
           12: "douz", 13: "treiz", 14: "quatorz", 15: "quinz", 16: "seiz", 18: "dix-huit", 20: "vingt",
           24: "vingt-quatre", 30: "trent", 40: "quarant", 48: "quarante-huit", 50: "cinquant",
           60: "soixant", 100: "cent", 1000: "mille", 10**6: "million", HALF: "demi", QUARTER: "quart"},
    "bn": {0: "শূন্য|কোনো", 1: "এক|প্রথম|পহেলা", 2: "দুই|দু'|দুটি|দুটো|দুবার|দ্বিতীয়|উভয়|দু", 3: "তিন|তৃতীয়",
           4: "চার|চতুর্থ", 5: "পাচ|পাঁচ|পঞ্চম", 6: "ছয়|ছ'|ষষ্ঠ", 7: "সাত|সপ্তম", 8: "আট|অষ্টম", 9: "নয়|নবম",
           10: "দশ", 11: "এগারো|একাদশ", 12: "বারো|দ্বাদশ", 14: "চোদ্দ|চৌদ্দ", 15: "পনেরো", 16: "ষোলো",
           18: "আঠারো", 20: "বিশ|কুড়ি", 24: "চব্বিশ", 30: "ত্রিশ|তিরিশ", 40: "চল্লিশ", 48: "আটচল্লিশ",
           50: "পন্চাশ|পঞ্চাশ", 60: "ষাট", 100: "একশ|শত", 1000: "হাজার", 10**5: "লাখ|লক্ষ", 10**6: "দশ লাখ",
           HALF: "আধ|অর্ধ", QUARTER: "সিকি|চতুর্থাংশ|পোয়া", Fraction(3, 2): "দেড়", Fraction(5, 2): "আড়াই"},
    "hi": {0: "शून्य|कोई", 1: "एक|पहल|प्रथम", 2: "दो|दूसर|दोन|दोहर|द्वितीय", 3: "तीन|तीसर|तृतीय",
           4: "चार|चौथ|चारो", 5: "पांच|पाच", 6: "छह|छः|छठ|छे", 7: "सात", 8: "आठ", 9: "नौ", 10: "दस",
           11: "ग्यारह", 12: "बारह", 14: "चौदह", 15: "पंद्रह|पन्द्रह", 16: "सोलह", 18: "अठारह|अट्ठारह",
           20: "बीस", 24: "चौबीस", 30: "तीस", 40: "चालीस", 48: "अड़तालीस", 50: "पचास", 60: "साठ",
           100: "सौ", 1000: "हज", 10**5: "लाख", 10**6: "दस लाख", HALF: "आध", QUARTER: "चौथाई|पाव",
           Fraction(3, 2): "डेढ", Fraction(5, 2): "ढाई"},
    "ar": {0: "صفر|لا", 1: "واحد|احد|اول|مره|يوم|ساعه|اسبوع|شهر|سنه|عام",
           2: r"اثن|ثاني|ثانيه|كلا|كلتا|مثن|زوج|\w+تان|\w+تين|يومان|يومين|شهران|شهرين|اسبوعان|اسبوعين"
              r"|عامان|عامين|قرصان|قرصين|مرفقان|نوعان|نوعين|سطران|سطرين|خطان|خطين|كتابان|كتابين",
           3: "ثلاث|ثالث|ثلث", 4: "اربع|رابع", 5: "خمس|خامس", 6: "ست|سادس", 7: "سبع|سابع|اسبوع",
           8: "ثمان|ثامن", 9: "تسع|تاسع", 10: "عشر|عاشر", 11: "احد عشر|احدي عشر", 12: "اثن\\w* عشر",
           14: "اربع\\w* عشر", 15: "خمس\\w* عشر", 18: "ثماني\\w* عشر", 20: "عشرون|عشرين",
           24: "اربع\\w* وعشر|يوم", 30: "ثلاثون|ثلاثين", 40: "اربعون|اربعين",
           48: "ثماني\\w* واربع|يومين|يومان",
           50: "خمسون|خمسين", 60: "ستون|ستين", 100: "مءه|مئه|ماءه|مائه", 1000: "الف", 10**6: "مليون",
           HALF: "نصف", QUARTER: "ربع"},
    "ur": {0: "صفر|كوئي", 1: "ايك|پهل|اول", 2: "دو|دوسر|دونو", 3: "تين|تيسر", 4: "چار|چوته|چوتھ",
           5: "پانچ", 6: "چه|چھ", 7: "سات", 8: "اٹه|اٹھ", 9: "نو", 10: "دس", 11: "گياره", 12: "باره",
           14: "چوده", 15: "پندره", 16: "سوله", 18: "اٹهار|اٹھار", 20: "بيس", 24: "چوبيس", 30: "تيس",
           40: "چاليس", 48: "اڑتاليس", 50: "پچاس", 60: "ساٹه|ساٹھ", 100: "سو", 1000: "هزار",
           10**5: "لاكه|لاكھ", 10**6: "دس لا", HALF: "ادها|ادھا|ادهي|ادھي|ادھے|نصف",
           QUARTER: "چوتهائي|چوتھائي|پاؤ",
           Fraction(3, 2): "ڈيڑه|ڈيڑھ", Fraction(5, 2): "ڈهائي|ڈھائي"},
    "zh": {0: "零|没有|无", 2: "两|俩|双", HALF: "半", QUARTER: "刻|四分之一", 1: "首"},
}  # fmt: skip


def pattern(language: str, value: Fraction) -> str | None:
    """Return the words of a number in a language, '' for none known, None for no such language."""
    table = _WORDS.get(language)
    return None if table is None else table.get(value, "")


_HAN = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}


def read_han(text: str) -> Fraction | None:
    """Read a number in Chinese characters (三十八点五), or None for what is none."""
    whole, point, decimals = text.partition("点")
    if point and not (0 < len(decimals) <= 100 and all(char in _HAN for char in decimals)):
        return None
    total, digit = 0, None
    for char in whole:
        if char in _HAN:
            digit = _HAN[char] if digit is None else digit * 10 + _HAN[char]
        elif char in _HAN_UNITS:
            total += (1 if digit is None else digit) * _HAN_UNITS[char]
            digit = None
        else:
            return None
    value = Fraction(total + (digit or 0))
    if decimals:
        value += Fraction(int("".join(str(_HAN[char]) for char in decimals)), 10 ** len(decimals))
    return value


HAN_NUMBER = "[零〇一二三四五六七八九两十百千万]+(?:点[零〇一二三四五六七八九]+)?"
