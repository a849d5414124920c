'use strict';
// What the console does in a function: each call is one line of Lambda's, as text or JSON.

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const METHODS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error', FATAL: 'fatal' };

const json = (process.env.AWS_LAMBDA_LOG_FORMAT || '').toUpperCase() === 'JSON';
const current = { requestId: undefined, tenantId: undefined };

let util;
function format(...values) {
  util ??= require('util');
  return util.format(...values);
}

function patch(requestIdBefore) {
  current.requestId = requestIdBefore;
  const least = LEVELS.indexOf((process.env.AWS_LAMBDA_LOG_LEVEL || '').toUpperCase());
  LEVELS.forEach((level, index) => {
    // the most severe level is never silenced
    const heard = index >= least || level === 'FATAL';
    console[METHODS[level]] = heard ? (message, ...rest) => write(level, message, rest) : () => {};
  });
  console.log = console.info;
}

function write(level, message, rest) {
  const time = new Date().toISOString();
  const line = json
    ? jsonLine(time, level, message, rest)
    : `${time}\t${current.requestId}\t${level}\t${format(message, ...rest)}`;
  process.stdout.write(line.replace(/\n/g, '\r') + '\n');
}

function jsonLine(timestamp, level, message, rest) {
  const entry = { timestamp, level, requestId: current.requestId };
  if (current.tenantId !== undefined && current.tenantId !== null) entry.tenantId = current.tenantId;
  if (rest.length === 0) {
    entry.message = message;
    try {
      return JSON.stringify(entry, errorsToo);
    } catch {
      entry.message = format(message);
      return JSON.stringify(entry);
    }
  }
  entry.message = format(message, ...rest);
  const error = [message, ...rest].find((value) => value instanceof Error);
  if (error) {
    entry.errorType = error.constructor?.name ?? 'UnknownError';
    entry.errorMessage = error.message;
    entry.stackTrace = typeof error.stack === 'string' ? error.stack.split('\n') : [];
  }
  return JSON.stringify(entry);
}

function errorsToo(_key, value) {
  if (!(value instanceof Error)) return value;
  return Object.assign(
    {
      errorType: value.constructor?.name ?? 'UnknownError',
      errorMessage: value.message,
      stackTrace: typeof value.stack === 'string' ? value.stack.split('\n') : value.stack,
    },
    value,
  );
}

/** Logs an error that ended an invocation or the process. */
function logError(message, value) {
  const { intoError, toLog } = require('./errors.cjs');
  const error = intoError(value);
  if (json) console.error(error);
  else console.error(message, toLog(error));
}

module.exports = { current, patch, logError };
