/** Requests to addresses beyond this server, with bounds. */
import { isUtf8 } from 'node:buffer'

/** A request. The body is text. */
export interface HttpRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Unit: milliseconds. */
  readonly timeoutMs: number
  /** What is read of the answer. Unit: bytes. */
  readonly answerBytes: number
}

/** An answer, whatever its status. */
export interface HttpAnswer {
  readonly status: number
  /** `Not Found`; may be empty. */
  readonly statusText: string
  /** In lower case. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly header: (name: string) => string | undefined
  readonly body: string
  /** Whether all that was read of the body is UTF-8. */
  readonly isText: boolean
}

/** Sends a request. Fails with {@link HttpFailure} when there is no answer. */
export type HttpClient = (request: HttpRequest, signal?: AbortSignal) => Promise<HttpAnswer>

/** Why there is no answer. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure'
  readonly isTimeout: boolean

  constructor(message: string, isTimeout: boolean, cause: unknown) {
    super(message, { cause })
    this.isTimeout = isTimeout
  }
}

/** Reads as much of an answer as it is told, and does not follow redirects. */
export const httpClient: HttpClient = async (request, signal) => {
  const { url, method, headers, body, timeoutMs, answerBytes } = request
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      ...(body === undefined || method === 'GET' || method === 'HEAD' ? {} : { body }),
    })
    return {
      status: response.status,
      statusText: response.statusText,
      headers: [...response.headers],
      header: (name) => response.headers.get(name) ?? undefined,
      ...(await readText(response, answerBytes)),
    }
  } catch (error) {
    const { message, cause } = error as Error
    const why = cause instanceof Error ? cause.message : message
    throw new HttpFailure(`${method} ${new URL(url).origin}: ${why}`, limit.aborted, error)
  }
}

async function readText(response: Response, most: number): Promise<Pick<HttpAnswer, 'body' | 'isText'>> {
  if (!response.body) return { body: '', isText: true }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= most) break
  }
  const bytes = Buffer.concat(chunks).subarray(0, most)
  // The last character of what is cut may be cut itself.
  return { body: bytes.toString('utf8'), isText: size >= most || isUtf8(bytes) }
}
