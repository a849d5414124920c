'use strict';
// Handlers whose every result, error, log line and context is compared between Hearth's bootstrap and AWS's client.

exports.echo = async (event) => event;
exports.plainReturn = () => 'ignored unless callbacks are gone';
exports.nothing = async () => {};
exports.rich = async () => ({ text: 'grüße 😀 \u2028 \0', none: undefined, date: new Date(0), nan: NaN, nested: [[], {}] });
exports.context = async (event, context) => {
  console.log(context);
  const remaining = context.getRemainingTimeInMillis();
  return { ...context, remaining: remaining > 0 && remaining <= 60000, trace: process.env._X_AMZN_TRACE_ID };
};
exports.callback = (event, context, callback) => callback(null, { a: 1 });
exports.lateCallback = (event, context, callback) => {
  setTimeout(() => console.log('ran on'), 30);
  callback(null, 'after the loop is empty');
};
exports.noWait = (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  setTimeout(() => {}, 3600000);
  callback(null, 'at once');
};
exports.callbackError = (event, context, callback) => callback(new RangeError('refused'));
exports.callbackText = (event, context, callback) => callback('just text');
exports.callbackTwice = (event, context, callback) => {
  callback(null, 1);
  callback(null, 2);
};
exports.never = (event, context, callback) => {};
exports.done = (event, context) => context.done(null, 'done');
exports.succeed = (event, context) => context.succeed('succeeded');
exports.fail = (event, context) => context.fail('failed');
exports.failWithNothing = (event, context) => context.fail();
exports.throws = () => {
  throw new TypeError('thrown: ü\nsecond line');
};
exports.rejects = async () => {
  const error = new Error('rejected');
  error.code = 'E1';
  error.name = 'Refused';
  throw error;
};
exports.rejectsText = async () => {
  throw 'text';
};
exports.rejectsObject = async () => {
  throw { a: 1 };
};
exports.circular = async () => {
  const value = {};
  value.value = value;
  return value;
};
exports.big = async () => 10n;
exports.leave = async () => process.exit(3);
exports.uncaught = (event, context, callback) => {
  setTimeout(() => {
    throw new Error('uncaught');
  }, 5);
};
exports.unhandled = async () => {
  Promise.reject(new Error('unhandled'));
  await new Promise((resolve) => setTimeout(resolve, 1000));
};
exports.logs = async () => {
  console.log('log %s', 'ü', { a: [1, { b: {} }] });
  console.info('one\ntwo');
  console.debug('debug');
  console.warn('warn', 1, undefined);
  console.error('error', null);
  console.trace('trace');
  console.log({ a: 1 });
  console.log();
  process.stdout.write('raw\n');
};
exports.logsError = async () => {
  const error = new Error('logged');
  error.stack = 'Error: logged\n    at somewhere';
  console.error(error);
  console.error('with', error);
};
exports.nested = { deep: async () => 'nested' };
exports.notFunction = 5;
