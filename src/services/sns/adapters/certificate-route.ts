import type { Surroundings } from '../../../dispatch/index.ts'
import type { Answer } from '../../../http/index.ts'
import { certificatePath, readSigningKey } from '../signing.ts'

/** Serves the certificate that SigningCertURL names. A path of Lambent's own. */
export function certificateRoute(surroundings: Pick<Surroundings, 'store' | 'clock' | 'random'>): {
  readonly method: 'GET'
  readonly path: string
  readonly handler: () => Promise<Answer>
} {
  return {
    method: 'GET',
    path: certificatePath,
    handler: async () => {
      const { certificate } = await readSigningKey(surroundings)
      return { status: 200, headers: { 'Content-Type': 'application/x-pem-file' }, body: certificate }
    },
  }
}
