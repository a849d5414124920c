'use strict';
// The Runtime API over one kept connection: HTTP/1.1 as far as that API needs it. Node's own http module would hold
// the event loop open between calls, and an invocation may end by the loop running empty: this connection counts only
// while a response is awaited.

const net = require('net');

const API = '/2018-06-01/runtime/';
const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');
const EMPTY = Buffer.alloc(0);

/** Takes a response out of the bytes as they arrive. */
class Response {
  constructor() {
    this.pieces = [];
    this.size = 0;
    this.status = 0;
    this.headers = null;
    this.expected = 0; // bytes needed before it is worth looking again
  }

  /** Adds some bytes; returns the body once all of it is here. */
  add(piece) {
    this.pieces.push(piece);
    this.size += piece.length;
    if (this.size < this.expected) return undefined;
    let data = this.pieces.length === 1 ? this.pieces[0] : Buffer.concat(this.pieces);
    if (this.headers === null) {
      const rest = this.head(data);
      if (rest === undefined) return this.keep(data, 0);
      data = rest;
    }
    if ((this.headers['transfer-encoding'] || '').toLowerCase() === 'chunked') {
      return unchunked(data) ?? this.keep(data, 0);
    }
    const length = Number(this.headers['content-length'] || 0);
    return data.length >= length ? data.subarray(0, length) : this.keep(data, length);
  }

  keep(data, expected) {
    this.pieces = [data];
    this.size = data.length;
    this.expected = expected;
    return undefined;
  }

  /** Reads the head, skipping interim ones; returns what follows it. */
  head(data) {
    for (;;) {
      const end = data.indexOf(HEAD_END);
      if (end < 0) return undefined;
      const lines = data.toString('utf8', 0, end).split('\r\n');
      data = data.subarray(end + 4);
      this.status = Number(lines[0].split(' ', 2)[1]);
      if (this.status === 100) continue;
      this.headers = {};
      for (let i = 1; i < lines.length; i++) {
        const colon = lines[i].indexOf(':');
        this.headers[lines[i].substring(0, colon).toLowerCase()] = lines[i].substring(colon + 1).trim();
      }
      return data;
    }
  }
}

function unchunked(data) {
  const parts = [];
  let position = 0;
  for (;;) {
    const lineEnd = data.indexOf(LINE_END, position);
    if (lineEnd < 0) return undefined;
    const size = parseInt(data.toString('latin1', position, lineEnd), 16);
    if (size === 0) {
      return data.indexOf(HEAD_END, lineEnd) === lineEnd || data.indexOf(HEAD_END, lineEnd + 2) >= 0
        ? Buffer.concat(parts)
        : undefined;
    }
    const begin = lineEnd + 2;
    if (data.length < begin + size + 2) return undefined;
    parts.push(data.subarray(begin, begin + size));
    position = begin + size + 2;
  }
}

class Client {
  constructor(address) {
    const colon = address.lastIndexOf(':');
    this.host = address.substring(0, colon).replace(/[[\]]/g, '');
    this.port = Number(address.substring(colon + 1));
    this.common = `Host: ${address}\r\nUser-Agent: aws-lambda-nodejs/${process.versions.node}\r\n`;
    this.socket = null;
    this.waiting = null;
  }

  /** Waits, for ever if need be, for an invocation: its event as text, and its headers by lower-case name. */
  nextInvocation() {
    const head = `GET ${API}invocation/next HTTP/1.1\r\n${this.common}\r\n`;
    return new Promise((resolve, reject) => this.exchange(head, EMPTY, (error, body, response) => {
      if (error) reject(error);
      else if (response.status !== 200) reject(new Error(`Failed to get next invocation, error ${response.status}`));
      else resolve([body.toString('utf8'), response.headers]);
    }));
  }

  respond(id, json, callback) {
    this.post(`invocation/${encodeURIComponent(id)}/response`, json, '', callback);
  }

  fail(id, json, cause, callback) {
    const header = cause && cause.length < 1024 * 1024 ? `Lambda-Runtime-Function-XRay-Error-Cause: ${cause}\r\n` : '';
    this.post(`invocation/${encodeURIComponent(id)}/error`, json, header, callback);
  }

  failInit(json, type, callback) {
    this.post('init/error', json, `Lambda-Runtime-Function-Error-Type: ${type}\r\n`, callback);
  }

  // a refused response has been dealt with by the Runtime API: what follows is the next invocation in any case
  post(path, json, headers, callback) {
    const body = Buffer.from(json, 'utf8');
    const head = `POST ${API}${path} HTTP/1.1\r\n${this.common}Content-Type: application/json\r\n`
      + `Content-Length: ${body.length}\r\n${headers}\r\n`;
    this.exchange(head, body, (error) => {
      if (error) throw error;
      callback();
    });
  }

  exchange(head, body, callback) {
    const kept = this.socket !== null;
    this.once(head, body, (error, content, response) => {
      // the other side let the idle connection go: the request was not seen
      if (error && kept && error.unanswered) this.once(head, body, callback);
      else callback(error, content, response);
    });
  }

  once(head, body, callback) {
    if (this.socket === null) this.connect();
    this.waiting = { response: new Response(), callback };
    const socket = this.socket;
    socket.ref();
    if (body.length === 0) socket.write(head);
    else socket.write(Buffer.concat([Buffer.from(head, 'utf8'), body]));
  }

  connect() {
    const socket = net.connect({ host: this.host, port: this.port, noDelay: true });
    this.socket = socket;
    let failure = null;
    socket.on('data', (piece) => this.received(piece));
    socket.on('error', (error) => (failure = error));
    socket.on('close', () => {
      if (this.socket === socket) this.socket = null;
      const waiting = this.waiting;
      this.waiting = null;
      if (waiting) {
        const error = failure || new Error('the Runtime API closed the connection');
        error.unanswered = waiting.response.size === 0;
        waiting.callback(error);
      }
    });
  }

  received(piece) {
    const waiting = this.waiting;
    if (waiting === null) return;
    const content = waiting.response.add(piece);
    if (content === undefined) return;
    this.waiting = null;
    if ((waiting.response.headers.connection || '').toLowerCase() === 'close') {
      this.socket.destroy();
      this.socket = null;
    } else {
      this.socket.unref();
    }
    waiting.callback(null, content, waiting.response);
  }
}

module.exports = { Client };
