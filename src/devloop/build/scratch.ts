import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type ArtifactFile, bytesOf, filesBelow, isLeftOut } from './artifact.ts'

/** A copy of a function's sources and an empty folder for its artifacts, for a build that writes into both. */
export async function inScratch(
  source: string,
  build: (folders: { readonly sources: string; readonly artifacts: string }) => Promise<void>,
): Promise<ArtifactFile[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lambent-build-'))
  const [sources, artifacts] = [join(folder, 'sources'), join(folder, 'artifacts')]
  try {
    cpSync(source, sources, {
      recursive: true,
      filter: (path) => path === source || !isLeftOut(basename(path)),
    })
    mkdirSync(artifacts)
    await build({ sources, artifacts })
    // The folder goes; what was built is read now.
    return filesBelow(artifacts, { leaveOut: () => false }).map((file) => ({
      ...file,
      source: { bytes: bytesOf(file) },
    }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
