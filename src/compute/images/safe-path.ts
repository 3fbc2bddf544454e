/**
 * Places inside an image's root, as a process would find them whose root it is: links lead from the root, `..` does not lead
 * above it. Only the way there follows links, never what is at its end. Nobody else writes into the root meanwhile.
 */
import { lstat, mkdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { ImageError } from './errors.ts'
import { linksMax } from './limits.ts'

/** The parts of an entry's name. Fails with an ImageError for names that lead upwards. */
export function partsOf(name: string): string[] {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..') || name.includes('\0'))
    throw new ImageError('unsafe', `A layer has an entry that leads out of the image: ${name}.`)
  return parts
}

/**
 * The folder that these parts lead to, on this machine's disk. `make`: what is missing is made. Undefined: there is no such
 * folder. Fails with an ImageError for links without end.
 */
export async function folderAt(
  root: string,
  parts: readonly string[],
  make: boolean,
): Promise<string | undefined> {
  const ahead = [...parts]
  const here: string[] = []
  let links = 0
  for (let part = ahead.shift(); part !== undefined; part = ahead.shift()) {
    if (part === '' || part === '.') continue
    if (part === '..') {
      here.pop()
      continue
    }
    const path = join(root, ...here, part)
    const found = await lstat(path).catch(() => undefined)
    if (found === undefined) {
      if (!make) return undefined
      await mkdir(path, { mode: 0o755 })
      here.push(part)
    } else if (found.isSymbolicLink()) {
      if (++links > linksMax) throw new ImageError('unsafe', `Links without end lead to ${parts.join('/')}.`)
      const target = await readlink(path)
      if (target.startsWith('/')) here.length = 0
      ahead.unshift(...target.split('/'))
    } else if (found.isDirectory()) here.push(part)
    else if (make)
      throw new ImageError(
        'not an image',
        `A layer has something below the file ${here.concat(part).join('/')}.`,
      )
    else return undefined
  }
  return join(root, ...here)
}
