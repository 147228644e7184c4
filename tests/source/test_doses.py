"""The dose filter, on sentences that people write."""

from __future__ import annotations

import time

import pytest

from crmo_handouts.source import find_dose

DOSES = {
    "en": (
        "naproxen 250 mg", "5mg", "5-mg", "10 mcg daily", "10 µg", "10 ug", "10 μg", "0.5 g",
        "1 g paracetamol", "5 ml", "5 mL", "2.5 cc", "400 IU", "2 units", "2 tablets", "1 tab",
        "one capsule", "3 capsules", "2 pills", "4 drops", "2 puffs", "1 teaspoon", "2 spoonfuls",
        "hydrocortisone 1% cream", "15 mg/kg", "two tablets", "half a tablet", "Half tablet",
        "one and a half tablets", "½ tablet", "1/2 tablet", "２０ｍｇ", "2 (tablets)", "㎎ 5 ㎎",
        "5\N{NO-BREAK SPACE}mg", "5\u200dmg", "5 micrograms", "2 x tablets", "TWO TABLETS",
    ),
    "bn": (
        "৫ মিগ্রা", "৫ মি.গ্রা.", "৫০০ মিলিগ্রাম", "২টি ট্যাবলেট", "২ টা বড়ি", "৩ ফোঁটা", "২ চামচ",
        "৫ মিলি", "৫ মি.লি.", "আধা চামচ", "দুই ট্যাবলেট", "৫ mg", "1 ক্যাপসুল", "২ চামচের বেশি",
    ),
    "es": (
        "250 mg", "2 comprimidos", "1 tableta", "10 gotas", "1 cucharada", "2 cucharaditas",
        "2 cápsulas", "2 capsulas", "media pastilla", "5 mililitros",
    ),
    "fr": (
        "2 comprimés", "1 gélule", "10 gouttes", "1 cuillère", "2 cuillerées", "2 c. à s.",
        "demi-comprimé", "deux gélules", "500 milligrammes",
    ),
    "ar": (
        "٥ ملغ", "5 مغ", "٥ ملغم", "5 مل", "حبة واحدة", "٢ حبة", "قرصين", "2 قرص", "٣ قطرات",
        "نصف حبة", "٥ مِلغ",
    ),
    "ur": ("۵ ملی گرام", "۲ گولیاں", "دو گولی", "۵ ملی لیٹر", "۲ چمچ", "5 mg", "۳ قطرے"),
    "hi": (
        "५ मिग्रा", "५ मिलीग्राम", "२ गोली", "2 गोलियाँ", "१ चम्मच", "आधी गोली", "५ मि.ली.", "३ बूँद",
    ),
    "zh": ("5毫克", "１０ 微克", "5毫升", "2片", "3 粒", "每次两片", "半片", "5mg每天", "2滴"),
}  # fmt: skip

NO_DOSES = {
    "en": (
        "38 °C", "100.4 °F", "38.5 C", "7 years", "aged 7", "2 pm", "room 12", "Grade 5", "grade 8",
        "504 plan", "5 girls", "class 5 G", "class 5g", "Year 10g", "5G", "page 2 of 2", "5 m",
        "100 metres", "2 km", "30 kg", "5 minutes", "2 mm", "PE on days 1 and 3", "MRI 3 T",
        "a tablet for notes", "tablets", "Unit 5", "0 to 10", "2 drop-offs", "Gate 2 drop-off",
        "2 gates", "3 mornings", "12 months", "IU", "mg", "no more than 2 lessons", "5 cm",
        "B12 and D3", "2026-11-21", "+880 (2) 5550-123456", "naproxen", "one umbrella",
    ),
    "bn": ("৭ বছর", "৩৮ °সে", "৫ম শ্রেণি", "৩ বার", "৩ মিলিমিটার", "২ জন", "কক্ষ ১২", "৫ মিনিট"),
    "es": ("7 años", "2 metros", "aula 12", "5 grados", "3 gatos", "2 unicornios"),
    "fr": ("7 ans", "5 garçons", "salle 12", "2 comptes", "3 unis"),
    "ar": ("٧ سنوات", "الصف 5 ج", "5 ملم", "٣ مرات", "5 ملاعب", "غرفة ١٢"),
    "ur": ("۷ سال", "کمرہ ۱۲", "۳ بار", "۵ منٹ"),
    "hi": ("७ साल", "कक्षा ५", "३ बार", "५ मिलीमीटर", "२ गोल", "५ मिनट"),
    "zh": ("7岁", "38度", "5年级", "3米", "2次", "12号房间"),
}  # fmt: skip


@pytest.mark.parametrize("text", [text for texts in DOSES.values() for text in texts])
def test_a_dose_is_found(text: str) -> None:
    assert find_dose(text), text
    assert find_dose(f"Please give {text}, as agreed.")


@pytest.mark.parametrize("text", [text for texts in NO_DOSES.values() for text in texts])
def test_what_is_no_dose_passes(text: str) -> None:
    assert find_dose(text) is None
    assert find_dose(f"It says: {text}, as agreed.") is None


def test_the_examples_are_many_and_in_all_languages() -> None:
    for examples in (DOSES, NO_DOSES):
        assert set(examples) == {"en", "bn", "es", "fr", "ar", "ur", "hi", "zh"}
        assert sum(map(len, examples.values())) >= 60


def test_a_long_text_takes_no_long_time() -> None:
    started = time.perf_counter()
    for text in ("1" * 100_000, "5 " * 50_000, "2 c. a. " * 20_000, "1 c" + ". " * 50_000):
        find_dose(text)
    assert time.perf_counter() - started < 20


def test_the_dose_is_said_as_it_stands_there() -> None:
    assert find_dose("take naproxen 250 mg twice") == "250 mg"
