// Is what npm installed the tree that package-lock.json asks for? Exits 0 when it is. Plain JavaScript without packages:
// it runs before anything is installed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname ?? '.', '../..')
const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages
const wanted = read('package-lock.json')
const found = read('node_modules/.package-lock.json')
const allows = (rule, value) => rule === undefined || [rule].flat().includes(value)

for (const [path, entry] of Object.entries(wanted)) {
  if (path === '' || found[path]?.integrity === entry.integrity) continue
  // npm leaves out what is optional and meant for another machine.
  const absent = found[path] === undefined && entry.optional
  const elsewhere =
    !allows(entry.os, process.platform) || !allows(entry.cpu, process.arch) || entry.libc !== undefined
  if (absent && (elsewhere || entry.peer)) continue
  process.exit(1)
}
