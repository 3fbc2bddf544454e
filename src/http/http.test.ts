import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { after, describe, it } from 'node:test'
import { silentLogger } from '../base/logger.ts'
import {
  BodyError,
  type HttpHandler,
  type HttpServer,
  readBody,
  send,
  startHttpServer,
  streamBody,
} from './index.ts'

const open: HttpServer[] = []
after(() => Promise.all(open.map((server) => server.close(0))))

async function serve(handler: HttpHandler): Promise<HttpServer> {
  const server = await startHttpServer({ host: '127.0.0.1', port: 0, handler, logger: silentLogger })
  open.push(server)
  return server
}

function dial(port: number): { socket: Socket; ended: Promise<string> } {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  const ended = new Promise<string>((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
  })
  return { socket, ended }
}

describe('bodies', () => {
  const echo: HttpHandler = async (request, response) => {
    try {
      const body = await readBody(request, 10, 60)
      await send(response, { status: 200, headers: {}, body })
    } catch (error) {
      assert.ok(error instanceof BodyError)
      response.setHeader('Connection', 'close')
      await send(response, { status: 400, headers: {}, body: error.reason })
    }
  }

  it('are read whole up to the limit', async () => {
    const { port } = await serve(echo)
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '0123456789' })
    assert.equal(await answer.text(), '0123456789')
  })

  it('are read one by one where several come in one packet, and the connection closes behind the last', async () => {
    const { port } = await serve(echo)
    const { socket, ended } = dial(port)
    const post = (body: string, more = '') =>
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`
    socket.write(`${post('one')}${post('')}${post('three', 'Connection: close\r\n')}`)
    const bodies = (await ended).split('HTTP/1.1 200 OK').map((answer) => answer.split('\r\n\r\n')[1])
    assert.deepEqual(bodies, [undefined, 'one', '', 'three'])
  })

  it('are refused above it, announced or not', async () => {
    const { port } = await serve(echo)
    for (const framing of [
      'Content-Length: 11\r\n\r\n',
      'Transfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n',
      'Transfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n',
    ]) {
      const { socket, ended } = dial(port)
      socket.write(`POST / HTTP/1.1\r\nHost: a\r\n${framing}`)
      assert.match(await ended, /400 Bad Request[\s\S]*too large$/)
    }
  })

  it('are given up when they stop moving', async () => {
    const { port } = await serve(echo)
    const { socket, ended } = dial(port)
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab')
    assert.match(await ended, /too slow$/)
  })

  it('come piece by piece as a stream, and fail where they are cut', async () => {
    const seen: string[] = []
    const done = Promise.withResolvers<unknown>()
    const { port } = await serve(async (request, response) => {
      try {
        for await (const piece of streamBody(request, 2000)) seen.push(Buffer.from(piece).toString())
      } catch (error) {
        done.resolve(error)
      }
      response.destroy()
    })
    const { socket } = dial(port)
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab')
    socket.end()
    const error = await done.promise
    assert.ok(error instanceof BodyError)
    assert.equal(error.reason, 'incomplete')
    assert.deepEqual(seen, ['ab'])
  })
})

describe('the server', () => {
  it('answers what is not HTTP with 400 and closes', async () => {
    const { port } = await serve(async () => {})
    const { socket, ended } = dial(port)
    socket.write('NONSENSE\r\n\r\n')
    assert.match(await ended, /^HTTP\/1\.1 400 Bad Request\r\n/)
  })

  it('answers headers beyond their limit with 431', async () => {
    const { port } = await serve(async () => {})
    const { socket, ended } = dial(port)
    socket.write(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`)
    assert.match(await ended, /^HTTP\/1\.1 431 /)
  })

  it('finishes what is in flight before it closes, and takes nothing new', async () => {
    const begun = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const server = await serve(async (_, response) => {
      begun.resolve()
      await release.promise
      await send(response, { status: 200, headers: {}, body: 'done' })
    })
    const answer = fetch(`http://127.0.0.1:${server.port}/`)
    await begun.promise
    assert.equal(server.inFlight, 1)
    const closed = server.close(10_000)
    await assert.rejects(fetch(`http://127.0.0.1:${server.port}/`))
    release.resolve()
    assert.equal(await (await answer).text(), 'done')
    await closed
  })

  it('cuts what does not finish in time', async () => {
    const begun = Promise.withResolvers<void>()
    const server = await serve(async () => begun.resolve())
    const answer = fetch(`http://127.0.0.1:${server.port}/`)
    await begun.promise
    await Promise.all([server.close(1), assert.rejects(answer)])
  })

  it('cuts an answer whose stream fails, so that it is not taken for whole', async () => {
    const { port } = await serve(async (_, response) => {
      async function* body() {
        yield Buffer.from('half')
        throw new Error('the rest is lost')
      }
      await send(response, { status: 200, headers: {}, body: body() }).catch(() => {})
    })
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    await assert.rejects(answer.text())
  })

  it('reads a stream no faster than the client takes it', async () => {
    let produced = 0
    const { port } = await serve(async (_, response) => {
      async function* body() {
        for (; produced < 2000; produced++) yield Buffer.alloc(64 * 1024)
      }
      await send(response, { status: 200, headers: {}, body: body() })
    })
    const { socket, ended } = dial(port)
    socket.pause()
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await new Promise<void>((resolve) => {
      let last = -1
      const look = () => {
        if (produced > 0 && produced === last) return resolve()
        last = produced
        setTimeout(look, 30)
      }
      look()
    })
    assert.ok(produced < 1000, `${produced} pieces were produced for a client that reads nothing`)
    socket.destroy()
    await ended
  })
})
