"""What the logging module does in a function: one handler, with Lambda's line or JSON form, on the root logger.

Installed the moment somebody imports logging (see main), since that module costs more than an interpreter's start.
"""

import os
import time

from . import sink, state

_TIME = "%Y-%m-%dT%H:%M:%SZ"
_OWN = frozenset(
    "name msg args levelname levelno pathname filename module exc_info exc_text stack_info lineno funcName created"
    " msecs relativeCreated thread threadName processName process aws_request_id tenant_id _frame_type".split()
)


def is_json():
    return os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"


def install(logging):
    logging.Formatter.converter = time.gmtime
    handler = _handler_class(logging)()
    if is_json():
        handler.setFormatter(_json_formatter_class(logging)())
    else:
        handler.setFormatter(
            logging.Formatter(
                "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n", "%Y-%m-%dT%H:%M:%S"
            )
        )
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "")
    level = "DEBUG" if level == "TRACE" else level.upper()
    root = logging.getLogger()
    if level in logging._nameToLevel:
        root.setLevel(level)
    root.addHandler(handler)


def _handler_class(logging):
    class Identification(logging.Filter):
        def filter(self, record):
            record.aws_request_id = state.request_id or ""
            record.tenant_id = state.tenant_id
            return True

    with_level = is_json() or bool(os.environ.get("AWS_LAMBDA_LOG_LEVEL"))

    class LambdaLoggerHandler(logging.Handler):
        def __init__(self):
            logging.Handler.__init__(self)
            self.addFilter(Identification())

        def emit(self, record):
            sink.write(self.format(record), record.levelno if with_level else 0, is_json())

    return LambdaLoggerHandler


def _json_formatter_class(logging):
    import json
    import traceback

    encode = json.JSONEncoder(ensure_ascii=False, default=str).encode

    class JsonFormatter(logging.Formatter):
        def __init__(self):
            logging.Formatter.__init__(self, datefmt=_TIME)

        def format(self, record):
            record.levelno = min(50, max(0, record.levelno)) // 10 * 10
            record.levelname = logging.getLevelName(record.levelno)
            failure = record.exc_info
            plain = isinstance(record.msg, dict) and not record.args
            result = {
                "timestamp": self.formatTime(record, self.datefmt),
                "level": record.levelname,
                "message": record.msg if plain else record.getMessage(),
                "logger": record.name,
                "stackTrace": traceback.format_tb(failure[2]) if failure else None,
                "errorType": failure[0].__name__ if failure else None,
                "errorMessage": str(failure[1]) if failure else None,
                "requestId": getattr(record, "aws_request_id", None),
                "location": "%s:%s:%s" % (record.pathname, record.funcName, record.lineno) if failure else None,
            }
            if getattr(record, "tenant_id", None) is not None:
                result["tenantId"] = record.tenant_id
            for name, value in record.__dict__.items():
                if name not in _OWN and name not in result:
                    result[name] = value
            return encode({name: value for name, value in result.items() if value is not None}) + "\n"

    return JsonFormatter
