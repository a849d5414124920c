"""Reads JSON slowly, to say what is wrong with it in simplejson's words."""

import re

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_HEX = re.compile(r"[0-9A-Fa-f]{4}")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_NAMES = (("null", None), ("true", True), ("false", False))


def decode(text):
    value, end = _value(text, _skip(text, 0), "Expecting value")
    end = _skip(text, end)
    if end != len(text):
        raise ValueError(
            "Extra data: %s - %s (char %d - %d)" % (_place(text, end), _place(text, len(text)), end, len(text))
        )
    return value


def _place(text, position):
    return "line %d column %d" % (
        text.count("\n", 0, position) + 1,
        position - text.rfind("\n", 0, position),
    )


def _wrong(message, text, position):
    return ValueError("%s: %s (char %d)" % (message, _place(text, position), position))


def _skip(text, position):
    return _SPACE.match(text, position).end()


def _value(text, position, otherwise):
    first = text[position : position + 1]
    if first == '"':
        return _string(text, position)
    if first == "{":
        return _object(text, position + 1)
    if first == "[":
        return _array(text, position + 1)
    for name, value in _NAMES:
        if text.startswith(name, position):
            return value, position + len(name)
    number = _NUMBER.match(text, position)
    if number is None:
        raise _wrong(otherwise, text, position)
    whole, fraction, exponent = number.groups()
    value = int(whole) if fraction is None and exponent is None else float(number.group())
    return value, number.end()


def _object(text, position):
    members = {}
    position = _skip(text, position)
    if text[position : position + 1] == "}":
        return members, position + 1
    if text[position : position + 1] != '"':
        raise _wrong("Expecting property name enclosed in double quotes or '}'", text, position)
    while True:
        name, position = _string(text, position)
        position = _skip(text, position)
        if text[position : position + 1] != ":":
            raise _wrong("Expecting ':' delimiter", text, position)
        members[name], position = _value(text, _skip(text, position + 1), "Expecting value")
        position = _skip(text, position)
        if text[position : position + 1] == "}":
            return members, position + 1
        if text[position : position + 1] != ",":
            raise _wrong("Expecting ',' delimiter or '}'", text, position)
        comma = position
        position = _skip(text, position + 1)
        if text[position : position + 1] == "}":
            raise _wrong("Illegal trailing comma before end of object", text, comma)
        if text[position : position + 1] != '"':
            raise _wrong("Expecting property name enclosed in double quotes", text, position)


def _array(text, position):
    parts = []
    position = _skip(text, position)
    if text[position : position + 1] == "]":
        return parts, position + 1
    otherwise = "Expecting value or ']'" if position == len(text) else "Expecting value"
    while True:
        part, position = _value(text, position, otherwise)
        parts.append(part)
        position = _skip(text, position)
        if text[position : position + 1] == "]":
            return parts, position + 1
        if text[position : position + 1] != ",":
            raise _wrong("Expecting ',' delimiter or ']'", text, position)
        comma = position
        position = _skip(text, position + 1)
        if text[position : position + 1] == "]":
            raise _wrong("Illegal trailing comma before end of array", text, comma)
        otherwise = "Expecting value"


def _string(text, begin):
    pieces = []
    position = begin + 1
    while True:
        plain = _PLAIN.match(text, position)
        pieces.append(plain.group())
        position = plain.end()
        stop = text[position : position + 1]
        if stop == '"':
            return "".join(pieces), position + 1
        if stop == "\\":
            piece, position = _escape(text, begin, position + 1)
            pieces.append(piece)
        elif stop:
            raise _wrong("Invalid control character %r at" % stop, text, position)
        else:
            raise _wrong("Unterminated string starting at", text, begin)


def _escape(text, begin, position):
    kind = text[position : position + 1]
    if kind == "":
        raise _wrong("Unterminated string starting at", text, begin)
    if kind != "u":
        if kind not in _ESCAPES:
            raise _wrong("Invalid \\X escape sequence %r" % kind, text, position)
        return _ESCAPES[kind], position + 1
    code = _HEX.match(text, position + 1)
    if code is None:
        raise _wrong("Invalid \\uXXXX escape sequence", text, position - 1)
    number = int(code.group(), 16)
    low = _HEX.match(text, code.end() + 2) if text.startswith("\\u", code.end()) else None
    if 0xD800 <= number <= 0xDBFF and low is not None and 0xDC00 <= int(low.group(), 16) <= 0xDFFF:
        return chr(0x10000 + ((number - 0xD800) << 10) + int(low.group(), 16) - 0xDC00), low.end()
    return chr(number), code.end()
