'use strict';
// The Runtime API over one kept connection: HTTP/1.1 as far as that API needs it. Node's own http module would hold
// the event loop open between calls, and an invocation may end by the loop running empty: this connection counts only
// while a response is awaited.

const net = require('net');

const API = '/2018-06-01/runtime/';
const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');
const EMPTY = Buffer.alloc(0);
const SMALL = 32 * 1024;

/** Takes a response out of the bytes as they arrive. */
class Response {
  constructor() {
    this.pieces = [];
    this.size = 0;
    this.status = 0;
    this.headers = null;
    this.expected = 0; // bytes needed before it is worth looking again
    this.rest = EMPTY; // what came behind it
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
    if (data.length < length) return this.keep(data, length);
    this.rest = data.subarray(length);
    return data.subarray(0, length);
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
    this.ask = `GET ${API}invocation/next HTTP/1.1\r\n${this.common}\r\n`;
    this.socket = null;
    this.waiting = null;
    this.asked = null; // the next invocation, if it was asked for together with an answer
  }

  /** Waits, for ever if need be, for an invocation: its event as text, and its headers by lower-case name. */
  nextInvocation() {
    return new Promise((resolve, reject) => {
      const take = (error, body, response) => {
        if (error) reject(error);
        else if (response.status !== 200) reject(new Error(`Failed to get next invocation, error ${response.status}`));
        else resolve([body.toString('utf8'), response.headers]);
      };
      const asked = this.asked;
      this.asked = null;
      if (asked === null) this.exchange(this.ask, EMPTY, take);
      else if (asked.response) take(null, asked.body, asked.response);
      else asked.take = take;
    });
  }

  /** Answers an invocation. A small answer and the request for the next invocation are one write. */
  respond(id, json, callback) {
    const path = `invocation/${encodeURIComponent(id)}/response`;
    if (json.length > SMALL) return this.post(path, json, '', callback);
    const asked = { take: null, body: null, response: null };
    this.asked = asked;
    this.post(path, json, '', callback, (error, body, response) => {
      if (!error && asked.take) asked.take(null, body, response);
      else if (!error) Object.assign(asked, { body, response });
      else if (asked.take) this.exchange(this.ask, EMPTY, asked.take);
      else if (this.asked === asked) this.asked = null;
    });
  }

  fail(id, json, cause, callback) {
    const header = cause && cause.length < 1024 * 1024 ? `Lambda-Runtime-Function-XRay-Error-Cause: ${cause}\r\n` : '';
    this.post(`invocation/${encodeURIComponent(id)}/error`, json, header, callback);
  }

  failInit(json, type, callback) {
    this.post('init/error', json, `Lambda-Runtime-Function-Error-Type: ${type}\r\n`, callback);
  }

  // a refused response has been dealt with by the Runtime API: what follows is the next invocation in any case
  post(path, json, headers, callback, asked = null) {
    const body = Buffer.from(json, 'utf8');
    const head = `POST ${API}${path} HTTP/1.1\r\n${this.common}Content-Type: application/json\r\n`
      + `Content-Length: ${body.length}\r\n${headers}\r\n`;
    this.exchange(head, body, (error) => {
      if (error) throw error;
      callback();
    }, asked);
  }

  exchange(head, body, callback, asked = null) {
    const kept = this.socket !== null;
    this.once(head, body, (error, content, response) => {
      // the other side let the idle connection go: the request was not seen
      if (error && kept && error.unanswered) this.once(head, body, callback, null);
      else callback(error, content, response);
    }, asked);
  }

  /** Sends a request, and behind it the one for the next invocation if its response is asked for too. */
  once(head, body, callback, asked) {
    // what is waited for keeps its connection: there the request would wait for it too
    if (this.socket === null || this.waiting !== null) this.connect();
    this.waiting = { response: new Response(), callback, asked };
    const socket = this.socket;
    socket.ref();
    if (body.length === 0) socket.write(head);
    else socket.write(Buffer.concat([Buffer.from(head, 'utf8'), body, Buffer.from(asked ? this.ask : '', 'utf8')]));
  }

  connect() {
    const socket = net.connect({ host: this.host, port: this.port, noDelay: true });
    this.socket = socket;
    let failure = null;
    socket.on('data', (piece) => {
      if (this.socket === socket) this.received(piece);
    });
    socket.on('error', (error) => (failure = error));
    socket.on('close', () => {
      if (this.socket !== socket) return;
      this.socket = null;
      const waiting = this.waiting;
      this.waiting = null;
      if (waiting) {
        const error = failure || new Error('the Runtime API closed the connection');
        error.unanswered = waiting.response.size === 0;
        if (waiting.asked) waiting.asked(error);
        waiting.callback(error);
      }
    });
  }

  received(piece) {
    let rest = piece;
    while (rest.length > 0 && this.waiting !== null) {
      const { response, callback, asked } = this.waiting;
      const content = response.add(rest);
      if (content === undefined) return;
      rest = response.rest;
      this.waiting = null;
      if ((response.headers.connection || '').toLowerCase() === 'close') {
        this.socket.destroy();
        this.socket = null;
        rest = EMPTY;
        if (asked) asked(new Error('the Runtime API closes the connection'));
      } else if (asked) {
        this.waiting = { response: new Response(), callback: asked, asked: null };
      } else {
        this.socket.unref();
      }
      callback(null, content, response);
    }
  }
}

module.exports = { Client };
