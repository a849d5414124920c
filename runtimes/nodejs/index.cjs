'use strict';
// The program of the Node.js runtime. CommonJS, since that loader starts sooner; functions may be either kind.
// nodejs24.x and later: no callbacks, and an invocation ends with its promise (lib/promise.cjs). Earlier ones know
// callbacks and wait for an empty event loop (lib/callback.cjs).

const version = /^AWS_Lambda_nodejs(\d+)\.x$/.exec(process.env.AWS_EXECUTION_ENV || '');
const major = version ? Number(version[1]) : Number(process.versions.node.split('.')[0]);

process.mainModule = undefined; // the function's code is no child of a main script

require(major >= 24 ? './lib/promise.cjs' : './lib/callback.cjs').run();
