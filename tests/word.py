"""Word documents for the tests, from the text of their XML."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = f"""<w:styles {W}><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="H1a"><w:name w:val="Mine"/><w:basedOn w:val="H1"/></w:style>
<w:style w:type="character" w:styleId="Title"><w:name w:val="Werk"/><w:rPr><w:i/></w:rPr></w:style></w:styles>"""


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def italic(text: str) -> str:
    return run(text, "<w:i/>")


def cite(number: int, kind: str = "footnote", mark: str = "") -> str:
    follows = ' w:customMarkFollows="1"' if mark else ""
    return f'<w:r><w:{kind}Reference w:id="{number}"{follows}/>{f"<w:t>{mark}</w:t>" if mark else ""}</w:r>'


def paragraph(*runs: str, style: str = "", more: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr>{''.join(runs)}</w:p>"


def field(code: str, printed: str) -> str:
    """A field in its five parts, its code in two of them as Word breaks it."""
    cut = len(code) // 2
    codes = "".join(
        f'<w:r><w:instrText xml:space="preserve">{escape(part)}</w:instrText></w:r>'
        for part in (code[:cut], code[cut:])
    )
    signs = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{signs[0]}{codes}{signs[1]}{printed}{signs[2]}"


def control(tag: str, content: str) -> str:
    return f"<w:sdt><w:sdtPr><w:tag w:val={quoteattr(tag)}/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def zotero(*items: dict[str, object], printed: str) -> str:
    return field(f" ADDIN ZOTERO_ITEM CSL_CITATION {json.dumps({'citationItems': items})}", printed)


def note(number: int, *paragraphs: str, kind: str = "footnote") -> str:
    return f'<w:{kind} w:id="{number}">{"".join(paragraphs)}</w:{kind}>'


def part(root: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{root} {W}>{content}</w:{root}>'


def make_docx(
    body: Sequence[str],
    footnotes: Sequence[str] = (),
    endnotes: Sequence[str] = (),
    settings: str = "",
    extra: dict[str, str] | None = None,
) -> bytes:
    """A .docx with its separators, as Word writes it."""
    parted = '<w:footnote w:id="-1" w:type="separator"><w:p><w:r><w:separator/><w:t>---</w:t></w:r></w:p></w:footnote>'
    parts = {
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _relations(
            {name: f"{name}.xml" for name in ("styles", "settings", "footnotes", "endnotes")}
        ),
        "word/document.xml": part("document", f"<w:body>{''.join(body)}</w:body>"),
        "word/styles.xml": STYLES,
        "word/settings.xml": part("settings", settings),
        "word/footnotes.xml": part("footnotes", parted + "".join(footnotes)),
        "word/endnotes.xml": part("endnotes", "".join(endnotes)),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (parts | (extra or {})).items():
            archive.writestr(name, text)
    return out.getvalue()


def _relations(targets: dict[str, str]) -> str:
    rows = "".join(f'<Relationship Id="r{n}" Type="{REL}/{n}" Target="{target}"/>' for n, target in targets.items())
    return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'
