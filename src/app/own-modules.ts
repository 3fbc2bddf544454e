/**
 * Finds the program's own modules by their names alone. For each import Node.js asks the file system whether the file is there and whether it is
 * a link, and reads which package it belongs to, to know of what kind it is: of some 300 modules that is a sixth of a start. Here all are of
 * one kind, none is a link, and the path of the first of them has been made a real one already (docs/decisions/0104).
 */
import { registerHooks } from 'node:module'

const root = new URL('../', import.meta.url).href
// As they are in a clone, or as compiled in the package.
const [ending, format] = import.meta.url.endsWith('.ts') ? ['.ts', 'module-typescript'] : ['.js', 'module']

/** Of this thread, for all that is imported from now on. */
export function findOwnModulesByName(): void {
  registerHooks({
    resolve(name, context, next) {
      const { parentURL } = context
      if (name.startsWith('.') && name.endsWith(ending) && parentURL?.startsWith(root))
        return { url: new URL(name, parentURL).href, format, shortCircuit: true }
      return next(name, context)
    },
  })
}
