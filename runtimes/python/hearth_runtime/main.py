"""Loads the handler, then serves one invocation after the other."""

import importlib
import os
import sys
import time

from . import codec, sink, state
from .client import Client
from .context import LambdaContext


_PIECE = 65536


class _Unbuffered(object):
    """A standard stream that holds nothing back, so that no line is lost when a sandbox is frozen or killed."""

    def __init__(self, stream):
        self.stream = stream

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        pass

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def write(self, text):
        self.stream.write(text)
        self.stream.flush()

    def writelines(self, lines):
        self.stream.writelines(lines)
        self.stream.flush()


class _LoggingFinder:
    """Waits on the import path for logging, sets it up as it is first imported, and is gone."""

    def find_spec(self, name, path=None, target=None):
        if name != "logging":
            return None
        sys.meta_path.remove(self)
        spec = importlib._bootstrap._find_spec(name, path)
        if spec is not None:
            spec.loader = _LoggingLoader(spec.loader)
        return spec


class _LoggingLoader:
    def __init__(self, loader):
        self.loader = loader

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        module.__loader__ = module.__spec__.loader = self.loader
        self.loader.exec_module(module)
        if getattr(module, "Handler", None):
            from . import log

            log.install(module)


def run():
    if os.environ.pop("_HEARTH_STEM", None):
        _await_function()
    _forget_locale()
    _set_path()
    sys.stdout = _Unbuffered(sys.stdout)
    sys.stderr = _Unbuffered(sys.stderr)
    if "logging" in sys.modules:  # a .pth file or sitecustomize has it already
        from . import log

        log.install(sys.modules["logging"])
    else:
        sys.meta_path.insert(0, _LoggingFinder())
    client = Client(os.environ["AWS_LAMBDA_RUNTIME_API"], "aws-lambda-python/%d.%d.%d" % sys.version_info[:3])
    try:
        handler = _load(os.environ.get("_HANDLER", ""))
    except Exception as failure:
        _fail_init(client, failure)
        sys.exit(1)
    headers, body = client.next()
    while True:
        answer = _serve(client, handler, headers, body)
        headers, body = client.respond_and_next(*answer) if answer else client.next()


def _await_function():
    """Waits for the function's variables and working folder, and goes on as if the process had begun with them.

    They come on standard input, each ended by a zero byte, the folder first.
    """
    told = b""
    piece = os.read(0, _PIECE)
    while piece:
        told += piece
        piece = os.read(0, _PIECE)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    folder, *variables = told.split(b"\0")[:-1]
    # the interpreter's own: it takes another locale where the one of the environment is not installed
    locale = os.environb.get(b"LC_CTYPE")
    os.environb.clear()
    for variable in variables:
        name, _, value = variable.partition(b"=")
        os.environb[name] = value
    if locale is not None:
        os.environb[b"LC_CTYPE"] = locale
    os.environ.pop("_LAMBDA_TELEMETRY_LOG_FD", None)  # sink has it
    os.chdir(folder)
    time.tzset()


def _forget_locale():
    """Removes the variable that the interpreter sets itself where the locale of LANG is not installed.

    Lambda's images up to that of Python 3.11 have that locale, and so functions there do not find the variable.
    """
    if os.environ.get("LC_CTYPE") != "C.UTF-8" or not _is_of(8, 9, 10, 11):
        return
    try:
        with open("/proc/self/environ", "rb") as environment:
            is_given = b"LC_CTYPE=" in environment.read()
    except OSError:
        is_given = True  # no Linux: it stays
    if not is_given:
        del os.environ["LC_CTYPE"]


def _is_of(*minors):
    """Whether the function's runtime is one of these releases of Python 3, whichever interpreter answers it."""
    return os.environ.get("AWS_EXECUTION_ENV") in ["AWS_Lambda_python3.%d" % minor for minor in minors]


def _set_path():
    """Puts the function, its layers and the AWS SDK before everything else.

    The program's arguments are the folders of the layers and of the SDK where these are not a container's.
    """
    runtime = os.path.dirname(os.path.dirname(__file__))
    state.standard_path = [entry for entry in sys.path if entry != runtime]
    task = os.environ.get("LAMBDA_TASK_ROOT", "/var/task")
    layers = sys.argv.pop(1) if len(sys.argv) > 1 else "/opt"
    sdk = sys.argv.pop(1) if len(sys.argv) > 1 else "/var/sdk"
    sys.path[:] = [task] + _packages(layers) + [layers + "/python", sdk, runtime] + state.standard_path
    if os.access(task, os.W_OK):
        sys.dont_write_bytecode = True  # a package is shared and named by its content: it must not change


def _packages(layers):
    """Where layers have packages: for the release in the runtime's name, and for this one if it is another."""
    own = "python%d.%d" % sys.version_info[:2]
    named = os.environ.get("AWS_EXECUTION_ENV", "").replace("AWS_Lambda_", "", 1) or own
    releases = [own] if named == own else [named, own]
    return ["%s/python/lib/%s/site-packages" % (layers, release) for release in releases]


def _load(handler):
    try:
        module_name, function_name = handler.rsplit(".", 1)
    except ValueError as failure:
        raise _fault("MalformedHandlerName", "Bad handler '%s': %s" % (handler, failure))
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise _fault("BuiltInModuleConflict", "Cannot use built-in module %s as a handler module" % module_name)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as failure:
        raise _fault("ImportModuleError", "Unable to import module '%s': %s" % (module_name, failure))
    except SyntaxError as failure:
        trace = ['  File "%s" Line %s\n    %s' % (failure.filename, failure.lineno, failure.text)]
        raise _fault("UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, failure), trace)
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise _fault("HandlerNotFound", "Handler '%s' missing on module '%s'" % (function_name, module_name))


def _fault(name, message, trace=None):
    from . import fault

    return fault.Fault("Runtime." + name, message, trace)


def _fail_init(client, failure):
    from . import fault

    error, _ = fault.of_exception(failure)
    import logging

    logging.warning(fault.WARNING)
    fault.write(error)
    client.fail_init(codec.encode(error).encode("utf-8"), error["errorType"])


def _serve(client, handler, headers, body):
    """Runs an invocation: what is to be answered, or nothing if its failure has been told."""
    state.request_id = request_id = headers.get("lambda-runtime-aws-request-id", "")
    state.tenant_id = headers.get("lambda-runtime-aws-tenant-id") or None
    trace = headers.get("lambda-runtime-trace-id")
    if trace:
        os.environ["_X_AMZN_TRACE_ID"] = trace
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    try:
        context = LambdaContext(
            headers,
            _header(headers, "lambda-runtime-client-context", "Client Context"),
            _header(headers, "lambda-runtime-cognito-identity", "Cognito Identity"),
        )
        event = _event(body) if headers.get("content-type") == "application/json" else body
        result, content_type = _result(handler(event, context))
    except Exception as failure:
        from . import fault

        error, frames = fault.of_exception(failure)
        fault.write(error)
        cause = fault.cause(error, failure, frames)
        client.fail(request_id, codec.encode(error).encode("utf-8"), cause)
        return None
    return request_id, result if isinstance(result, bytes) else result.encode("utf-8"), content_type


def _header(headers, name, title):
    value = headers.get(name)
    if not value:
        return None
    try:
        import json

        return json.loads(value)
    except Exception as failure:
        raise _fault("LambdaContextUnmarshalError", "Unable to parse %s JSON: %s" % (title, failure))


def _event(body):
    try:
        return codec.decode(body)
    except Exception as failure:
        raise _fault("UnmarshalError", "Unable to unmarshal input: %s" % failure)


def _result(value):
    if isinstance(value, bytes):
        return value, "application/unknown"
    try:
        return codec.encode(value), "application/json"
    except Exception as failure:
        raise _fault("MarshalError", "Unable to marshal response: %s" % failure)
