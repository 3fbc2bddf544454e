import { nodeHttp } from '../../http/index.ts'
import { CommandError } from './command-error.ts'

/** What a page of the server answered. */
export interface PageAnswer {
  readonly status: number
  readonly text: string
}

/** Asks one of the server's own pages; with `body` posts it as JSON. However long it takes. Fails with a CommandError. */
export function askPage(endpoint: string, path: string, body?: object): Promise<PageAnswer> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers =
      text === undefined
        ? {}
        : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) }
    const method = text === undefined ? 'GET' : 'POST'
    const asked = nodeHttp.request(`${endpoint}${path}`, { method, headers, agent: false }, (answer) => {
      let received = ''
      answer.setEncoding('utf8')
      answer.on('data', (piece: string) => {
        received += piece
      })
      answer.on('error', fail)
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: received }))
    })
    const fail = (error: Error) =>
      reject(new CommandError(`The server at ${endpoint} does not answer: ${error.message}`, []))
    asked.on('error', fail)
    asked.end(text)
  })
}
