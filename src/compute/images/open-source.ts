import { mkdir } from 'node:fs/promises'
import type { ImageReference } from './reference.ts'
import { archiveSource } from './sources/archive-source.ts'
import { layoutSource } from './sources/layout-source.ts'
import { type RegistryAccess, registrySource } from './sources/registry-source.ts'
import type { ImageSource } from './sources/types.ts'

/** Opens where a reference leads to. `workFolder`: for what has to be unpacked to be read. Fails with an ImageError. */
export async function openSource(
  reference: ImageReference,
  access: RegistryAccess,
  workFolder: string,
): Promise<ImageSource> {
  switch (reference.kind) {
    case 'registry':
      return registrySource(reference, access)
    case 'oci':
      return layoutSource(reference.path, reference)
    default:
      await mkdir(workFolder, { recursive: true })
      return await archiveSource(reference.path, reference, workFolder)
  }
}
