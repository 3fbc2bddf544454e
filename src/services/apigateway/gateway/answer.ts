/** An answer on its way back from an integration. */

import { latin } from '../../../engines/http-events/index.ts'
import type { Answer } from '../../../gateway/index.ts'

/** What an integration answered, whole or as it comes. */
export interface IntegrationAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  readonly body: Uint8Array | AsyncIterable<Uint8Array>
}

/** Headers as they are sent: one value as a text. */
export function sentHeaders(
  headers: ReadonlyMap<string, readonly string[]>,
): Record<string, string | readonly string[]> {
  return Object.fromEntries(
    [...headers].flatMap(([name, values]) => {
      const texts = values.map(latin)
      return texts.length === 0 ? [] : [[name, texts.length === 1 ? (texts[0] ?? '') : texts]]
    }),
  )
}

/** The headers of an answer, as lists. */
export function headerLists(headers: Answer['headers']): Map<string, string[]> {
  return new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat()]))
}

/** A body as a whole. Undefined: it is larger than may be. Unit: bytes. */
export async function wholeBody(body: Answer['body'], bytesMax: number): Promise<Uint8Array | undefined> {
  if (body === undefined) return new Uint8Array(0)
  if (typeof body === 'string') return Buffer.from(body, 'utf8')
  if (body instanceof Uint8Array) return body.length > bytesMax ? undefined : body
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of body) {
    bytes += piece.length
    if (bytes > bytesMax) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
