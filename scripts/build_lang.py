"""Build the compiled word tables from ``bibnorm/lang/*.toml``.

``build_lang.py``            fill months and months-short from CLDR, then compile all into ``words.json``,
                             ``lookup.tsv`` and ``kinds.json``
``build_lang.py --check``    write nothing; exit 1 if one of the three is stale
``build_lang.py --classes``  write ``bibnorm/tag/classes.json``; only before a new training

``classes.json`` is written by nothing else. The shipped tagger was trained with it, so it stays as it is while
the tables grow: another one without another training makes the tagger worse.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bibnorm.errors import ConfigurationError
from bibnorm.lang.lookup import words_key
from bibnorm.normalize import account
from bibnorm.text import fold

ROOT = Path(__file__).resolve().parent.parent
LANG = ROOT / "bibnorm" / "lang"
WORDS = LANG / "words.json"
LOOKUP = LANG / "lookup.tsv"
CLASSES = ROOT / "bibnorm" / "tag" / "classes.json"

# Where two languages dispute a form (particle kinds), the earlier one has it; languages not named here come last.
FIRST = (
    "es", "pt", "fr", "de", "it", "ru", "en", "nl", "pl", "ca", "cs", "sv", "da", "nb", "fi", "hu",
    "ro", "tr", "uk", "el", "hr", "sk", "sl", "bg", "la", "gl", "eu", "id", "zh", "ja", "ko", "ar",
)  # fmt: skip
CODES = (*FIRST, *sorted({path.stem for path in LANG.glob("*.toml")} - set(FIRST)))

LISTS = (
    "volume", "issue", "page", "page-following", "number-of-pages", "number-of-volumes", "edition",
    "editor-before", "editor-after", "translator-before", "translator-after", "in", "and", "et-al",
    "no-date", "forthcoming", "accessed", "available-at", "online", "thesis", "thesis-doctoral",
    "thesis-master", "report", "speech", "hearing", "interview", "review-of", "series", "circa", "ibid",
    "idem", "op-cit", "see", "chapter", "section", "supplement", "article-number", "organisation",
    "publisher-words", "university", "suffix", "conference", "newspaper", "journal-words", "law",
    "encyclopedia", "original-published", "stopwords",
)  # fmt: skip
OPTIONAL = ("articles", "articles-plural", "versus")  # lists that are empty where a language has no such word
TABLES = {"months": 12, "months-short": 12, "seasons": 4, "ordinals": None}
KEYS = ("name", "months", "months-short", "months-other", "seasons", "ordinals", "particles", *OPTIONAL, *LISTS)

Table = dict[str, Any]


def read_table(path: Path) -> Table:
    """Read one language and say what is wrong with it."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    table.pop("kinds", None)
    missing, unknown = set(KEYS) - set(table), set(table) - set(KEYS)
    if missing or unknown:
        wrong = f"missing {sorted(missing)}, unknown {sorted(unknown)}"
        raise ConfigurationError(f"lang/{path.name}: {wrong}; every file has the same keys")
    for key, rows in TABLES.items():
        if rows and len(table[key]) not in (0, rows):
            raise ConfigurationError(f"lang/{path.name}: {key} has {len(table[key])} rows; list {rows}")
    for key in KEYS[1:]:
        check_forms(f"lang/{path.name}: {key}", list(forms_of(table, key)), once=key in (*OPTIONAL, *LISTS))
    return table


def read_kinds(path: Path) -> dict[str, list[str]]:
    """The words of one language that tell kinds of works, and what is wrong with them."""
    kinds: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8")).get("kinds", {})
    for kind, forms in kinds.items():
        for form in forms:
            if not form.strip("=* ") or form != form.strip() or forms.count(form) > 1:
                raise ConfigurationError(f"lang/{path.name}: kinds.{kind}: {form!r} is no word, or stands there twice")
    return kinds


def check_forms(where: str, forms: list[str], once: bool) -> None:
    """Forms are as printed; in a plain list each stands once, capitals and colon aside."""
    seen: set[str] = set()
    for form in forms:
        if form != form.strip() or not form or re.search(r"[*\[\]\n]", form):
            raise ConfigurationError(f"{where}: {form!r} is no printed form; no blanks around it, no * or []")
        bare = form.lower().rstrip(": ")
        if once and bare in seen:
            raise ConfigurationError(f"{where}: {form!r} stands there twice; leave one out")
        seen.add(bare)


def forms_of(table: Table, *keys: str) -> Iterator[str]:
    """Every printed form of a language, or of some of its terms."""
    for key in keys or KEYS[1:]:
        value = table[key]
        for row in value.values() if isinstance(value, dict) else value:
            yield from (row if isinstance(row, list) else [row])


# --- months from CLDR -------------------------------------------------------------------------


def cldr_months(code: str) -> tuple[list[list[str]], list[list[str]]] | None:
    """Month names and abbreviations, those inside a date first; None where CLDR has no such locale."""
    from babel import localedata

    if not localedata.exists(code):
        return None
    months = localedata.load(code)["months"]

    def rows(width: str) -> list[list[str]]:
        inside = own(months, "format", width) or own(months, "format", "wide")
        alone = own(months, "stand-alone", width) or inside
        return [list(dict.fromkeys((inside[number], alone[number]))) for number in range(1, 13)]

    return rows("wide"), rows("abbreviated")


def own(months: Mapping[str, Any], context: str, width: str) -> Mapping[int, str]:
    """The names of a locale itself: Babel resolves inherited ones to those of the locale read last."""
    found = months[context][width]
    found = found[1] if isinstance(found, tuple) else found
    return found if isinstance(found, dict) else {}


def fill_months(path: Path) -> None:
    """Rewrite the two keys that come from CLDR, leaving the rest of the file as it is."""
    found = cldr_months(path.stem)
    if found is None:
        return
    text = path.read_text(encoding="utf-8")
    for key, rows in zip(("months", "months-short"), found, strict=True):
        lines = "".join(f"  {json.dumps(row, ensure_ascii=False)},\n" for row in rows)
        old = re.search(rf"^{key} = \[(?:\]|.*?^\])$", text, re.M | re.S)
        if old is None:
            raise ConfigurationError(f"lang/{path.name}: {key} is missing; write `{key} = []` to have it filled")
        text = f"{text[: old.start()]}{key} = [\n{lines}]{text[old.end() :]}"
    path.write_text(text, encoding="utf-8")


# --- words.json, lookup.tsv, kinds.json -------------------------------------------------------------------------------


def compile_words(tables: Mapping[str, Table]) -> str:
    """All languages in one file, one line a term: ``{"names": {code: name}, "terms": {term: {code: value}}}``."""
    names = {code: table["name"] for code, table in tables.items()}
    rows = {key: {code: table[key] for code, table in tables.items() if table[key]} for key in KEYS[1:]}
    lines = [f"{compact(key)}: {compact(row)}" for key, row in rows.items()]
    return f'{{"names": {compact(names)}, "terms": {{\n' + ",\n".join(lines) + "\n}}\n"


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def compile_lookup(tables: Mapping[str, Table]) -> str:
    """The forms of all languages as they are looked up, one line a term, parted by tabs; last all label words."""
    lines = []
    for term in KEYS[1:]:
        found = {words_key(form) for table in tables.values() for form in forms_of(table, term)}
        lines.append("\t".join([term, *sorted(found - {""})]))
    forms = (form for table in tables.values() for form in forms_of(table, *account.TERMS))
    labels = {fold(word) for form in forms for word in account.WORD.findall(form) if not word.isdigit()}
    lines.append("\t".join([account.LABELS, *sorted(labels)]))
    return "\n".join(lines) + "\n"


def compile_kinds() -> str:
    """``{code: {kind: forms}}``, one line a language; a kind that English has not, either, is a slip."""
    found = {code: read_kinds(LANG / f"{code}.toml") for code in CODES}
    for code, kinds in found.items():
        if unknown := sorted(set(kinds) - set(found["en"])):
            raise ConfigurationError(f"lang/{code}.toml: no kinds {unknown}; known are those of en.toml")
    return "{\n" + ",\n".join(f"{compact(code)}: {compact(kinds)}" for code, kinds in found.items() if kinds) + "\n}\n"


# --- classes.json -----------------------------------------------------------------------------

# A word of several terms has the class that comes first here.
CLASS_TERMS = {
    "month": ("months", "months-short", "months-other"),
    "volume": ("volume", "number-of-volumes"),
    "issue": ("issue",),
    "page": ("page", "number-of-pages"),
    "edition": ("edition",),
    "editor": ("editor-before", "editor-after"),
    "translator": ("translator-before", "translator-after"),
    "etal": ("et-al",),
    "in": ("in",),
    "and": ("and",),
    "nodate": ("no-date",),
    "thesis": ("thesis-doctoral", "thesis-master", "thesis"),
    "university": ("university",),
    "press": ("publisher-words",),
    "journalword": ("journal-words",),
    "conference": ("conference",),
    "supplement": ("supplement",),
    "report": ("report",),
    "series": ("series",),
    "org": ("organisation",),
    "law": ("law",),
    "encyclopedia": ("encyclopedia",),
    "accessed": ("accessed",),
    "available": ("available-at",),
    "chapter": ("chapter",),
    "section": ("section",),
    "season": ("seasons",),
    "ordinal": ("ordinals",),
    "interview": ("interview",),
    "speech": ("speech",),
    "hearing": ("hearing",),
    "review": ("review-of",),
    "forthcoming": ("forthcoming",),
    "online": ("online",),
    "original": ("original-published",),
    "circa": ("circa",),
    "backref": ("ibid", "idem", "op-cit"),
    "see": ("see",),
    "newspaper": ("newspaper",),
    "article-number": ("article-number",),
    "suffix": ("suffix",),
    "particle": ("particles",),
    "function": ("stopwords",),
    "following": ("page-following",),
}

# Of these terms the longer words of a phrase have the class of the phrase, where they have no other:
# "disponible" of "disponible en", "cura" of "a cura di", "working" of "working paper".
PHRASES = frozenset(
    {"editor", "translator", "nodate", "thesis", "report", "accessed", "available", "forthcoming", "original"}
)

# Common words that the order above would put wrong, or that say nothing by themselves.
OVERRIDES = {
    "function": "la le les los las el il lo gli der die das den dem the a o à an as at by es is on of or so to from "
    "with via about same him del pro ne se over na ze avec con com por ver nach по об si como ex apud",
    "and": "y e i и і & und et and og och",
    "in": "in en в у dans",
    "ed": "ed éd edit édit изд",
    "editor": "eds éds edd",
    "press": "edizioni ediciones éditions edições edicions editore editora editrice editura",
    "article": "article articles artículo artigo articolo artikel art статья ст",
    "backref": "cit",
    "see": "vid see siehe véase vease",
    "accessed": "fecha date data datum дата дати",
    "online": "online",
    "nodate": "s.a",
    "report": "paper papers",
    "particle": "de du di da do dos das van von della degli dei al ibn bin",
    "": "god let led tem set out dub ira elo ara kas war land mir mission mind house team time dan stand hu fu th kar "
    "gran pere line last read seen check checked world wide early ahead print english french german italian russian "
    "spanish latin deutsch deutsche author authors place final work published found",
}


def plain(form: str) -> str:
    return fold(form).strip("()[]:;, ")


def claims(tables: Mapping[str, Table]) -> Iterator[tuple[int, int, str, str]]:
    """``(strength, rank, word, class)``; the smallest claim on a word wins."""
    for rank, (word_class, terms) in enumerate(CLASS_TERMS.items()):
        for table in tables.values():
            for form in (f for term in terms for f in forms_of(table, term)):
                parts = re.split(r"[\s()]+", plain(form))
                if len(parts) == 1:
                    yield 1, rank, parts[0], word_class
                    yield 2, rank, parts[0].rstrip("."), word_class
                    yield 2, rank, parts[0].rstrip(".") + ".", word_class
                elif word_class in PHRASES:
                    long = (part.strip(",'’-") for part in parts)
                    yield from ((3, rank, part, word_class) for part in long if len(part.strip(".")) > 3)


def is_letter_mark(word: str) -> bool:
    """Whether a word is one letter (``p.``, ``t.``, ``с.``); scripts without case have words of one letter."""
    bare = word.rstrip(".")
    return len(bare) == 1 and bare.lower() != bare.upper()


def overridden() -> dict[str, str]:
    return {plain(word): word_class for word_class, words in OVERRIDES.items() for word in words.split()}


def compile_classes(tables: Mapping[str, Table]) -> dict[str, str]:
    """One class per folded word; a word with its stop is listed only where the stop makes a difference."""
    best: dict[str, tuple[int, int, str]] = {}
    for strength, rank, word, word_class in claims(tables):
        best[word] = min(best.get(word, (9, 9, "")), (strength, rank, word_class))
    found = {word: "letter-mark" if is_letter_mark(word) else best[word][2] for word in best if word.strip(".")}
    for word, word_class in overridden().items():
        found[word] = word_class
        if word_class or best.get(word + ".", (9,))[0] > 1:
            found.pop(word + ".", None)
    return {
        word: word_class
        for word, word_class in found.items()
        if word_class and (not word.endswith(".") or found.get(word.rstrip(".")) != word_class)
    }


def class_file(tables: Mapping[str, Table]) -> str:
    groups: dict[str, list[str]] = defaultdict(list)
    for word, word_class in sorted(compile_classes(tables).items()):
        groups[word_class].append(word)
    joined = {word_class: " ".join(words) for word_class, words in sorted(groups.items())}
    return json.dumps(joined, ensure_ascii=False, indent=0) + "\n"


# --- command ----------------------------------------------------------------------------------


def read_tables() -> dict[str, Table]:
    return {code: read_table(LANG / f"{code}.toml") for code in CODES}


def compiled(tables: Mapping[str, Table]) -> dict[Path, str]:
    return {
        WORDS: compile_words(tables),
        LOOKUP: compile_lookup(tables),
        LANG / "kinds.json": compile_kinds(),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="exit 1 if a compiled file is stale")
    parser.add_argument("--classes", action="store_true", help="write bibnorm/tag/classes.json, before a training")
    options = parser.parse_args()
    if options.check:
        return int(any(path.read_text(encoding="utf-8") != text for path, text in compiled(read_tables()).items()))
    if options.classes:
        CLASSES.write_text(class_file(read_tables()), encoding="utf-8")
        return 0
    for code in CODES:
        fill_months(LANG / f"{code}.toml")
    for path, text in compiled(read_tables()).items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
