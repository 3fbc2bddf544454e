/**
 * The least that a server in Node.js with processes behind it can do: HTTP in, the body to a process that waits in a read on a
 * Unix socket, its answer out. No names, no signatures, no log, no walls. `node bare-hop-server.ts <port> <processes>`
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'

const [port = '0', processes = '16'] = process.argv.slice(2)

const program = `
const { readSync, writeSync } = require('node:fs')
const buffer = Buffer.allocUnsafe(65536)
for (;;) {
  const bytes = readSync(3, buffer)
  if (bytes === 0) process.exit(0)
  const event = JSON.parse(buffer.toString('utf8', 0, bytes))
  writeSync(3, JSON.stringify({ hello: event.name ?? 'world' }))
}`

interface Worker {
  readonly child: ChildProcess
  readonly socket: Duplex
  answer: (answer: Buffer) => void
}

/** The one used last comes first, as in the server. */
const free: Worker[] = []
for (let count = 0; count < Number(processes); count++) {
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] })
  const worker: Worker = { child, socket: child.stdio[3] as Duplex, answer: () => {} }
  worker.socket.on('data', (answer: Buffer) => {
    free.push(worker)
    worker.answer(answer)
  })
  free.push(worker)
}

createServer((request, response) => {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => {
    const worker = free.pop()
    if (!worker) {
      response.writeHead(503).end()
      return
    }
    worker.answer = (answer) => {
      response.writeHead(200, { 'content-length': answer.length }).end(answer.toString('latin1'), 'latin1')
    }
    worker.socket.write(Buffer.concat(pieces))
  })
}).listen(Number(port), '127.0.0.1')
