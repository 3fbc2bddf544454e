import type { ServerResponse } from 'node:http'

/** What is to be sent. A body that is not bytes or text is streamed as it comes. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body?: Uint8Array | string | AsyncIterable<Uint8Array>
}

/**
 * Sends an answer and waits until it is handed to the system. A stream is read no faster than the client takes it,
 * and is ended early when the client goes away. Fails when the stream fails, after cutting the connection, so that
 * the client does not take half an answer for a whole one.
 */
export async function send(response: ServerResponse, answer: Answer): Promise<void> {
  const { body } = answer
  // A copy: its length is added.
  const headers = { ...answer.headers } as Record<string, string | string[]>
  if (response.destroyed || response.headersSent) return
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    sendWhole(response, answer.status, headers, body)
    return
  }
  response.writeHead(answer.status, headers)
  if (response.req.method === 'HEAD') {
    response.end()
    return
  }
  response.flushHeaders()
  try {
    for await (const chunk of body) {
      if (response.destroyed) break
      if (!response.write(chunk)) await drained(response)
    }
    response.end()
  } catch (error) {
    response.destroy()
    throw error
  }
}

const bodiless = new Set([204, 304])

function sendWhole(
  response: ServerResponse,
  status: number,
  headers: Record<string, string | string[]>,
  body: Uint8Array | string | undefined,
): void {
  if (bodiless.has(status)) {
    response.writeHead(status, headers).end()
    return
  }
  if (response.req.method === 'HEAD') {
    response.writeHead(status, headers).end()
    return
  }
  const bytes = body === undefined ? 0 : typeof body === 'string' ? Buffer.byteLength(body) : body.length
  // An answer that was handed on may have one already, as others spell it: two would be malformed.
  if (!hasLength(headers)) headers['Content-Length'] = String(bytes)
  response.writeHead(status, headers)
  // A short text goes out in one piece with the headers, which bytes never do.
  if (body instanceof Uint8Array && bytes <= joinedBytesMax) response.end(latin1(body), 'latin1')
  // Of as many bytes as characters every one is ASCII, and need not be looked at again.
  else if (typeof body === 'string' && bytes === body.length) response.end(body, 'latin1')
  else response.end(body)
}

function hasLength(headers: Readonly<Record<string, unknown>>): boolean {
  for (const name in headers)
    if (name.length === lengthHeader.length && name.toLowerCase() === lengthHeader) return true
  return false
}

const lengthHeader = 'content-length'

/** Longer answers are not copied. Unit: bytes. Source: chosen; a copy of so many is cheaper than a second piece to write. */
const joinedBytesMax = 16_384

function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1')
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    // Nobody tells of a close that was before.
    if (response.destroyed) {
      resolve()
      return
    }
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
  })
}
