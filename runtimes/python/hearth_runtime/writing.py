"""Writes as JSON what the accelerator can't: named tuples, bytes, decimals, subclasses; and says what nothing can."""

import sys

from .codec import quote


def encode(value):
    pieces = []
    _write(value, pieces.append, set())
    return "".join(pieces)


def _write(value, put, open_containers):
    if isinstance(value, bytes):
        value = str(value, "utf-8")
    if isinstance(value, str):
        put(quote(str(value)) if type(value) is str else quote(str.__str__(value)))
    elif value is None:
        put("null")
    elif value is True:
        put("true")
    elif value is False:
        put("false")
    elif isinstance(value, int):
        put(int.__repr__(value))
    elif isinstance(value, float):
        put(_float(value))
    else:
        _write_container(value, put, open_containers)


def _write_container(value, put, open_containers):
    if id(value) in open_containers:
        raise ValueError("Circular reference detected")
    open_containers.add(id(value))
    fields = _fields(value)
    if fields is not None:
        _write_members(fields, put, open_containers)
    elif isinstance(value, (list, tuple)):
        put("[")
        separator = ""
        for part in value:
            put(separator)
            _write(part, put, open_containers)
            separator = ", "
        put("]")
    elif isinstance(value, dict):
        _write_members(value, put, open_containers)
    else:
        _write_number(value, put)
    open_containers.discard(id(value))


def _fields(value):
    """What a named tuple says of itself."""
    method = getattr(value, "_asdict", None)
    if not callable(method):
        return None
    try:
        fields = method()
    except TypeError:
        return None
    if not isinstance(fields, dict):
        raise TypeError("_asdict() must return a dict, not %s" % type(fields).__name__)
    return fields


def _write_members(members, put, open_containers):
    put("{")
    separator = ""
    for name, part in members.items():
        put(separator)
        put(quote(_key(name)))
        put(": ")
        _write(part, put, open_containers)
        separator = ", "
    put("}")


def _key(name):
    if isinstance(name, bytes):
        return str(name, "utf-8")
    if isinstance(name, str):
        return str.__str__(name)
    if isinstance(name, float):
        return _float(name)
    if name is True:
        return "true"
    if name is False:
        return "false"
    if name is None:
        return "null"
    if isinstance(name, int):
        return int.__repr__(name)
    raise TypeError("keys must be str, int, float, bool or None, not %s" % name.__class__.__name__)


def _float(value):
    if value != value:
        return "NaN"
    if value == float("inf"):
        return "Infinity"
    if value == float("-inf"):
        return "-Infinity"
    return float.__repr__(value)


def _write_number(value, put):
    # a value can only be a decimal if somebody has imported that module
    decimal = sys.modules.get("decimal")
    if decimal is None or not isinstance(value, decimal.Decimal):
        raise TypeError("Object of type %s is not JSON serializable" % value.__class__.__name__)
    put("NaN" if value.is_nan() else str(value))
