/** Posts messages to HTTP endpoints of subscribers. */

export interface PostedMessage {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Unit: milliseconds. */
  readonly timeoutMs: number
}

/** What came of it: a status, or why there is no answer. */
export type PostOutcome = { readonly status: number } | { readonly failure: string }

export type PostMessage = (message: PostedMessage, signal: AbortSignal) => Promise<PostOutcome>

export const postMessage: PostMessage = async ({ url, headers, body, timeoutMs }, signal) => {
  try {
    const target = new URL(url)
    const { username, password } = target
    target.username = ''
    target.password = ''
    const credentials = username === '' && password === '' ? {} : { Authorization: basic(username, password) }
    const response = await fetch(target, {
      method: 'POST',
      headers: { ...headers, ...credentials, 'User-Agent': 'Amazon Simple Notification Service Agent' },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    await response.body?.cancel()
    return { status: response.status }
  } catch (error) {
    const { message, cause } = error as Error
    return { failure: cause instanceof Error ? cause.message : message }
  }
}

/** Source: Developer Guide, "Subscribing an HTTPS endpoint": name and password may stand in the address. */
function basic(name: string, password: string): string {
  const text = `${decodeURIComponent(name)}:${decodeURIComponent(password)}`
  return `Basic ${Buffer.from(text, 'utf8').toString('base64')}`
}
