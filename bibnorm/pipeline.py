"""The stages in order: blocks in, readings out.

``read`` has made the blocks before; ``keys`` and ``write`` come after.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from bibnorm.assemble import assemble_all
from bibnorm.model import Block, Reading
from bibnorm.normalize.reading import normalize_all
from bibnorm.resolve import inherit_authors
from bibnorm.tag.tagger import Tagger, load

CHUNK = 1024  # references in one call of the tagger: the more, the more of them have one length
SHARE = 512  # references for which one more process pays
START = "fork" if sys.platform == "linux" else "spawn"  # elsewhere a fork may not survive its parent's threads
PARALLEL_FROM = 400 if START == "fork" else 2000  # references; below, a second process costs more than it saves
FIRST = 8  # references that are read before others are forked

Progress = Callable[[int], None]
Chunks = Sequence[Sequence[Block]]
Read = Callable[[Sequence[Block]], list[Reading]]


def read_chunk(blocks: Sequence[Block], langs: tuple[str, ...] = (), tagger: Tagger | None = None) -> list[Reading]:
    """Read some blocks, each alone: tag, assemble, normalize."""
    tagged = (tagger or load()).tag([block.text for block in blocks])
    return normalize_all(assemble_all(tagged), blocks, langs)


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
    shares = math.ceil(len(blocks) / SHARE) if len(blocks) >= PARALLEL_FROM else 1
    workers = workers or min(os.cpu_count() or 1, shares, 8)
    chunks = _chunks(blocks, workers)
    readings: list[Reading] = []
    for done in _mapped(partial(read_chunk, langs=langs), chunks, workers):
        readings += done
        if progress:
            progress(len(done))
    return readings if one_per_line else inherit_authors(readings)


def _chunks(blocks: Sequence[Block], workers: int) -> Chunks:
    """Blocks in chunks of nearly one size, equally many for each worker.

    >>> [len(chunk) for chunk in _chunks([Block("")] * 2500, 2)]
    [625, 625, 625, 625]
    """
    rounds = math.ceil(len(blocks) / (CHUNK * workers))
    size = math.ceil(len(blocks) / max(1, rounds * workers))
    return [blocks[i : i + size] for i in range(0, len(blocks), size or 1)]


def _mapped(function: Read, chunks: Chunks, workers: int) -> Iterator[list[Reading]]:
    """Apply a function to all chunks in order, in several processes where that pays.

    A few references are read before others are forked, so that these find the model and the tables in memory.
    This process reads its share, and hands on what others have read in between.
    """
    if workers < 2:
        yield from map(function, chunks)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    function(chunks[0][:FIRST])
    context = multiprocessing.get_context(START)
    with ProcessPoolExecutor(workers - 1, context, _take, (function, chunks)) as pool:
        given = {i: pool.submit(_read, i) for i in range(len(chunks)) if i % workers}
        ready = 0
        for i in range(0, len(chunks), workers):
            own = function(chunks[i])
            yield from (given[k].result() for k in range(ready, i))
            yield own
            ready = i + 1
        yield from (given[k].result() for k in range(ready, len(chunks)))


_work: list[tuple[Read, Chunks]] = []  # of a process that reads for another


def _take(function: Read, chunks: Chunks) -> None:
    """Keep the work: a forked process has it without a copy."""
    _work[:] = [(function, chunks)]


def _read(i: int) -> list[Reading]:
    function, chunks = _work[0]
    return function(chunks[i])
