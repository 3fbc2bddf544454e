import type { IncomingMessage } from 'node:http'

/** Reads a body to its end, keeping at most `bytesMax`; beyond that only the bytes are counted. Fails when it is cut off. */
export async function readLimited(
  request: IncomingMessage,
  bytesMax: number,
): Promise<{ readonly bytes: Buffer; readonly length: number }> {
  let length = 0
  let chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length <= bytesMax) chunks.push(chunk)
    else chunks = []
  }
  if (!request.complete) throw new Error('The request was cut off')
  return { bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks), length }
}
