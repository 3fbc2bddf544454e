import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect as connectHttp2, constants } from 'node:http2'
import { connect } from 'node:net'
import { after, describe, it } from 'node:test'
import { silentLogger } from '../base/logger.ts'
import { type HttpHandler, type HttpServer, readBody, send, startHttpServer } from './index.ts'

const open: HttpServer[] = []
after(() => Promise.all(open.map((server) => server.close(0))))

async function serve(handler: HttpHandler): Promise<HttpServer> {
  const server = await startHttpServer({ host: '127.0.0.1', port: 0, handler, logger: silentLogger })
  open.push(server)
  return server
}

const echo: HttpHandler = async (request, response) => {
  const body = await readBody(request, 10_000_000)
  const headers = { 'Content-Type': 'text/plain', 'x-version': request.httpVersion }
  await send(response, { status: 200, headers, body })
}

async function ask(port: number, body: string): Promise<string> {
  const session = connectHttp2(`http://127.0.0.1:${port}`)
  const stream = session.request({ ':method': 'POST', ':path': '/' })
  stream.end(body)
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) text += chunk
  session.close()
  return text
}

/** Sends the pieces, each after the one before has gone out, and gives what comes back until the other side ends. */
async function sendPieces(port: number, pieces: readonly string[]): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk
  })
  for (const piece of pieces) {
    await new Promise((resolve) => socket.write(piece, resolve))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await once(socket, 'close')
  return text
}

describe('the port', () => {
  it('takes HTTP/2 and HTTP/1.1, with bodies of any size', async () => {
    const { port } = await serve(echo)
    for (const size of [0, 1, 100_000, 3_000_000]) {
      const body = 'x'.repeat(size)
      assert.equal(await ask(port, body), body)
      const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body })
      assert.equal(answer.headers.get('x-version'), '1.1')
      assert.equal(await answer.text(), body)
    }
  })

  it('takes a request that comes in pieces', async () => {
    const { port } = await serve(echo)
    for (const request of [
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi',
      'PROPFIND / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi',
    ]) {
      assert.match(await sendPieces(port, [...request]), /^HTTP\/1\.1 200 .*hi$/s)
    }
  })

  it('cuts who begins like HTTP/2 and goes on otherwise', async () => {
    const { port } = await serve(echo)
    await sendPieces(port, ['P', 'R', 'I * HTTP/2.0\r\n\r\nXX\r\n\r\n'])
    await sendPieces(port, ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '\xff'.repeat(100)])
    assert.equal(await ask(port, 'still there'), 'still there')
  })

  it('is closed although somebody has connected and said nothing', async () => {
    const server = await serve(echo)
    const sockets = ['', 'PR'].map((text) => {
      const socket = connect(server.port, '127.0.0.1')
      if (text) socket.write(text)
      return socket
    })
    const gone = sockets.map((socket) => once(socket.resume(), 'close'))
    await Promise.all(sockets.map((socket) => once(socket, 'connect')))
    await ask(server.port, 'x')
    await server.close(60_000)
    await Promise.all(gone)
  })
})

describe('closing', () => {
  it('lets what is in flight over HTTP/2 finish', async () => {
    const begun = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    const server = await serve(async (_request, response) => {
      begun.resolve()
      await go.promise
      await send(response, { status: 200, headers: {}, body: 'done' })
    })
    const answer = ask(server.port, '')
    await begun.promise
    const closed = server.close(60_000)
    go.resolve()
    assert.equal(await answer, 'done')
    await closed
    assert.equal(server.inFlight, 0)
  })

  it('cuts what does not finish', async () => {
    const begun = Promise.withResolvers<void>()
    const server = await serve(() => {
      begun.resolve()
      return new Promise(() => {})
    })
    const session = connectHttp2(`http://127.0.0.1:${server.port}`)
    session.on('error', () => {})
    const stream = session.request({ ':path': '/' })
    const ended = new Promise<void>((resolve) => stream.on('error', () => {}).on('close', () => resolve()))
    await begun.promise
    await server.close(1)
    await ended
  })

  it('of the client ends a streamed answer', async () => {
    const ended = Promise.withResolvers<void>()
    async function* forever() {
      try {
        for (;;) yield Buffer.alloc(100_000)
      } finally {
        ended.resolve()
      }
    }
    const { port } = await serve((_request, response) =>
      send(response, { status: 200, headers: {}, body: forever() }),
    )
    const session = connectHttp2(`http://127.0.0.1:${port}`)
    const stream = session.request({ ':path': '/' })
    await once(stream, 'data')
    stream.close(constants.NGHTTP2_CANCEL)
    await ended.promise
    session.close()
  })

  it('is let go of by clients that read nothing more, and hears when they leave', async () => {
    let left = 0
    const server = await serve(async (_request, response) => {
      response.once('close', () => {
        if (!response.writableFinished) left++
      })
      response.writeHead(200)
      response.write('begun')
    })
    const session = connectHttp2(`http://127.0.0.1:${server.port}`)
    const [leaving, staying] = [session.request(), session.request()]
    await Promise.all([once(leaving, 'response'), once(staying, 'response')])
    leaving.close(constants.NGHTTP2_CANCEL)
    while (left === 0) await new Promise((resolve) => setImmediate(resolve))
    assert.equal(left, 1)
    session.on('error', () => {})
    staying.on('error', () => {})
    const closing = server.close(0)
    await closing
    session.destroy()
  })
})
