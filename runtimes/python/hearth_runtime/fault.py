"""Errors on their way out: the error's JSON, its log lines and its cause for X-Ray. Loaded when one happens."""

import os
import sys
import time

from . import codec, log, sink, state

_RUNTIME = os.path.dirname(__file__)
_INDENT = "\u00a0"
_ERROR = 40
WARNING = (
    "LAMBDA_WARNING: Unhandled exception. The most likely cause is an issue in the function code. However, in rare"
    " cases, a Lambda runtime update can cause unexpected function behavior. For functions using managed runtimes,"
    " runtime updates can be triggered by a function change, or can be applied automatically. To determine if the"
    " runtime has been updated, check the runtime version in the INIT_START log entry. If this error correlates with"
    " a change in the runtime version, you may be able to mitigate this error by temporarily rolling back to the"
    " previous runtime version. For more information, see"
    " https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html\r"
)


class Fault(Exception):
    """An error of the runtime's own, with one of Lambda's names."""

    def __init__(self, error_type, message, trace=None):
        Exception.__init__(self, message)
        self.error_type = error_type
        self.message = message
        self.trace = trace


def of_exception(failure):
    """The error's JSON as a dictionary, and its frames."""
    if isinstance(failure, Fault):
        return _error(failure.message, failure.error_type, failure.trace), []
    frames, lines = _stack(failure.__traceback__)
    return _error(str(failure), type(failure).__name__, lines), frames


def _error(message, error_type, trace):
    error = {
        "errorMessage": message or "",
        "errorType": error_type or "",
        "requestId": state.request_id or "",
        "stackTrace": trace or [],
    }
    if os.environ.get("AWS_EXECUTION_ENV") == "AWS_Lambda_python3.8":
        del error["requestId"]  # as recorded: the last client for Python 3.8 is older
    return error


def _stack(tail):
    # the function's folder comes before the standard library, and may hold a module of the same name as one that
    # traceback needs; the library's must win here
    path = sys.path
    sys.path = state.standard_path + path
    try:
        import traceback
    finally:
        sys.path = path
    frames = [(frame.filename, frame.lineno, frame.name, frame.line) for frame in traceback.extract_tb(tail)]
    for index, frame in enumerate(frames):
        if not frame[0].startswith(_RUNTIME):
            frames = frames[index:]
            break
    return frames, traceback.format_list(frames)


def cause(error, failure, frames):
    """The exception as X-Ray wants it."""
    if isinstance(failure, Fault):
        kind = "LambdaValidationError"
    else:
        kind = error["errorType"]
    stack = [{"label": label, "path": path, "line": line} for path, line, label, _ in frames]
    value = codec.encode(
        {
            "working_directory": os.getcwd(),
            "exceptions": [{"message": error["errorMessage"], "type": kind, "stack": stack}],
            "paths": list({frame[0] for frame in frames}),
        }
    )
    return value if len(value.encode()) < 1024 * 1024 else ""


def write(error):
    """Logs the error as Lambda does: one event of several lines."""
    if log.is_json():
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        entry = {"timestamp": stamp, "level": "ERROR"}
        entry.update(error)
        sink.write_lines([codec.encode(entry)], _ERROR, True)
        return
    line = "[ERROR]"
    if error["errorType"]:
        line += " " + error["errorType"]
    if error["errorMessage"]:
        line += (": " if error["errorType"] else " ") + error["errorMessage"]
    lines = [line, "Traceback (most recent call last):"]
    for entry in error["stackTrace"]:
        for part in entry.splitlines() or [""]:
            text = part.lstrip(" ")
            lines.append(_INDENT * (len(part) - len(text)) + text)
    sink.write_lines(lines, _ERROR)
