// The same as nodePath.cjs does, for releases of Node.js that resolve modules in a thread of their own.

import { isMissingPackage, mayBeEarlier, parents } from './nodePath.cjs';

let folders = [];
let linked = [];

export function initialize(data) {
  ({ folders, linked } = data);
}

export async function resolve(specifier, context, next) {
  let found;
  let failure;
  try {
    found = await next(specifier, context);
  } catch (error) {
    if (!isMissingPackage(specifier, error)) throw error;
    failure = error;
  }
  if (found && !mayBeEarlier(specifier, context.parentURL, found.url, linked)) return found;
  for (const parentURL of parents(folders)) {
    try {
      return await next(specifier, { ...context, parentURL });
    } catch {
      // not in this folder
    }
  }
  if (found) return found;
  throw failure;
}
