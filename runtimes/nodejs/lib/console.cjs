'use strict';
// What the console does in a function: each call is one event of Lambda's, as text or JSON; in a frame, if the platform
// names a descriptor for these, else a line. A frame's header, big endian: four bytes of type (level and form), four of
// length, eight of time in microseconds.

const fs = require('fs');

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const METHODS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error', FATAL: 'fatal' };

const FRAMES = 0xa55a0000;
const TEXT_FORM = 3;
const JSON_FORM = 2;
const HEADER_BYTES = 16;

const descriptor = Number.parseInt(process.env._LAMBDA_TELEMETRY_LOG_FD, 10);
delete process.env._LAMBDA_TELEMETRY_LOG_FD; // not for the function
const framed = descriptor >= 0;
let json = false;
const current = { requestId: undefined, tenantId: undefined };

let util;
function format(...values) {
  util ??= require('util');
  return util.format(...values);
}

function patch(requestIdBefore) {
  current.requestId = requestIdBefore;
  json = (process.env.AWS_LAMBDA_LOG_FORMAT || '').toUpperCase() === 'JSON';
  const least = LEVELS.indexOf((process.env.AWS_LAMBDA_LOG_LEVEL || '').toUpperCase());
  LEVELS.forEach((level, index) => {
    // the most severe level is never silenced
    const heard = index >= least || level === 'FATAL';
    console[METHODS[level]] = heard ? (message, ...rest) => write(level, message, rest) : () => {};
  });
  console.log = console.info;
}

function write(level, message, rest) {
  const now = new Date();
  const time = now.toISOString();
  const line = json
    ? jsonLine(time, level, message, rest)
    : `${time}\t${current.requestId}\t${level}\t${format(message, ...rest)}`;
  if (framed) writeFrame(now, level, json ? line : line + '\n');
  else process.stdout.write(line.replace(/\n/g, '\r') + '\n');
}

function writeFrame(now, level, text) {
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(HEADER_BYTES + length);
  frame.writeUInt32BE((FRAMES | ((LEVELS.indexOf(level) + 1) << 2) | (json ? JSON_FORM : TEXT_FORM)) >>> 0, 0);
  frame.writeUInt32BE(length, 4);
  frame.writeBigInt64BE(BigInt(now.valueOf()) * 1000n, 8);
  frame.write(text, HEADER_BYTES);
  for (let written = 0; written < frame.length; ) {
    try {
      written += fs.writeSync(descriptor, frame, written);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      rest(); // the pipe is full, and standard output made it non-blocking
    }
  }
}

function rest() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
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
