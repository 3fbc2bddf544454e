/**
 * Brings telemetry to extensions that listen inside an environment, where the server cannot reach them. It speaks frames on file
 * descriptor 3, as runtimes do (see ../README.md): `P` (H+P, header `{id, protocol, port, path?}`) asks it to deliver the payload,
 * `a` (JSON `{id, error?}`) says that it has.
 */
import { request } from 'node:http'
import { connect, Socket } from 'node:net'

const channel = new Socket({ fd: 3, readable: true, writable: true })
const tcp = new Map()

function answer(id, error) {
  const body = Buffer.from(
    JSON.stringify(error === undefined ? { id } : { id, error: String(error.message) }),
  )
  const head = Buffer.alloc(5)
  head.writeUInt32BE(body.length + 1, 0)
  head.write('a', 4)
  channel.write(Buffer.concat([head, body]))
}

function overHttp({ id, port, path }, body) {
  const headers = {
    Host: `sandbox.localdomain:${port}`,
    'Content-Type': 'application/json',
    'Content-Length': body.length,
  }
  const call = request(
    { host: '127.0.0.1', port, path, method: 'POST', headers, agent: false },
    (answered) => {
      answered.resume()
      answered.on('end', () =>
        answer(id, answered.statusCode < 300 ? undefined : new Error(`status ${answered.statusCode}`)),
      )
      answered.on('error', (error) => answer(id, error))
    },
  )
  call.on('error', (error) => answer(id, error))
  call.end(body)
}

function overTcp({ id, port }, body) {
  let socket = tcp.get(port)
  if (!socket || socket.destroyed) {
    socket = connect({ host: '127.0.0.1', port })
    socket.on('error', () => tcp.delete(port))
    socket.resume()
    tcp.set(port, socket)
  }
  socket.write(body, (error) => answer(id, error ?? undefined))
}

let held = Buffer.alloc(0)
channel.on('data', (chunk) => {
  held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
  while (held.length >= 4 && held.length >= 4 + held.readUInt32BE(0)) {
    const frame = held.subarray(4, 4 + held.readUInt32BE(0))
    held = held.subarray(4 + frame.length)
    const headerLength = frame.readUInt32BE(1)
    const header = JSON.parse(frame.toString('utf8', 5, 5 + headerLength))
    const body = frame.subarray(5 + headerLength)
    if (header.protocol === 'TCP') overTcp(header, body)
    else overHttp(header, body)
  }
})
channel.on('close', () => process.exit(0))
channel.on('error', () => process.exit(1))
