'use strict';
// Stands in for the native half of AWS's client for Node.js where that can't be compiled: the same three functions, of
// which two block, as they do there.

const http = require('http');
const Module = require('module');
const { spawnSync } = require('child_process');

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const POST = `
  const chunks = [];
  process.stdin.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
    const [path, headers] = JSON.parse(process.argv[1]);
    const body = Buffer.concat(chunks);
    headers['Content-Length'] = body.length;
    require('http').request({ host: '${host}', port: ${port}, method: 'POST', path, headers }, (r) => r.resume()).end(body);
  });`;

function post(path, headers, body) {
  const environment = { PATH: process.env.PATH };
  spawnSync(process.execPath, ['-e', POST, JSON.stringify([path, headers])], { input: body, env: environment });
}

const double = {
  next() {
    return new Promise((resolve, reject) => {
      http.get({ host, port, path: '/2018-06-01/runtime/invocation/next' }, (response) => {
        let bodyJson = '';
        response.setEncoding('utf8').on('data', (piece) => (bodyJson += piece)).on('end', () => {
          const headers = {};
          for (const [name, value] of Object.entries(response.headers)) {
            if (name.startsWith('lambda-runtime-')) headers[name] = name.endsWith('-ms') ? Number(value) : value;
          }
          resolve({ bodyJson, headers });
        });
      }).on('error', reject);
    });
  },
  done(id, body) {
    post(`/2018-06-01/runtime/invocation/${id}/response`, { 'Content-Type': 'application/json' }, body);
  },
  error(id, body, cause) {
    const headers = { 'Content-Type': 'application/json' };
    if (cause) headers['Lambda-Runtime-Function-XRay-Error-Cause'] = Buffer.from(cause).toString('latin1');
    post(`/2018-06-01/runtime/invocation/${id}/error`, headers, body);
  },
};

Module._extensions['.node'] = (module) => {
  module.exports = double;
};
