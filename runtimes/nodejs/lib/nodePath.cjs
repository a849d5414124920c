'use strict';
// Lets ES modules import from the folders of NODE_PATH, which on Lambda they can, but not in Node.js as it is.
//
// In a container sandbox /var/node_modules and /node_modules are links to a layer's packages and to the AWS SDK, so that
// Node.js itself finds both for whatever is in /var/task. Hooks are for all other folders. Releases of Node.js that
// resolve modules in a thread of their own take 45 ms and 12 MB more for them: they get hooks when they need them.

const fs = require('fs');
const path = require('path');
const modules = require('module');
const { pathToFileURL } = require('url');

/**
 * Looks which folders need hooks; undefined: none does. What is returned sets the hooks, and is to be called before an
 * ES module is loaded. A CommonJS module that may import sets them too.
 */
function prepare(folders, root) {
  const linked = linkedFolders(root);
  if (folders.every((folder) => linked.includes(fs.realpathSync(folder)))) return undefined;
  if (linked.length > 0) preferNodePath(root);
  let isProvided = false;
  const provideOnce = () => {
    if (!isProvided) provide(folders, linked);
    isProvided = true;
  };
  const compile = modules.prototype._compile;
  modules.prototype._compile = function (content, ...rest) {
    if (content.includes('import(')) {
      modules.prototype._compile = compile;
      provideOnce();
    }
    return compile.call(this, content, ...rest);
  };
  return provideOnce;
}

/** The folders that Node.js searches for every module of the function, after the function's own. */
function linkedFolders(root) {
  return foldersAbove(root)
    .filter((folder) => fs.existsSync(folder))
    .map((folder) => fs.realpathSync(folder));
}

function foldersAbove(root) {
  return modules._nodeModulePaths(path.dirname(root));
}

/** Has CommonJS modules search NODE_PATH in its order: a folder that has no link may come before one that has. */
function preferNodePath(root) {
  const above = foldersAbove(root);
  const all = modules._nodeModulePaths;
  modules._nodeModulePaths = (from) => all.call(modules, from).filter((folder) => !above.includes(folder));
}

function provide(folders, linked) {
  if (modules.registerHooks) {
    modules.registerHooks({
      resolve(specifier, context, next) {
        let found;
        let failure;
        try {
          found = next(specifier, context);
        } catch (error) {
          if (!isMissingPackage(specifier, error)) throw error;
          failure = error;
        }
        if (found && !mayBeEarlier(specifier, context.parentURL, found.url, linked)) return found;
        for (const parentURL of parents(folders)) {
          try {
            return next(specifier, { ...context, parentURL });
          } catch {
            // not in this folder
          }
        }
        if (found) return found;
        throw failure;
      },
    });
  } else if (modules.register) {
    modules.register(pathToFileURL(path.join(__dirname, 'nodePathHooks.mjs')), { data: { folders, linked } });
  }
}

function isMissingPackage(specifier, error) {
  return error && error.code === 'ERR_MODULE_NOT_FOUND' && isPackage(specifier);
}

function isPackage(specifier) {
  return !/^(?:\.{0,2}\/|[a-z][a-z0-9+.-]*:)/i.test(specifier);
}

/** Whether a package was found in a linked folder, by a module that is not, so that an earlier folder may have it. */
function mayBeEarlier(specifier, parentURL, url, linked) {
  const isWithin = (file) => linked.some((folder) => file.startsWith(pathToFileURL(folder).href + '/'));
  return isPackage(specifier) && isWithin(url) && !isWithin(parentURL || '');
}

/** Whose packages are those of each folder: what lies beside a node_modules, or in a folder of another name. */
function parents(folders) {
  return folders.map((folder) => {
    const parent = path.basename(folder) === 'node_modules' ? path.dirname(folder) : folder;
    return pathToFileURL(path.join(parent, 'index.mjs')).href;
  });
}

module.exports = { prepare, isMissingPackage, mayBeEarlier, parents };
