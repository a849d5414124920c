'use strict';
// Errors on their way out: Lambda's error JSON, the form in the log, and the cause for X-Ray.

function named(name) {
  return { [name]: class extends Error {} }[name];
}

const types = {};
for (const name of [
  'ImportModuleError',
  'HandlerNotFound',
  'MalformedHandlerName',
  'UserCodeSyntaxError',
  'MalformedStreamingHandler',
  'InvalidStreamingOperation',
  'PlatformError',
  'JSONStringifyError',
]) {
  types[name] = named(name);
  types[name].prototype.name = `Runtime.${name}`;
}

class UnhandledPromiseRejection extends Error {
  constructor(reason, promise) {
    super(reason);
    this.reason = reason;
    this.promise = promise;
  }
}
UnhandledPromiseRejection.prototype.name = 'Runtime.UnhandledPromiseRejection';

class CallbackHandlerDeprecatedError extends Error {}
CallbackHandlerDeprecatedError.prototype.name = 'Runtime.CallbackHandlerDeprecated';

const escaped = (text) => text?.replace(/\x7F/g, '%7F');

function looksLikeError(value) {
  return value && ['name', 'message', 'stack'].every((key) => value[key] && typeof value[key] === 'string');
}

/** The JSON that the caller gets. */
function toResponse(error) {
  try {
    if (require('util').types.isNativeError(error) || looksLikeError(error)) {
      return {
        errorType: escaped(error.name),
        errorMessage: escaped(error.message),
        trace: escaped(error.stack).split('\n'),
      };
    }
    return { errorType: typeof error, errorMessage: error.toString(), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message,'
        + ' name, and stack',
    };
  }
}

function intoError(value) {
  return value instanceof Error ? value : new Error(value);
}

/** What follows the message in the log: the error with all of its own properties. */
function toLog(error) {
  try {
    return '\t' + JSON.stringify(error, (_key, value) => withOwnProperties(value));
  } catch {
    return '\t' + JSON.stringify(toResponse(error));
  }
}

function withOwnProperties(value) {
  if (!(value instanceof Error)) return value;
  const all = Object.assign({ errorType: value.name, errorMessage: value.message, code: value.code }, value);
  if (typeof value.stack === 'string') all.stack = value.stack.split('\n');
  return all;
}

/** The exception as X-Ray wants it. */
function toCause(error) {
  try {
    const stack = (error.stack ? escaped(error.stack).split('\n').slice(1) : []).map(frame);
    return JSON.stringify({
      working_directory: process.cwd(),
      exceptions: [{ type: escaped(error.name), message: escaped(error.message), stack }],
      paths: Array.from(new Set(stack.map((entry) => entry.path))),
    });
  } catch {
    return '';
  }
}

function frame(line) {
  const words = line.trim().replace(/[()]/g, '');
  const text = words.substring(words.indexOf(' ') + 1);
  const space = text.lastIndexOf(' ');
  const [path, number] = text.substring(space + 1).split(':');
  return { path, line: parseInt(number), label: space > 0 ? text.substring(0, space) : 'anonymous' };
}

module.exports = { ...types, UnhandledPromiseRejection, CallbackHandlerDeprecatedError, toResponse, intoError, toLog, toCause };
