'use strict';
// How invocations run from nodejs24.x on: a handler returns a promise or a value, and the answer goes out with it.

const log = require('./console.cjs');
const handlers = require('./handler.cjs');
const contexts = require('./context.cjs');
const { Client } = require('./client.cjs');

const NO_CALLBACKS =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to'
  + ' modify this function to use a supported handler signature to use Node.js 24 or later. For more information see'
  + ' https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';

const REQUEST_ID = Symbol.for('_AWS_LAMBDA_REQUEST_ID');
const TRACE_ID = Symbol.for('_AWS_LAMBDA_X_RAY_TRACE_ID');
const TENANT_ID = Symbol.for('_AWS_LAMBDA_TENANT_ID');

/** Values that live as long as one invocation, which libraries find under globalThis.awslambda. */
class InvokeStore {
  static PROTECTED_KEYS = { REQUEST_ID, X_RAY_TRACE_ID: TRACE_ID, TENANT_ID };

  getContext() {
    return this.context;
  }

  hasContext() {
    return this.context !== undefined;
  }

  get(key) {
    return this.context?.[key];
  }

  set(key, value) {
    if (this.isProtectedKey(key)) throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
    this.context = this.context || {};
    this.context[key] = value;
  }

  isProtectedKey(key) {
    return key === REQUEST_ID || key === TRACE_ID || key === TENANT_ID;
  }

  getRequestId() {
    return this.get(REQUEST_ID) ?? '-';
  }

  getXRayTraceId() {
    return this.get(TRACE_ID);
  }

  getTenantId() {
    return this.get(TENANT_ID);
  }

  run(context, act) {
    this.context = context;
    return act();
  }
}

const store = new InvokeStore();

async function run() {
  globalThis.awslambda = globalThis.awslambda || {};
  globalThis.awslambda.InvokeStore = store;
  handlers.provideGlobal();
  log.patch('-');
  const client = new Client(process.env.AWS_LAMBDA_RUNTIME_API);
  let handler;
  try {
    handler = await handlers.find(process.env.LAMBDA_TASK_ROOT || '/var/task', process.env._HANDLER || '', true);
    if (handler.length >= 3 && !handlers.isStreaming(handler)) {
      throw new (require('./errors.cjs').CallbackHandlerDeprecatedError)(NO_CALLBACKS);
    }
  } catch (error) {
    named(error);
    log.logError('Init Error', error);
    const response = require('./errors.cjs').toResponse(error);
    await new Promise((resolve) => client.failInit(JSON.stringify(response), response.errorType, resolve));
    throw error;
  }
  for (;;) await serve(client, handler);
}

async function serve(client, handler) {
  const [body, headers] = await client.nextInvocation();
  const { functionVersion, functionName, ...others } = contexts.fromEnvironment();
  const { getRemainingTimeInMillis, ...given } = contexts.fromHeaders(headers);
  const xRayTraceId = headers['lambda-runtime-trace-id'] ?? '';
  // libraries print the context: its parts come in AWS's order
  const context = { ...given, xRayTraceId, getRemainingTimeInMillis, functionName, functionVersion, ...others };
  contexts.forwardTrace(headers);
  log.current.requestId = context.awsRequestId;
  const event = JSON.parse(body);
  await store.run({ [REQUEST_ID]: context.awsRequestId, [TRACE_ID]: context.xRayTraceId }, () =>
    handlers.isStreaming(handler) ? stream(client, handler, event, context) : answer(client, handler, event, context));
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Errors of the runtime's own carry their name with them. */
function named(error) {
  if (error instanceof Error && error.name.startsWith('Runtime.')) error.name = String(error.name);
  return error;
}

// A handler's 'this', which has the names that AWS's has: they are in the handler's line of a stack.
const BufferedInvokeProcessor = class {
  constructor(handler) {
    this.handler = handler;
  }
};
const StreamingInvokeProcessor = class {
  constructor(handler) {
    this.handler = handler;
  }
};

async function answer(client, handler, event, context) {
  const id = context.awsRequestId;
  const called = new BufferedInvokeProcessor(handler);
  try {
    const result = await called.handler(event, context);
    await turn();
    const json = serialised(result);
    await new Promise((resolve) => client.respond(id, json, resolve));
  } catch (error) {
    await turn();
    log.logError('Invoke Error', error);
    const { toResponse, toCause } = require('./errors.cjs');
    await new Promise((resolve) => client.fail(id, serialised(toResponse(error)), toCause(error), resolve));
  }
}

function serialised(value) {
  try {
    return JSON.stringify(value === undefined ? null : value);
  } catch {
    throw named(new (require('./errors.cjs').JSONStringifyError)('Unable to stringify response body'));
  }
}

async function stream(client, handler, event, context) {
  const streams = require('./stream.cjs');
  const called = new StreamingInvokeProcessor(handler);
  const open = streams.open(client, context.awsRequestId, handlers.highWaterMark(handler), false);
  try {
    const promise = called.handler(event, open.stream, context);
    if (!(promise && typeof promise === 'object' && typeof promise.then === 'function')) {
      throw new Error('Streaming does not support non-async handlers.');
    }
    const result = await promise;
    if (result !== undefined) console.warn('Streaming handlers ignore return values.');
    await open.done;
    if (!open.stream.writableFinished) throw new Error('Response stream is not finished.');
  } catch (error) {
    await turn();
    log.logError('Invoke Error', named(error));
    await new Promise((resolve) => open.fail(error, resolve));
  }
}

module.exports = { run };
