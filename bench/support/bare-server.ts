/**
 * What there is at least to do: an HTTP server of Node.js that reads a request and answers the bytes given to it, headers
 * and body. Started with the port; the answer comes as JSON in BARE_ANSWER.
 */
import { createServer } from 'node:http'

const { headers, body } = JSON.parse(process.env.BARE_ANSWER ?? '{}') as {
  headers: Array<[string, string]>
  body: string
}
const bytes = Buffer.from(body)

createServer((request, response) => {
  request.on('data', () => {})
  request.on('end', () => {
    for (const [name, value] of headers) response.setHeader(name, value)
    response.end(bytes)
  })
}).listen(Number(process.argv[2]), '127.0.0.1', () => process.stdout.write('ready\n'))
