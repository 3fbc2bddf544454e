import type { Artifact } from './artifact.ts'
import type { Buildable } from './buildable.ts'

/** A finished build. */
export interface Built {
  readonly buildable: Buildable
  /** An archive that is uploaded as it is, or files to make one of. */
  readonly content: { readonly archive: string } | { readonly files: Artifact }
  /** Files and folders whose changes make another build necessary. */
  readonly inputs: { readonly files: readonly string[]; readonly folders: readonly string[] }
  /** What the function's environment needs beside: SAM sets it for source maps. */
  readonly environment?: Readonly<Record<string, string>>
}

/** Where builders keep what they need again, and whom they tell of long steps. */
export interface BuilderSettings {
  readonly cacheFolder: string
  /** Told before something that takes seconds. */
  readonly tell: (line: string) => void
}
