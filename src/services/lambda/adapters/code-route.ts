import type { Surroundings } from '../../../dispatch/index.ts'
import type { Answer } from '../../../http/index.ts'
import { downloadPath, findDownload } from '../code-downloads.ts'

/** Serves the zips whose addresses GetFunction and GetLayerVersion answer. A path of Lambent's own. */
export function codeRoute(surroundings: Pick<Surroundings, 'store' | 'clock'>): {
  readonly method: 'GET'
  readonly path: string
  readonly handler: (head: { readonly query: string }) => Promise<Answer>
} {
  return {
    method: 'GET',
    path: downloadPath,
    handler: async ({ query }) => {
      const found = await findDownload(surroundings, query)
      if (!found) {
        const message = 'This address of code is not valid, or no longer.'
        const headers = { 'Content-Type': 'application/json' }
        return { status: 403, headers, body: JSON.stringify({ message }) }
      }
      return {
        status: 200,
        headers: { 'Content-Type': 'application/zip', 'Content-Length': String(found.bytes) },
        body: found.body,
      }
    },
  }
}
