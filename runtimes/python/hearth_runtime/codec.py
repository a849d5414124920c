"""JSON as Lambda's own client for Python reads and writes it.

That client uses simplejson, whose reading is stricter (no NaN) and whose writing is more lenient (named tuples are
objects, bytes are text) than the standard library's. Here the interpreter's accelerator does what both do alike; what
it refuses, or would write otherwise, goes to modules that are loaded only then. The json package itself is not
imported: it would cost more than everything else here.
"""

import _json
import os

_SPACE = " \t\n\r"
_SCALARS = frozenset((str, int, float, bool, type(None)))
_ASCII = os.environ.get("AWS_EXECUTION_ENV") not in (
    "AWS_Lambda_python3.12",
    "AWS_Lambda_python3.13",
    "AWS_Lambda_python3.14",
    "AWS_Lambda_python3.15",
)
quote = _json.encode_basestring_ascii if _ASCII else _json.encode_basestring


def _refuse(constant):
    raise ValueError(constant)


class _Reading:
    strict = True
    object_hook = None
    object_pairs_hook = None
    array_hook = None
    parse_float = float
    parse_int = int
    parse_constant = staticmethod(_refuse)


_scan = _json.make_scanner(_Reading)


def decode(data):
    """The value in some UTF-8 JSON, or a ValueError with simplejson's message."""
    text = data.decode("utf-8")
    if text[:1] == "\ufeff":
        text = text[1:]
    stripped = text.strip(_SPACE)
    try:
        value, end = _scan(stripped, 0)
        if end == len(stripped):
            return value
    except (StopIteration, ValueError):
        pass
    from . import reading

    return reading.decode(text)


def encode(value):
    """The value as JSON, or a TypeError or ValueError with simplejson's message."""
    if type(value) is str:
        return quote(value)
    try:
        if _plain(value):
            return "".join(_json.make_encoder(None, _unknown, quote, None, ": ", ", ", False, False, True)(value, 0))
    except RecursionError:
        pass
    from . import writing

    return writing.encode(value)


def _unknown(value):
    raise TypeError(type(value))


def _plain(value):
    """Whether it holds only what every encoder writes alike; a cycle ends in a RecursionError."""
    kind = type(value)
    if kind in _SCALARS:
        return True
    if kind is dict:
        if not _SCALARS.issuperset(map(type, value)):
            return False
        parts = value.values()
    elif kind is list or kind is tuple:
        parts = value
    else:
        return False
    if _SCALARS.issuperset(map(type, parts)):
        return True
    for part in parts:
        if not _plain(part):
            return False
    return True
