"""Labelled text for the tests, as ``{label:words}``."""

Stretch = tuple[int, int, str]


def marked(text: str) -> tuple[str, list[Stretch]]:
    """The plain text, and where its labelled stretches begin and end.

    >>> marked("In {title:Sea}, 2001")
    ('In Sea, 2001', [(3, 6, 'title')])
    """
    plain, stretches = "", []
    while "{" in text:
        before, rest = text.split("{", 1)
        inside, text = rest.split("}", 1)
        label, words = inside.split(":", 1)
        plain += before
        stretches.append((len(plain), len(plain) + len(words), label))
        plain += words
    return plain + text, stretches
