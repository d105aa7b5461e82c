"""The stages in order: blocks in, readings out.

``read`` has made the blocks before; ``keys`` and ``write`` come after.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from bibnorm.assemble import assemble
from bibnorm.model import Block, Reading
from bibnorm.normalize.reading import normalize_all
from bibnorm.resolve import inherit_authors
from bibnorm.tag.tagger import Tagger, load

CHUNK = 256  # references in one call of the tagger
PARALLEL_FROM = 600  # references; below, a second process costs more than it saves
START = "fork" if sys.platform == "linux" else "spawn"  # elsewhere a fork may not survive its parent's threads

Progress = Callable[[int], None]


def read_chunk(blocks: Sequence[Block], langs: tuple[str, ...] = (), tagger: Tagger | None = None) -> list[Reading]:
    """Read some blocks, each alone: tag, assemble, normalize."""
    tagged = (tagger or load()).tag([block.text for block in blocks])
    return normalize_all([assemble(t.text, t.runs, t.identifiers) for t in tagged], blocks, langs)


def read_references(
    blocks: Sequence[Block],
    *,
    langs: tuple[str, ...] = (),
    one_per_line: bool = False,
    progress: Progress | None = None,
    workers: int | None = None,
) -> list[Reading]:
    """Read references, one block each; the result aligns with ``blocks``.

    Args:
        blocks: printed references in the order of the source.
        langs: BCP 47 codes of languages that the references are likely in; empty: any.
        one_per_line: every block stands alone, nothing is taken over from the one above.
        progress: called with the number of references read since the last call.
        workers: processes; by default one, and as many as there are cores for long inputs.
    """
    chunks = [blocks[i : i + CHUNK] for i in range(0, len(blocks), CHUNK)]
    workers = workers or (min(os.cpu_count() or 1, len(chunks), 8) if len(blocks) >= PARALLEL_FROM else 1)
    readings: list[Reading] = []
    for done in _mapped(partial(read_chunk, langs=langs), chunks, workers):
        readings += done
        if progress:
            progress(len(done))
    return readings if one_per_line else inherit_authors(readings)


def _mapped(
    function: Callable[[Sequence[Block]], list[Reading]], chunks: Sequence[Sequence[Block]], workers: int
) -> Iterator[list[Reading]]:
    """Apply a function to all chunks in order, in several processes where that pays.

    This process reads the first chunk, so that those forked from it find the model and the tables in memory,
    and then its share of the others.
    """
    if workers < 2:
        yield from map(function, chunks)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    yield function(chunks[0])
    with ProcessPoolExecutor(workers - 1, mp_context=multiprocessing.get_context(START)) as pool:
        given = {i: pool.submit(function, chunk) for i, chunk in enumerate(chunks) if i % workers}
        for i, chunk in enumerate(chunks[1:], 1):
            yield given[i].result() if i in given else function(chunk)
