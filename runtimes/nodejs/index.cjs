'use strict';
// The program of the Node.js runtime. CommonJS, since that loader starts sooner; functions may be either kind.
// nodejs24.x and later: no callbacks, and an invocation ends with its promise (lib/promise.cjs). Earlier ones know
// callbacks and wait for an empty event loop (lib/callback.cjs).

const version = /^AWS_Lambda_nodejs(\d+)\.x$/.exec(process.env.AWS_EXECUTION_ENV || '');
const major = version ? Number(version[1]) : Number(process.versions.node.split('.')[0]);

process.mainModule = undefined; // the function's code is no child of a main script

const runtime = require(major >= 24 ? './lib/promise.cjs' : './lib/callback.cjs');
if (process.env._HEARTH_STEM) {
  // the loader of ES modules prepares itself at the first import, which then need not be the function's
  import('./lib/first.mjs').then(() => setImmediate(() => {
    awaitFunction(require('fs'));
    runtime.run();
  }));
} else {
  runtime.run();
}

/**
 * Waits for the function's working folder and variables, and goes on as if the process had begun with them. They come
 * on standard input, each ended by a zero byte, the folder first.
 */
function awaitFunction(fs) {
  const told = fs.readFileSync(0, 'utf8').split('\0');
  fs.closeSync(0);
  fs.openSync('/dev/null', 'r'); // the lowest number that is free
  for (const name of Object.keys(process.env)) delete process.env[name];
  for (const variable of told.slice(1, -1)) {
    const equals = variable.indexOf('=');
    process.env[variable.substring(0, equals)] = variable.substring(equals + 1);
  }
  delete process.env._LAMBDA_TELEMETRY_LOG_FD; // the console has it
  process.chdir(told[0]);
}
