/** Finds the source of a Node.js function's handler, and says what of it esbuild bundles. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { asObject } from '../application/template.ts'
import type { Buildable } from './buildable.ts'

/** Sources that must be compiled; beside each the extension that Node.js runs. */
const compiled = ['.ts', '.mts', '.cts', '.tsx', '.jsx'] as const
const plain = ['.js', '.mjs', '.cjs'] as const

/** The handler's module without its extension, and the function's name: `src/app` and `handler` for `src/app.handler`. */
export function handlerModule(handler: string): string {
  const slash = handler.lastIndexOf('/')
  const dot = handler.indexOf('.', slash + 1)
  return dot < 0 ? handler : handler.slice(0, dot)
}

/** The file to bundle, relative to the source; undefined where the handler's module is JavaScript that runs as it is. */
export function bundleEntry({
  source,
  handler = 'index.handler',
  metadata,
  method,
}: Buildable): string | undefined {
  const named = asObject(metadata.BuildProperties)?.EntryPoints
  const [first] = Array.isArray(named) ? (named as unknown[]) : []
  if (typeof first === 'string') return first
  const module = handlerModule(handler)
  const has = (extension: string) => existsSync(join(source, `${module}${extension}`))
  const extension =
    method === 'esbuild'
      ? [...compiled, ...plain].find(has)
      : plain.some(has)
        ? undefined
        : compiled.find(has)
  return extension === undefined ? undefined : `${module}${extension}`
}
