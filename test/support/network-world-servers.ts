/**
 * Servers of a network world (see network-world.ts), in the role given as argument: `host` is the machine that the sandboxes run on,
 * `outside` what lies beyond it. Says `ready` when all of them listen.
 */
import { createSocket } from 'node:dgram'
import { createServer } from 'node:http'
import { createServer as createTcpServer } from 'node:net'

const role = process.argv[2]

function web(text: string, port: number, address: string): Promise<void> {
  const server = createServer((request, response) => {
    response.end(`${text} ${request.url} ${request.socket.remoteAddress}\n`)
  })
  return new Promise((resolve) => server.listen(port, address, () => resolve()))
}

function echo(type: 'udp4' | 'udp6', port: number, address: string): Promise<void> {
  const socket = createSocket({ type, ipv6Only: type === 'udp6' })
  socket.on('message', (data, from) => {
    socket.send(Buffer.concat([Buffer.from(`${data.length} `), data]), from.port, from.address)
  })
  return new Promise((resolve) => socket.bind(port, address, () => resolve()))
}

/** Sends back what it is sent, whatever its size. */
function tcpEcho(port: number, address: string): Promise<void> {
  const server = createTcpServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    socket.pipe(socket)
  })
  return new Promise((resolve) => server.listen(port, address, () => resolve()))
}

/** Answers any question for an IPv4 address with that of the outside, and others with nothing. */
function answer(question: Buffer): Buffer {
  const end = question.indexOf(0, 12) + 5
  const wantsV4 = question.readUInt16BE(end - 4) === 1
  const head = Buffer.from([
    question[0] ?? 0,
    question[1] ?? 0,
    0x81,
    0x80,
    0,
    1,
    0,
    wantsV4 ? 1 : 0,
    0,
    0,
    0,
    0,
  ])
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 198, 18, 7, 2])
  return Buffer.concat([head, question.subarray(12, end), ...(wantsV4 ? [record] : [])])
}

async function names(address: string): Promise<void> {
  const socket = createSocket('udp4')
  socket.on('message', (data, from) => socket.send(answer(data), from.port, from.address))
  await new Promise<void>((resolve) => socket.bind(53, address, () => resolve()))
  const server = createTcpServer((connection) => {
    connection.on('error', () => {})
    connection.on('data', (data) => {
      const text = answer(data.subarray(2))
      const length = Buffer.alloc(2)
      length.writeUInt16BE(text.length)
      connection.end(Buffer.concat([length, text]))
    })
  })
  await new Promise<void>((resolve) => server.listen(53, address, () => resolve()))
}

if (role === 'host') {
  // What a sandbox must not reach: services of the machine, on its loopback and on its address.
  await web('host', 8100, '::')
  await echo('udp4', 8101, '0.0.0.0')
  await names('127.0.0.53')
} else {
  await web('outside', 8000, '::')
  await web('metadata', 80, '::')
  await echo('udp4', 9000, '0.0.0.0')
  await echo('udp6', 9000, '::')
  await tcpEcho(9001, '::')
}
process.stdout.write('ready\n')
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
