import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join, relative } from 'node:path'
import { zipOf } from './zip.ts'

/** A function of an example. `event` is what to try it with. */
export interface ExampleFunction {
  readonly name: string
  readonly description: string
  readonly runtime: string
  readonly handler: string
  readonly folder: string
  readonly event: unknown
}

/** What `example.json` says. */
export interface Example {
  /** The name of the functions' role. */
  readonly role: string
  readonly functions: readonly ExampleFunction[]
}

/** Reads an example's folder. Fails as reading a file does. */
export function readExample(folder: string): Example {
  return JSON.parse(readFileSync(join(folder, 'example.json'), 'utf8')) as Example
}

/** A function's code as it is uploaded: the same bytes for the same files. TypeScript becomes JavaScript. */
export function packFunction(folder: string): Uint8Array {
  const files: Record<string, string | Uint8Array> = {}
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort(byPath)) {
    if (!entry.isFile() || entry.parentPath.includes('__pycache__')) continue
    const path = join(entry.parentPath, entry.name)
    const name = relative(folder, path).replaceAll('\\', '/')
    if (name.endsWith('.mts'))
      files[name.replace(/\.mts$/, '.mjs')] = stripTypeScriptTypes(readFileSync(path, 'utf8'))
    else files[name] = readFileSync(path)
  }
  return zipOf(files)
}

function byPath(
  left: { parentPath: string; name: string },
  right: { parentPath: string; name: string },
): number {
  const [a, b] = [left, right].map(({ parentPath, name }) => `${parentPath}/${name}`)
  return (a ?? '') < (b ?? '') ? -1 : 1
}
