import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const root = join(import.meta.dirname, '../../node_modules')

/** Installed packages with all that they depend on, as files for a function's zip: what runs, not types and tests. */
export function packageFiles(...names: string[]): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {}
  const seen = new Set<string>()
  const add = (name: string) => {
    if (seen.has(name)) return
    seen.add(name)
    const folder = join(root, name)
    for (const path of filesBelow(folder))
      files[`node_modules/${name}/${relative(folder, path)}`] = readFileSync(path)
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>
    }
    for (const dependency of Object.keys(dependencies)) add(dependency)
  }
  for (const name of names) add(name)
  return files
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory())
      return /^(?:dist-types|dist-es|node_modules)$/.test(entry.name) ? [] : filesBelow(path)
    return /\.(?:[cm]?js|json)$/.test(entry.name) ? [path] : []
  })
}
