'use strict';
// Lets ES modules import from the folders of NODE_PATH, which on Lambda they can, but not in Node.js as it is.

const path = require('path');
const modules = require('module');
const { pathToFileURL } = require('url');

/** Lets imports find packages in these folders. To be called before the function's code is loaded. */
function provide(folders) {
  if (modules.registerHooks) {
    modules.registerHooks({
      resolve(specifier, context, next) {
        try {
          return next(specifier, context);
        } catch (error) {
          if (!isMissingPackage(specifier, error)) throw error;
          for (const parentURL of parents(folders)) {
            try {
              return next(specifier, { ...context, parentURL });
            } catch {
              // not in this folder
            }
          }
          throw error;
        }
      },
    });
  } else if (modules.register) {
    modules.register(pathToFileURL(path.join(__dirname, 'nodePathHooks.mjs')), { data: folders });
  }
}

function isMissingPackage(specifier, error) {
  return error && error.code === 'ERR_MODULE_NOT_FOUND' && !/^(?:\.{0,2}\/|[a-z][a-z0-9+.-]*:)/i.test(specifier);
}

/** Whose packages are those of each folder: what lies beside a node_modules, or in a folder of another name. */
function parents(folders) {
  return folders.map((folder) => {
    const parent = path.basename(folder) === 'node_modules' ? path.dirname(folder) : folder;
    return pathToFileURL(path.join(parent, 'index.mjs')).href;
  });
}

module.exports = { provide, isMissingPackage, parents };
