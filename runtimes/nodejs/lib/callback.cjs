'use strict';
// How invocations run up to nodejs22.x: a handler calls back, returns a promise, or just ends; unless told otherwise,
// a callback's answer waits until the event loop is empty.

const log = require('./console.cjs');
const handlers = require('./handler.cjs');
const contexts = require('./context.cjs');
const { Client } = require('./client.cjs');

const nothing = () => {};

function run() {
  log.patch(undefined);
  const runtime = new Runtime(new Client(process.env.AWS_LAMBDA_RUNTIME_API));
  process.on('uncaughtException', (error) => {
    log.logError('Uncaught Exception', error);
    runtime.die(error, 129);
  });
  process.on('unhandledRejection', (reason, promise) => {
    const { UnhandledPromiseRejection } = require('./errors.cjs');
    const error = new UnhandledPromiseRejection(reason, promise);
    log.logError('Unhandled Promise Rejection', error);
    runtime.die(error, 128);
  });
  process.on('beforeExit', () => runtime.whenEmpty());
  handlers.provideGlobal();
  handlers
    .find(process.env.LAMBDA_TASK_ROOT || '/var/task', process.env._HANDLER || '')
    .then((handler) => runtime.start(handler))
    .catch((error) => {
      log.logError('Uncaught Exception', error);
      runtime.die(error, 129);
    });
}

function json(value) {
  try {
    return JSON.stringify(value === undefined ? null : value);
  } catch {
    throw new Error('Unable to stringify response body');
  }
}

class Runtime {
  constructor(client) {
    this.client = client;
    this.invocationId = null;
    this.whenEmpty = nothing;
    this.dying = false;
  }

  start(handler) {
    this.handler = handler;
    this.streaming = handlers.isStreaming(handler);
    this.scheduleIteration();
  }

  scheduleIteration() {
    setImmediate(() => this.handleOnce().catch((error) => {
      console.log(`Unexpected Top Level Error: ${error.toString()}`);
      this.die(error, 129);
    }));
  }

  async handleOnce() {
    const [body, headers] = await this.client.nextInvocation();
    log.current.requestId = headers['lambda-runtime-aws-request-id'];
    log.current.tenantId = headers['lambda-runtime-aws-tenant-id'] || undefined;
    this.invocationId = log.current.requestId;
    await (this.streaming ? this.handleOnceStreaming(body, headers) : this.handleOnceNonStreaming(body, headers));
  }

  async handleOnceNonStreaming(body, headers) {
    const [callback, context, complete] = this.callbacks(this.invocationId);
    this.whenEmpty = () => {
      this.whenEmpty = nothing;
      complete(null);
    };
    try {
      const event = JSON.parse(body);
      contexts.forwardTrace(headers);
      const values = Object.assign(context, contexts.fromEnvironment(), contexts.fromHeaders(headers));
      await undefined; // so that the stack that the handler sees begins here
      const result = this.handler(event, values, callback);
      if (result && result.then && typeof result.then === 'function') {
        result.then(context.succeed, context.fail).catch(context.fail);
      }
    } catch (error) {
      callback(error);
    }
  }

  /** The callback of a handler and the beginning of its context; each answers once. */
  callbacks(id) {
    const next = () => this.scheduleIteration();
    let completed = false;
    let wait = true;
    let finished = false;
    const complete = (result) => {
      if (completed) {
        console.error(
          'Invocation has already been reported as done. Cannot call complete more than once per invocation.',
        );
        return;
      }
      completed = true;
      this.client.respond(id, json(result), next);
    };
    const fail = (error) => {
      log.logError('Invoke Error', error);
      const { toResponse, toCause } = require('./errors.cjs');
      this.client.fail(id, json(toResponse(error)), toCause(error), next);
    };
    const finish = (error, result) => {
      this.whenEmpty = nothing;
      if (error !== undefined && error !== null) fail(error);
      else complete(result);
    };
    const callback = (error, result) => {
      if ((error !== undefined && error !== null) || !wait) return finish(error, result);
      this.whenEmpty = () => {
        this.whenEmpty = nothing;
        setImmediate(() => complete(result));
      };
    };
    // an answer that throws, as an unserialisable one does, leaves the invocation open for the failure to be told
    const first = (act) => (...values) => {
      if (finished) return;
      act(...values);
      finished = true;
    };
    const context = {
      get callbackWaitsForEmptyEventLoop() {
        return wait;
      },
      set callbackWaitsForEmptyEventLoop(value) {
        wait = value;
      },
      succeed: first((result) => finish(null, result)),
      fail: first((error) => finish(error ?? 'handled', null)),
      done: first(finish),
    };
    return [first(callback), context, complete];
  }

  async handleOnceStreaming(body, headers) {
    const streams = require('./stream.cjs');
    let wait = true;
    const next = () => {
      if (!wait) this.scheduleIteration();
      else this.whenEmpty = () => {
        this.whenEmpty = nothing;
        setImmediate(() => this.scheduleIteration());
      };
    };
    this.whenEmpty = () => {
      this.whenEmpty = nothing;
      this.scheduleIteration();
    };
    const mark = handlers.highWaterMark(this.handler);
    const { stream, done, fail } = streams.open(this.client, this.invocationId, mark, true);
    const failed = (error) => {
      this.whenEmpty = nothing;
      log.logError('Invoke Error', error);
      fail(error, next);
    };
    const context = {
      get callbackWaitsForEmptyEventLoop() {
        return wait;
      },
      set callbackWaitsForEmptyEventLoop(value) {
        wait = value;
      },
    };
    try {
      contexts.forwardTrace(headers);
      Object.assign(context, contexts.fromEnvironment(), contexts.fromHeaders(headers));
      const promise = this.handler(JSON.parse(body), stream, context);
      if (!(promise && promise.then && typeof promise.then === 'function')) {
        return failed('Streaming does not support non-async handlers.');
      }
      const result = await promise;
      if (result !== undefined) console.warn('Streaming handlers ignore return values.');
      await done;
      if (!stream.writableFinished) return failed('Response stream is not finished.');
      this.whenEmpty = nothing;
      next();
    } catch (error) {
      failed(error);
    }
  }

  /** Tells why the process ends, then ends it. */
  die(error, status) {
    const { toResponse, toCause } = require('./errors.cjs');
    const response = toResponse(error);
    const exit = () => process.exit(status);
    if (this.dying) exit(); // the Runtime API is gone: there is nobody to tell
    this.dying = true;
    if (this.invocationId === null) this.client.failInit(json(response), response.errorType, exit);
    else this.client.fail(this.invocationId, json(response), toCause(error), exit);
  }
}

module.exports = { run };
