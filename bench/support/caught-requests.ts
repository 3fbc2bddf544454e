/** Requests as an SDK puts them on the wire: it is asked to send them, and stopped at the last moment. */

interface SentRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string
}

const stopped = new Error('caught')

/** Takes what a client would send: hand `requestHandler` to the client, and its calls to `send`. */
export class CaughtRequests {
  readonly requests: Buffer[] = []
  readonly requestHandler = {
    handle: async ({ method, path, headers, body }: SentRequest): Promise<never> => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      const head = `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
      this.requests.push(Buffer.concat([Buffer.from(head), Buffer.from(body)]))
      throw stopped
    },
  }

  /** Waits until a call has got as far as it gets. Fails as it does for another reason. */
  async send(call: Promise<unknown>): Promise<void> {
    await call.catch((error: unknown) => {
      if (error !== stopped) throw error
    })
  }
}
