import { type IncomingHttpHeaders, request } from 'node:http'

/** What came back. */
export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What is sent; a GET unless it says otherwise. */
export interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | Buffer
}

/** Sends a request to a port of this machine with a Host header of its own, which `fetch` would not. */
export function sendAsHost(
  port: number,
  host: string,
  path: string,
  { method = 'GET', headers = {}, body }: Sent = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path, headers: { host, ...headers } }
    const sending = request(options, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject)
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      )
    })
    sending.on('error', reject)
    sending.end(body)
  })
}
