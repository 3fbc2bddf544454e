/**
 * Carries a debugger's connections into an environment that has a network of its own: `node relay.mjs <server> <port>`. One connection to
 * the server waits at any time; when the server writes a byte there, a debugger has come: it is answered by a byte when the port inside
 * is reached where the runtime listens, from then on the connection leads there, and the next one waits.
 */
import { connect } from 'node:net'

const [server, port] = process.argv.slice(2)
const [host, serverPort] = server.split(':')

/** How long until a port that nobody listens at yet is tried again. Unit: milliseconds. */
const againMs = 20

function wait() {
  const outside = connect({ host, port: Number(serverPort), allowHalfOpen: true })
  outside.once('data', (first) => {
    wait()
    outside.pause()
    enter(outside, first.subarray(1))
  })
  outside.on('error', () => outside.destroy())
  // The server has closed it: the session is over, and so is what this program is for.
  outside.once('end', () => outside.destroy())
}

function enter(outside, rest) {
  if (outside.destroyed) return
  const inside = connect({ host: '127.0.0.1', port: Number(port), allowHalfOpen: true })
  inside.once('connect', () => {
    outside.write(Buffer.from([1]))
    inside.write(rest)
    inside.pipe(outside)
    outside.pipe(inside)
    outside.resume()
    inside.once('close', () => outside.destroy())
    outside.once('close', () => inside.destroy())
  })
  inside.on('error', () => {
    inside.destroy()
    // The runtime has not come so far yet.
    if (inside.bytesRead === 0 && inside.bytesWritten === 0) setTimeout(enter, againMs, outside, rest)
    else outside.destroy()
  })
}

wait()
