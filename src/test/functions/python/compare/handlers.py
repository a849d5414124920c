"""Handlers whose every result, error, log line and context is compared between Hearth's bootstrap and AWS's client."""

import collections
import decimal
import enum
import os
import sys

Point = collections.namedtuple("Point", "x y")


class Colour(enum.IntEnum):
    RED = 7


class Refused(Exception):
    pass


def echo(event, context):
    return event


def context(event, context):
    print(repr(context))
    remaining = context.get_remaining_time_in_millis()
    assert type(remaining) is int and 0 < remaining <= 60000, remaining
    context.log("logged\n")
    values = {name: repr(getattr(context, name)) for name in sorted(vars(context)) if not name.startswith("_")}
    values["w3c"] = context.w3c()
    values["trace"] = os.environ.get("_X_AMZN_TRACE_ID")
    return values


def rich(event, context):
    return {
        "text": "grüße \U0001f600 \u2028 \x00 \"\\/",
        "point": Point(1, [Point(2, 3)]),
        "bytes": b"raw \xc3\xbc",
        "decimals": [decimal.Decimal("1.10"), decimal.Decimal("1E+3"), decimal.Decimal("-0"), decimal.Decimal("NaN")],
        "numbers": [1, -0.0, 1.5, 1e22, 10**30, True, None, float("nan"), float("inf"), -float("inf"), Colour.RED],
        "keys": {1: 1, 1.5: 2, True: 3, None: 4, b"b": 5, "s": 6},
        "ordered": collections.OrderedDict(a=1),
        "tuple": (1, (), [], {}),
    }


def plain(event, context):
    return {"text": "grüße \U0001f600", "list": [1, 2.5, "x", None, True], "nested": {"a": {"b": [{}]}}}


def raw(event, context):
    return b"\x00\x01raw"


def text(event, context):
    return "é"


def nothing(event, context):
    pass


def unwritable(event, context):
    return {"a": [{1, 2}]}


def unwritable_key(event, context):
    return {(1, 2): 3}


def circular(event, context):
    value = []
    value.append(value)
    return value


def broken_bytes(event, context):
    return [b"\xff"]


def refuse(event, context):
    raise Refused("no: ü\nsecond line")


def chained(event, context):
    try:
        {}["missing"]
    except KeyError as failure:
        raise Refused("outer") from failure


def deep(event, context):
    return deep(event, context)


def no_message(event, context):
    raise Refused()


def leave(event, context):
    print("leaving")
    sys.exit(3)


def vanish(event, context):
    os._exit(7)


def prints(event, context):
    print("one\ntwo")
    print("err", file=sys.stderr)
    sys.stdout.write("no newline")
    sys.stdout.writelines(["a\n", "b\n"])
    return len(sys.argv) > 0


def logs(event, context):
    import logging

    logger = logging.getLogger()
    logger.debug("debug")
    logger.info("unheard")
    logger.warning("warned %s", "ü")
    logger.setLevel(logging.INFO)
    logger.info("heard\nsecond line")
    logging.getLogger("named.child").error({"a": 1}, extra={"extra": [1], "weird": {1}})
    try:
        1 / 0
    except ZeroDivisionError:
        logger.exception("failed")
    logger.critical("critical")
    return [type(handler).__name__.replace("WithFrameType", "") for handler in logger.handlers]


not_callable = 5
