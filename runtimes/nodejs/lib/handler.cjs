'use strict';
// Finds the function's handler: module and export, CommonJS or ES module.

const fs = require('fs');
const path = require('path');

// what the function's code sees as its loader; the name is in its "Require stack"
const load = require('module').createRequire(path.join(path.dirname(__dirname), 'index.mjs'));

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

function errors() {
  return require('./errors.cjs');
}

/** The folder, module and export that a handler's name means. */
function parse(name) {
  if (name.includes('..')) {
    throw new (errors().MalformedHandlerName)(
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const last = path.basename(name);
  const parts = /^([^.]*)\.(.*)$/.exec(last);
  if (!parts) throw new (errors().MalformedHandlerName)('Bad handler');
  return { folder: name.substring(0, name.indexOf(last)), module: parts[1], member: parts[2] };
}

function member(value, names) {
  return names.split('.').reduce((nested, key) => nested && nested[key], value);
}

/** Loads a handler; promiseOnly: as nodejs24.x does, with every module imported as an ES module is. */
async function find(root, name, promiseOnly) {
  const place = parse(name);
  provideNodePath(root, promiseOnly);
  let found;
  try {
    found = promiseOnly ? await importAny(root, place) : await requireOrImport(root, place);
  } catch (error) {
    const told = translated(error);
    if (promiseOnly && error instanceof SyntaxError) told.stack = error.stack;
    throw told;
  }
  let handler = member(found, place.member);
  if (!handler && promiseOnly && found && typeof found === 'object' && 'default' in found) {
    handler = member(found.default, place.member);
  }
  if (!handler) throw new (errors().HandlerNotFound)(`${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw new (errors().HandlerNotFound)(`${name} is not a function`);
  return handler;
}

function translated(error) {
  if (error instanceof SyntaxError) return new (errors().UserCodeSyntaxError)(error);
  if (error && error.code === 'MODULE_NOT_FOUND') return new (errors().ImportModuleError)(error);
  return error;
}

async function requireOrImport(root, place) {
  const file = path.resolve(root, place.folder, place.module);
  const plain = fs.existsSync(file) ? load(file) : undefined;
  if (plain) return plain;
  const script = fs.existsSync(file + '.js');
  const module = script && insideModulePackage(path.dirname(file));
  if (script && !module) {
    const loaded = load(file + '.js');
    if (loaded) return loaded;
  }
  if (module) return importOwn(file + '.js');
  if (fs.existsSync(file + '.mjs')) return importOwn(file + '.mjs');
  const common = fs.existsSync(file + '.cjs') ? load(file + '.cjs') : undefined;
  return common || load(load.resolve(place.module, { paths: [root, place.folder] }));
}

async function importAny(root, place) {
  const folder = place.folder.replace(/\/$/, '');
  const file = path.resolve(root, folder, place.module);
  for (const extension of ['', '.js', '.mjs', '.cjs']) {
    if (fs.existsSync(file + extension)) return import(file + extension);
  }
  return load(load.resolve(place.module, { paths: [root, path.join(root, folder)] }));
}

let provideNow; // where ES modules import from folders of NODE_PATH that Node.js does not search for them by itself

function importOwn(file) {
  if (provideNow) provideNow();
  return import(file);
}

/** ES modules import from layers and the AWS SDK too; looked at here, as most functions have nothing to be provided. */
function provideNodePath(root, promiseOnly) {
  const folders = (process.env.NODE_PATH || '').split(path.delimiter).filter(isOfOthers);
  if (folders.length === 0) return;
  provideNow = require('./nodePath.cjs').prepare(folders, root);
  if (promiseOnly && provideNow) provideNow();
}

function isOfOthers(folder) {
  const own = path.dirname(__dirname);
  return folder && !folder.startsWith(own) && folder !== process.env.LAMBDA_TASK_ROOT && fs.existsSync(folder);
}

/** Whether the nearest package.json says type: module. */
function insideModulePackage(folder) {
  for (; !folder.endsWith('/node_modules'); folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json');
    if (fs.existsSync(file)) {
      try {
        const description = JSON.parse(fs.readFileSync(file));
        if (description) return description.type === 'module';
      } catch (error) {
        console.warn(`${file} cannot be read, it will be ignored for ES module detection purposes.`, error);
        return false;
      }
    }
    if (folder === path.dirname(folder)) return false;
  }
  return false;
}

/** Gives the function the global object by which it declares a streaming handler. */
function provideGlobal() {
  const off = process.env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA;
  if (off === '1' || off === 'true') return;
  globalThis.awslambda = {
    ...globalThis.awslambda,
    streamifyResponse(handler, options) {
      handler[STREAMING] = 'response';
      if (typeof options?.highWaterMark === 'number') handler[HIGH_WATER_MARK] = parseInt(options.highWaterMark);
      return handler;
    },
    get HttpResponseStream() {
      return require('./stream.cjs').HttpResponseStream;
    },
  };
}

function isStreaming(handler) {
  const kind = handler[STREAMING];
  if (kind === undefined || kind === null || kind === false) return false;
  if (kind !== 'response') throw new (errors().MalformedStreamingHandler)('Only response streaming is supported.');
  return true;
}

function highWaterMark(handler) {
  const mark = parseInt(handler[HIGH_WATER_MARK]);
  return Number.isNaN(mark) ? undefined : mark;
}

module.exports = { find, provideGlobal, isStreaming, highWaterMark };
