"""The parts of a .docx: a zip archive of XML, opened without trust in what it says of itself.

The standard library is enough: expat reads a part as a stream, a document type (and with it every entity) is
refused, and no part may be larger than ``LARGEST``, however small it is packed.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Mapping
from xml.parsers import expat

from bibnorm.errors import InputError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an old .doc, or a .docx behind a password
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
LARGEST = 256 * 1024 * 1024  # bytes of a part; ten thousand notes have some 20 MiB
DEEPEST = 1000  # elements within one another
CHUNK = 1 << 16
WORD = ("http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main")  # fmt: skip
PREFIXES = {
    **dict.fromkeys(WORD, "w"),
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/officeDocument/2006/bibliography": "b",
    "http://purl.oclc.org/ooxml/officeDocument/bibliography": "b",
    "http://schemas.openxmlformats.org/package/2006/relationships": "r",
}
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)

Attributes = Mapping[str, str]


class Package:
    """A .docx with the parts that a reader wants."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        if data.startswith(OLE):
            locked = ENCRYPTED in data
            what = "a document behind a password" if locked else "an old Word document (.doc)"
            todo = "take the password off" if locked else "save it as .docx in Word or LibreOffice"
            raise InputError(f"{file}: this is {what}; {todo} and try again")
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
            self.names = frozenset(self.archive.namelist())
        except BROKEN:
            raise InputError(f"{file}: this is no .docx (no zip archive); save it as .docx again") from None
        self.main = self._find_main()

    def _find_main(self) -> str:
        """The name of the main part, for which some programs have another name than Word."""
        found = self.related("", "officeDocument") or "word/document.xml"
        if found not in self.names:
            raise InputError(f"{self.file}: a zip archive that holds no Word document; give a .docx")
        return found

    def related(self, part: str, kind: str) -> str:
        """The name of a part that another one names as its footnotes, its styles …; ``""`` for none."""
        folder, name = posixpath.split(part)
        targets: list[str] = []

        def see(tag: str, attributes: Attributes) -> None:
            if tag == "r:Relationship" and attributes.get("Type", "").rpartition("/")[2] == kind:
                targets.append(attributes.get("Target", ""))

        self.parse(posixpath.join(folder, "_rels", f"{name}.rels"), see)
        return posixpath.normpath(posixpath.join("/", folder, targets[0])).lstrip("/") if targets else ""

    def parse(
        self,
        part: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> bool:
        """Call a handler for each element of a part, ``w:p`` for a paragraph; whether there is such a part."""
        if part not in self.names:
            return False
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        names: dict[str, str] = {}
        depth = 0

        def started(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > DEEPEST:
                raise InputError(f"{self.file}: {part} is nested too deep; save it in Word again")
            short = names.get(name) or names.setdefault(name, shorten(name))
            start(short, {names.get(n) or names.setdefault(n, shorten(n)): v for n, v in attributes.items()})

        def ended(name: str) -> None:
            nonlocal depth
            depth -= 1
            if end:
                end(names[name])

        parser.StartElementHandler = started
        parser.EndElementHandler = ended
        parser.CharacterDataHandler = text
        self._feed(parser, part)
        return True

    def _feed(self, parser: expat.XMLParserType, part: str) -> None:
        size = 0
        try:
            with self.archive.open(part) as stream:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if size > LARGEST:
                        raise InputError(f"{self.file}: {part} is larger than {LARGEST >> 20} MiB; part the document")
                    parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise InputError(f"{self.file}: {part} is broken ({error}); open and save it in Word") from None
        except BROKEN as error:
            raise InputError(f"{self.file}: {part} cannot be unpacked ({error}); save it again") from None

    def _refuse_doctype(self, *_: object) -> None:
        raise InputError(f"{self.file}: its XML has a document type, which no Word document has; it is not read")


def shorten(name: str) -> str:
    """A name of an element or an attribute with a known prefix.

    >>> shorten(WORD[0] + " p"), shorten("val")
    ('w:p', 'val')
    """
    space, _, local = name.rpartition(" ")
    return f"{PREFIXES.get(space, '?')}:{local}" if space else local
