// The same as nodePath.cjs does, for releases of Node.js that resolve modules in a thread of their own.

import { isMissingPackage, parents } from './nodePath.cjs';

let folders = [];

export function initialize(data) {
  folders = data;
}

export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!isMissingPackage(specifier, error)) throw error;
    for (const parentURL of parents(folders)) {
      try {
        return await next(specifier, { ...context, parentURL });
      } catch {
        // not in this folder
      }
    }
    throw error;
  }
}
