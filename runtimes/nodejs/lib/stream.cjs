'use strict';
// A response that goes out while the handler still writes it: a chunked request, with an error in its trailers.

const http = require('http');
const { InvalidStreamingOperation, toResponse } = require('./errors.cjs');

const INTEGRATION = 'application/vnd.awslambda.http-integration-response';
const ERROR_TYPE = 'Lambda-Runtime-Function-Error-Type';
const ERROR_BODY = 'Lambda-Runtime-Function-Error-Body';
const METHODS = (
  'cork destroy end uncork write addListener emit eventNames getMaxListeners listenerCount listeners off on once'
  + ' prependListener prependOnceListener rawListeners removeAllListeners removeListener setMaxListeners setContentType'
).split(' ');
const CHANGEABLE = ['destroyed', 'writable', '_onBeforeFirstWrite'];
const READABLE = (
  'writableFinished writableObjectMode writableBuffer writableEnded writableNeedDrain writableHighWaterMark'
  + ' writableCorked writableLength'
).split(' ');

let agent;

/**
 * Opens the response to an invocation: the handler's stream, a promise that it was taken, a way to fail it.
 * endsWithOne: its end takes one argument, a chunk or a callback, as that of AWS's client does up to nodejs22.x.
 */
function open(client, id, highWaterMark, endsWithOne) {
  agent ??= new http.Agent({ keepAlive: true, maxSockets: 1 });
  let begun = false;
  const request = http.request({
    host: client.host,
    port: client.port,
    method: 'POST',
    path: `/2018-06-01/runtime/invocation/${encodeURIComponent(id)}/response`,
    agent,
    highWaterMark,
    headers: {
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      Trailer: [ERROR_TYPE, ERROR_BODY],
      'Content-Type': 'application/octet-stream',
      'Transfer-Encoding': 'chunked',
    },
  });
  const done = new Promise((resolve, reject) => {
    request.on('response', (response) => response.on('end', resolve).on('error', reject).resume());
    request.on('error', reject);
  });
  done.catch(() => {}); // whoever awaits it is told; one that nobody awaits must not end the process
  request.setContentType = (type) => {
    if (begun) throw new InvalidStreamingOperation('Cannot set content-type, too late.');
    request.setHeader('Content-Type', type);
  };
  const write = request.write.bind(request);
  request.write = (chunk, encoding, callback) => {
    const raw = typeof chunk === 'string' || chunk instanceof Uint8Array;
    if (!begun && typeof request._onBeforeFirstWrite === 'function') request._onBeforeFirstWrite((part) => write(part));
    begun = true;
    return write(raw ? chunk : JSON.stringify(chunk), encoding, callback);
  };
  const end = request.end.bind(request);
  // a last chunk goes past write and what that does: no prelude stands before it, as under AWS's client
  if (endsWithOne) request.end = (last) => void end(last);
  return {
    stream: visible(request),
    done,
    fail(error, callback) {
      const response = toResponse(error);
      request.addTrailers({
        [ERROR_TYPE]: response.errorType,
        [ERROR_BODY]: Buffer.from(JSON.stringify(response)).toString('base64'),
      });
      if (request.writableEnded) callback();
      else end(callback);
    },
  };
}

/** The part of the request that a handler may use. */
function visible(request) {
  const stream = {};
  for (const name of METHODS) stream[name] = request[name].bind(request);
  for (const name of [...CHANGEABLE, ...READABLE]) {
    Object.defineProperty(stream, name, {
      get: () => request[name],
      set: CHANGEABLE.includes(name) ? (value) => (request[name] = value) : undefined,
    });
  }
  return stream;
}

/** Puts status and headers of an HTTP response before the body. */
class HttpResponseStream {
  static from(stream, prelude) {
    stream.setContentType(INTEGRATION);
    const head = JSON.stringify(prelude);
    stream._onBeforeFirstWrite = (write) => {
      write(head);
      write(new Uint8Array(8));
    };
    return stream;
  }
}

module.exports = { open, HttpResponseStream };
