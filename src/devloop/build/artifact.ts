/** What a build yields: files with their places inside an archive, not yet read where they stand on the disk already. */
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A file of an artifact: its bytes, or where they are. */
export interface ArtifactFile {
  /** Inside the archive, with `/`. */
  readonly path: string
  readonly source:
    | { readonly bytes: Uint8Array }
    | { readonly file: string; readonly modifiedMs: number; readonly sizeBytes: number }
  readonly executable: boolean
}

/** Files in the order of their paths; each path once. */
export type Artifact = readonly ArtifactFile[]

/**
 * What never belongs to code that is uploaded: what tools leave behind. Source: the excluded files of aws/aws-lambda-builders for Python and
 * Node.js (`.aws-sam`, `.git`, `.gitignore`, `*.pyc`, `__pycache__`), and our own folder.
 */
const leftOut = new Set([
  '.aws-sam',
  '.lambent',
  '.chalice',
  '.git',
  '.gitignore',
  '.DS_Store',
  '.venv',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '__pycache__',
  '.idea',
  '.vscode',
])

/** Whether a name (of a file or folder, without its path) is left out of artifacts. */
export function isLeftOut(name: string): boolean {
  return leftOut.has(name) || name.endsWith('.pyc') || name.endsWith('.swp') || name.endsWith('~')
}

/** All files below a folder, links followed as archives of AWS's tools do. `under` is put before their paths. */
export function filesBelow(
  folder: string,
  { under = '', leaveOut = isLeftOut }: { under?: string; leaveOut?: (name: string) => boolean } = {},
): ArtifactFile[] {
  const found: ArtifactFile[] = []
  const visit = (place: string, path: string, above: readonly string[]) => {
    for (const name of readdirSync(place).sort()) {
      if (leaveOut(name)) continue
      const file = join(place, name)
      const inside = path === '' ? name : `${path}/${name}`
      const facts = statSync(file, { throwIfNoEntry: false })
      // A link to nowhere, or something that went while we looked.
      if (facts === undefined) continue
      if (facts.isDirectory()) {
        const real = lstatSync(file).isSymbolicLink() ? realpathSync(file) : file
        if (!above.includes(real)) visit(file, inside, [...above, real])
      } else if (facts.isFile()) {
        found.push({
          path: inside,
          source: { file, modifiedMs: facts.mtimeMs, sizeBytes: facts.size },
          executable: (facts.mode & 0o111) !== 0,
        })
      }
    }
  }
  visit(folder, under, [realpathSync(folder)])
  return found
}

/** Puts parts together; of two files with one path the later one counts. */
export function joined(...parts: ReadonlyArray<readonly ArtifactFile[]>): Artifact {
  const byPath = new Map<string, ArtifactFile>()
  for (const file of parts.flat()) byPath.set(file.path, file)
  return [...byPath.values()].sort((left, right) => (left.path < right.path ? -1 : 1))
}

/** A file's bytes. */
export function bytesOf({ source }: ArtifactFile): Uint8Array {
  return 'bytes' in source ? source.bytes : readFileSync(source.file)
}
