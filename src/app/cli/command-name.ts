import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const sourceFolder = fileURLToPath(new URL('../../../', import.meta.url))

/** How a person in this folder calls the program: `lambent` from the package, the path of `bin/lambent` in a clone. */
export function commandName(workingFolder: string = process.cwd()): string {
  // Compiled, this file is JavaScript: then it came with the package.
  if (!import.meta.url.endsWith('.ts')) return 'lambent'
  const path = relative(workingFolder, `${sourceFolder}bin/lambent`)
  const shown = path.startsWith('..') ? `${sourceFolder}bin/lambent` : path
  return shellWord(shown)
}

/** A text as one word of a shell's command line. */
export function shellWord(text: string): string {
  return /[^\w./-]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : text
}
