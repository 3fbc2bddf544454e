import { request } from 'node:http'

/**
 * One request and its whole answer: `{status, headers, text}`. Each has a connection of its own, for one that is kept may end unnoticed while the
 * environment is frozen. `timeoutMs`: 0 waits for ever.
 */
export function exchange(address, { method = 'GET', headers = {}, body, timeoutMs = 0 } = {}) {
  return new Promise((resolve, reject) => {
    const signal = timeoutMs > 0 ? AbortSignal.timeout(timeoutMs) : undefined
    const call = request(address, { method, headers, signal, agent: false }, (answer) => {
      const pieces = []
      answer.on('data', (piece) => pieces.push(piece))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({
          status: answer.statusCode,
          headers: answer.headers,
          text: Buffer.concat(pieces).toString('utf8'),
        }),
      )
    })
    call.on('error', reject)
    call.end(body)
  })
}
