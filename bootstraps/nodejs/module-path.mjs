/**
 * ES modules find packages by NODE_PATH too, as on AWS: the SDK and what layers bring. Node.js itself looks there for
 * CommonJS alone.
 */
import module from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const isBare = (specifier) => !/^(\.{0,2}\/|[a-z]+:|#)/.test(specifier)

/** A resolve hook: what is not found where it should be is looked for in the folders of NODE_PATH. */
export function resolveByNodePath(specifier, context, nextResolve) {
  try {
    return nextResolve(specifier, context)
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !isBare(specifier)) throw error
    for (const parentURL of parents()) {
      try {
        return nextResolve(specifier, { ...context, parentURL })
      } catch (other) {
        if (other?.code !== 'ERR_MODULE_NOT_FOUND') throw other
      }
    }
    throw error
  }
}

export function installModulePath() {
  if (module.registerHooks) module.registerHooks({ resolve: resolveByNodePath })
}

let registered = Boolean(module.registerHooks)

/** Before the first import of the function's where Node.js has no synchronous hooks (before 22.15): hooks run in a thread there. */
export function ensureModulePath() {
  if (registered || !module.register) return
  registered = true
  const source = `
    let folders = []
    export function initialize(data) { folders = data }
    export async function resolve(specifier, context, nextResolve) {
      try { return await nextResolve(specifier, context) } catch (error) {
        if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !/^(?!\\.{0,2}\\/|[a-z]+:|#)/.test(specifier)) throw error
        for (const parentURL of folders) {
          try { return await nextResolve(specifier, { ...context, parentURL }) } catch (other) {
            if (other?.code !== 'ERR_MODULE_NOT_FOUND') throw other
          }
        }
        throw error
      }
    }`
  module.register(`data:text/javascript,${encodeURIComponent(source)}`, { data: parents() })
}

function parents() {
  return (process.env.NODE_PATH ?? '')
    .split(':')
    .filter((folder) => folder.endsWith('/node_modules'))
    .map((folder) => pathToFileURL(path.join(folder, '..', 'index.mjs')).href)
}
