"""Update: nothing that a translator wrote is lost, and a second run changes nothing."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmo_handouts.catalog.po.entry import Entry, PoFile, Previous
from crmo_handouts.catalog.po.pofile import format_po, load_po
from crmo_handouts.catalog.updating.update import update
from crmo_handouts.errors import CatalogError, SourceError, UsageError
from crmo_handouts.project import Project

Write = Callable[..., None]

POT_HEADER = Entry(
    "",
    ("POT-Creation-Date: 2026-11-21 00:00+0000\nContent-Type: text/plain; charset=UTF-8\n",),
)


def po_path(project: Project, locale: str = "bn", domain: str = "demo") -> Path:
    return project.roots[0] / "locales" / locale / "LC_MESSAGES" / f"{domain}.po"


def write_pot(project: Project, *entries: Entry, domain: str = "demo") -> None:
    path = project.roots[0] / "locales" / "_pot" / f"{domain}.pot"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(format_po(PoFile(POT_HEADER, entries)))


def write_po(project: Project, *entries: Entry, domain: str = "demo") -> None:
    header = Entry("", ("Language: bn\nX-Generator: Poedit 3.4\n",), comments=("# রিমা, 2026",))
    content = format_po(PoFile(header, entries, ("# শেষ কথা",)))
    po_path(project, domain=domain).write_bytes(content)


def updated(project: Project, locale: str = "bn", domain: str = "demo") -> PoFile:
    """Update twice, hold that the second changes nothing, and read the file."""
    update(project, [locale])
    assert not any(file.changed for file in update(project, [locale]))
    return load_po(po_path(project, locale, domain), name="demo.po")


def one(po: PoFile) -> Entry:
    (entry,) = po.entries
    return entry


def test_a_moved_text_keeps_its_translation_and_gets_its_new_notes(project: Project) -> None:
    write_pot(
        project,
        Entry("New here"),
        Entry("Call now", extracted=("New note.",), references=("b.jinja:9",)),
    )
    write_po(
        project,
        Entry("Call now", ("এখনই ফোন করুন",), comments=("# ঠিক আছে",), references=("a.jinja:1",)),
    )
    new, call = updated(project).entries
    assert new.msgstr == ("",)
    assert call == Entry(
        "Call now",
        ("এখনই ফোন করুন",),
        comments=("# ঠিক আছে",),
        extracted=("New note.",),
        references=("b.jinja:9",),
    )


def test_a_changed_text_is_fuzzy_and_keeps_what_it_was_made_for(project: Project) -> None:
    write_pot(project, Entry("Call the clinic the same day, please."))
    write_po(project, Entry("Call the clinic the same day.", ("একই দিনে ফোন করুন।",)))
    entry = one(updated(project))
    assert entry.fuzzy
    assert entry.msgstr == ("একই দিনে ফোন করুন।",)
    assert entry.previous == Previous(None, "Call the clinic the same day.")


def test_a_text_that_changes_twice_keeps_the_first_that_it_was_made_for(project: Project) -> None:
    write_po(project, Entry("Call the clinic today.", ("আজই ফোন করুন।",)))
    write_pot(project, Entry("Call the clinic today!"))
    updated(project)
    write_pot(project, Entry("Do call the clinic today!"))
    assert one(updated(project)).previous == Previous(None, "Call the clinic today.")


def test_the_same_context_is_the_same_message_however_its_text_changed(project: Project) -> None:
    write_pot(project, Entry("Whom to ring", context="title"), Entry("Warning sign", context="x"))
    write_po(project, Entry("Warning signs", ("সতর্কতার লক্ষণ",), context="title"))
    title, other = updated(project).entries
    assert title.fuzzy
    assert title.previous == Previous("title", "Warning signs")
    assert other.msgstr == ("",)


def test_texts_that_are_not_alike_are_not_joined(project: Project) -> None:
    write_pot(project, Entry("Swimming is a gentle sport."))
    write_po(project, Entry("Fever of 38 or more", ("জ্বর",)))
    new, gone = updated(project).entries
    assert (new.msgstr, new.fuzzy) == (("",), False)
    assert (gone.obsolete, gone.msgstr) == (True, ("জ্বর",))


def test_each_changed_text_gets_the_most_alike_translation(project: Project) -> None:
    write_pot(project, Entry("Call the clinic at once"), Entry("Call the school at once"))
    write_po(
        project,
        Entry("Call the school now", ("স্কুলে ফোন করুন",)),
        Entry("Call the clinic now", ("ক্লিনিকে ফোন করুন",)),
    )
    assert [entry.msgstr[0] for entry in updated(project).entries] == [
        "ক্লিনিকে ফোন করুন",
        "স্কুলে ফোন করুন",
    ]


def test_a_removed_text_lies_obsolete_and_comes_back(project: Project) -> None:
    write_pot(project, Entry("Stay"))
    write_po(
        project,
        Entry("Stay", ("থাকুন",)),
        Entry("Swimming", ("সাঁতার",), comments=("# ভালো",), extracted=("x",), references=("a:1",)),
        Entry("Never said", ("",)),
    )
    stay, gone = updated(project).entries
    assert not stay.obsolete
    assert gone == Entry("Swimming", ("সাঁতার",), comments=("# ভালো",), obsolete=True)
    write_pot(project, Entry("Swimming"), Entry("Stay"))
    back, _ = updated(project).entries
    assert back == Entry("Swimming", ("সাঁতার",), comments=("# ভালো",))


def test_a_comment_is_kept_even_without_a_translation(project: Project) -> None:
    write_pot(project, Entry("Stay"))
    write_po(project, Entry("Gone", comments=("# এর মানে কী?",)))
    assert updated(project).entries[1].comments == ("# এর মানে কী?",)


def test_a_text_that_moves_to_another_file_keeps_its_translation(project: Project) -> None:
    write_pot(project, Entry("Stay"))
    write_pot(project, Entry("Emergency now"), domain="shared")
    write_po(project, Entry("Emergency now", ("এখনই জরুরি",)), Entry("Stay", ("থাকুন",)))
    moved = one(updated(project, domain="shared"))
    assert (moved.msgstr, moved.fuzzy) == (("এখনই জরুরি",), False)


def test_a_fuzzy_mark_and_foreign_flags_stay(project: Project) -> None:
    write_pot(project, Entry("Call %(n)s", flags=("python-format",)))
    write_po(project, Entry("Call %(n)s", ("ফোন",), flags=("fuzzy", "no-wrap")))
    assert one(updated(project)).flags == ("fuzzy", "python-format", "no-wrap")


def test_a_changed_plural_is_fuzzy(project: Project) -> None:
    write_pot(project, Entry("a sheet", ("", ""), plural="some sheets"))
    write_po(project, Entry("a sheet", ("পাতা", "পাতাগুলি"), plural="sheets"))
    entry = one(updated(project))
    assert entry.fuzzy
    assert entry.previous == Previous(None, "a sheet", "sheets")


def test_a_text_that_becomes_a_plural_keeps_its_translation(project: Project) -> None:
    write_pot(project, Entry("a sheet", ("", ""), plural="sheets"))
    write_po(project, Entry("a sheet", ("পাতা",)))
    assert one(updated(project)).msgstr == ("পাতা", "")


def test_a_plural_that_becomes_one_text_keeps_the_other_forms_as_comments(
    project: Project,
) -> None:
    write_pot(project, Entry("sheets"))
    write_po(project, Entry("sheet", ("পাতা", "পাতাগুলি"), plural="sheets"))
    entry = one(updated(project))
    assert (entry.msgstr, entry.comments, entry.fuzzy) == (("পাতা",), ("# পাতাগুলি",), True)


def test_a_translators_header_and_last_words_stay(project: Project) -> None:
    write_pot(project, Entry("a"))
    write_po(project, Entry("a", ("ক",)))
    po = updated(project)
    assert po.header.comments == ("# রিমা, 2026",)
    assert po.header_field("X-Generator") == "Poedit 3.4"
    assert po.header_field("POT-Creation-Date") == "2026-11-21 00:00+0000"
    assert po.header_field("Content-Type") == "text/plain; charset=UTF-8"
    assert po.header_field("Plural-Forms") == "nplurals=2; plural=(n > 1);"
    assert po.tail == ("# শেষ কথা",)


def test_a_wrapped_file_with_crlf_in_utf_16_is_rewritten_without_a_loss(project: Project) -> None:
    write_pot(project, Entry("Moving is good."))
    text = '# রিমা\nmsgid ""\nmsgstr ""\n\nmsgid ""\n"Moving "\n"is good."\nmsgstr "ভালো"\n'
    po_path(project).write_bytes(text.replace("\n", "\r\n").encode("utf-16"))
    po = updated(project)
    assert one(po).msgstr == ("ভালো",)
    assert po.header.comments == ("# রিমা",)
    assert b"\r" not in po_path(project).read_bytes()


def test_the_source_language_says_what_the_source_says(project: Project) -> None:
    write_pot(project, Entry("Call us"), Entry("a sheet", ("", ""), plural="sheets"))
    path = po_path(project, "en")
    path.write_bytes(
        format_po(
            PoFile(
                entries=(
                    Entry("Call me", ("Call me",)),
                    Entry(
                        "a sheet", ("x", ""), plural="sheets", flags=("fuzzy",), comments=("# ok",)
                    ),
                )
            )
        )
    )
    assert updated(project, "en").entries == (
        Entry("Call us", ("Call us",)),
        Entry("a sheet", ("a sheet", "sheets"), plural="sheets", comments=("# ok",)),
    )


@pytest.mark.parametrize("locale", ["bn", "ar"])
def test_a_new_locale_gets_files_with_right_headers(project: Project, locale: str) -> None:
    write_pot(project, Entry("a"), Entry("a sheet", ("", ""), plural="sheets"))
    po = updated(project, locale)
    forms = {"bn": 2, "ar": 6}[locale]
    assert po.header_field("Language") == locale
    assert po.header_field("Content-Type") == "text/plain; charset=UTF-8"
    assert po.header_field("Plural-Forms").startswith(f"nplurals={forms}; plural=")
    assert po.entries[1].msgstr == ("",) * forms
    command = ["msgfmt", "--check", "-o", "/dev/null", str(po_path(project, locale))]
    try:
        done = subprocess.run(command, check=False, timeout=20, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("GNU gettext is not installed")
    assert done.returncode == 0, done.stderr


def test_the_report_counts_how_messages_stand(project: Project) -> None:
    write_pot(project, Entry("Call the clinic today"), Entry("Stay"), Entry("Quite new"))
    write_po(
        project,
        Entry("Stay", ("থাকুন",)),
        Entry("Call the clinic", ("ফোন",)),
        Entry("Horse riding", ("ঘোড়া",)),
    )
    (file,) = update(project, ["bn"])
    assert (file.path, file.locale_id, file.changed) == (po_path(project), "bn", True)
    assert (file.translated, file.fuzzy, file.missing, file.obsolete) == (1, 1, 1, 1)


def test_all_locales_are_updated_unless_named(project: Project) -> None:
    write_pot(project, Entry("a"))
    assert [file.locale_id for file in update(project)] == ["ar", "bn", "en"]
    with pytest.raises(UsageError, match="unknown locale 'bm'"):
        update(project, ["bm"])


def test_nothing_is_written_when_one_file_cannot_be_read(project: Project) -> None:
    write_pot(project, Entry("a"))
    po_path(project).write_text('msgid "a\n', "utf-8")
    with pytest.raises(CatalogError) as caught:
        update(project)
    assert caught.value.where == "locales/bn/LC_MESSAGES/demo.po:1"
    assert not po_path(project, "ar").exists()
    assert po_path(project).read_text("utf-8") == 'msgid "a\n'


def test_without_templates_the_author_is_told_to_extract(project: Project) -> None:
    with pytest.raises(SourceError, match="catalog extract"):
        update(project)


def test_an_editors_comment_on_an_english_text_outlives_the_text(project: Project) -> None:
    write_pot(project, Entry("Call us"))
    path = po_path(project, "en")
    gone = Entry("Call me", ("Call me",), comments=("# Why me?",))
    path.write_bytes(format_po(PoFile(entries=(gone, Entry("Call us", flags=("no-wrap",))))))
    call, kept = updated(project, "en").entries
    assert (call.msgstr, call.flags) == (("Call us",), ("no-wrap",))
    assert (kept.obsolete, kept.comments) == (True, ("# Why me?",))


def test_a_language_that_only_the_clinic_has_is_translated_there_whole(
    project: Project, tmp_path: Path
) -> None:
    """The press's texts, read from its handouts, beside the clinic's own."""
    clinic = Project((tmp_path / "clinic", *project.roots), date(2026, 1, 1))
    (tmp_path / "clinic" / "locales" / "sw").mkdir(parents=True)
    (tmp_path / "clinic" / "locales" / "sw" / "locale.toml").write_text("")
    write_pot(clinic, Entry("own"), domain="own")
    write_pot(clinic, Entry("our shared"), domain="shared")
    for path, text in {
        "demo/handout.toml": 'title = "Demo"\nedition = 2026-01-01\n',
        "_shared/safety.toml": '[SAFE-01]\ntext = "Stay calm."\n',
    }.items():
        file = project.roots[0] / "handouts" / path
        file.parent.mkdir(parents=True)
        file.write_text(text)
    said = {
        file.path.stem: [entry.msgid for entry in load_po(file.path, name="x").entries]
        for file in update(clinic, ["sw"])
    }
    assert said == {
        "own": ["own"],
        "shared": ["our shared", "Stay calm."],
        "demo": ["Demo"],
    }
    # The press's own languages have nothing to say here: those of its texts lie with it.
    assert {file.locale_id for file in update(clinic)} == {"ar", "bn", "en", "sw"}
    assert not (tmp_path / "clinic" / "locales" / "bn" / "LC_MESSAGES" / "demo.po").exists()


def test_a_clinics_own_handout_is_translated_in_its_own_folder(
    project: Project, tmp_path: Path
) -> None:
    clinic = Project((tmp_path / "clinic", *project.roots), date(2026, 1, 1))
    (tmp_path / "clinic" / "locales").mkdir(parents=True)
    write_pot(clinic, Entry("a"), domain="own")
    write_pot(project, Entry("b"))
    assert [file.path for file in update(clinic, ["bn"])] == [po_path(clinic, domain="own")]


def test_a_thousand_changed_texts_take_a_bounded_time(project: Project) -> None:
    text = "A text of the old edition that is long, so that it costs something to compare. " * 4
    write_pot(project, *(Entry(f"{text} {number} New.") for number in range(1000)))
    write_po(project, *(Entry(f"{text} {number}", ("ক",)) for number in range(1000)))
    start = time.perf_counter()
    (file,) = update(project, ["bn"])
    assert time.perf_counter() - start < 20
    assert file.obsolete == 1000


def test_hundreds_of_changed_texts_find_their_translations(project: Project) -> None:
    write_pot(project, *(Entry(f"Sentence {number} of this sheet, new") for number in range(300)))
    write_po(project, *(Entry(f"Sentence {number} of this sheet", ("ক",)) for number in range(300)))
    assert all(entry.fuzzy for entry in updated(project).entries)


# -- whatever the files

TEXTS = st.sampled_from(
    ["Call", "Call now", "Call now!", "Swim", "Swimming is good", "Swimming is fun"]
)
CONTEXTS = st.sampled_from([None, None, "title", "SAFE-02"])


@st.composite
def pots(draw: st.DrawFn) -> list[Entry]:
    keys = draw(st.lists(st.tuples(CONTEXTS, TEXTS), unique=True, max_size=6))
    return [Entry(text, context=context) for context, text in keys]


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.tuples(pots(), pots()), min_size=1, max_size=4))
def test_no_translation_is_ever_lost(
    project: Project, editions: list[tuple[list[Entry], list[Entry]]]
) -> None:
    """Over editions of a handout and a shared file, each text once written stays somewhere."""
    po_path(project).unlink(missing_ok=True)
    po_path(project, domain="shared").unlink(missing_ok=True)
    written: set[str] = set()
    for number, (demo, shared) in enumerate(editions):
        write_pot(project, *demo)
        write_pot(project, *shared, domain="shared")
        files = {domain: updated(project, domain=domain) for domain in ("demo", "shared")}
        kept = {text for po in files.values() for entry in po.entries for text in entry.msgstr}
        assert written <= kept
        for domain, po in files.items():
            wanted = demo if domain == "demo" else shared
            assert [entry.key for entry in po.active] == [entry.key for entry in wanted]
            entries = []
            for entry in po.entries:
                if not any(entry.msgstr):
                    text = f"{domain} {number} {entry.key}"
                    written.add(text)
                    entry = Entry(entry.msgid, (text,), context=entry.context)
                entries.append(entry)
            content = format_po(PoFile(po.header, tuple(entries), po.tail))
            po_path(project, domain=domain).write_bytes(content)
