import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import { type ClientOptions, WebSocket } from 'ws'
import { silentLogger } from '../base/logger.ts'
import { FrameLengths } from './frame-lengths.ts'
import { type HttpServer, type SocketPeer, send, startHttpServer, type Upgrade } from './index.ts'

const open: HttpServer[] = []
after(() => Promise.all(open.map((server) => server.close(0))))

const limits = { messageBytesMax: 1000, frameBytesMax: 100 }

/** A server that accepts all but `/no` and remembers what it was told. `/odd` is not for upgrades. */
async function serve(message?: (text: string, peer: SocketPeer) => Promise<void>) {
  const told: Array<{ readonly code: number; readonly reason: string }> = []
  const peers: SocketPeer[] = []
  let onClosed = () => {}
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    logger: silentLogger,
    handler: (request, response) => send(response, { status: 200, headers: {}, body: request.url ?? '' }),
    upgrades: {
      claims: ({ url }) => url !== '/odd',
      handle: async (request, upgrade) => {
        if (upgrade.isMalformed) return upgrade.refuse({ status: 400, headers: {}, body: 'malformed' })
        if (request.url === '/no') return upgrade.refuse({ status: 403, headers: { a: 'b' }, body: 'no' })
        accept(upgrade)
      },
    },
  })
  const accept = (upgrade: Upgrade) =>
    upgrade.accept(
      { 'x-more': '1', 'x-bad': 'a\r\nb: c', 'Sec-WebSocket-Protocol': 'two' },
      limits,
      (peer) => {
        peers.push(peer)
        return {
          message: async (text) => {
            if (message) await message(text, peer)
            else await peer.send(text)
          },
          stirred: () => {},
          closed: (code, reason) => {
            told.push({ code, reason })
            onClosed()
          },
        }
      },
    )
  open.push(server)
  const dial = (path = '/', options: ClientOptions = {}, protocols: string[] = []) =>
    new WebSocket(`ws://127.0.0.1:${server.port}${path}`, protocols, options)
  /** Waits until so many connections are over. */
  const closed = async (count: number) => {
    while (told.length < count) await new Promise<void>((resolve) => (onClosed = resolve))
  }
  return { server, told, peers, dial, closed }
}

/** The code and words that a client was let go with. */
async function end(client: WebSocket): Promise<[number, string]> {
  const [code, reason] = (await once(client, 'close')) as [number, Buffer]
  return [code, reason.toString()]
}

describe('WebSockets', () => {
  it('carry messages both ways, and say once how they ended', async () => {
    const { dial, told, closed } = await serve()
    const client = dial('/', {}, ['one', 'two'])
    const opened = once(client, 'open')
    const [answer] = (await once(client, 'upgrade')) as [{ headers: Record<string, string> }]
    assert.deepEqual([answer.headers['x-more'], answer.headers['x-bad']], ['1', undefined])
    await opened
    assert.equal(client.protocol, 'two')
    const texts: string[] = []
    const all = new Promise<void>((resolve) => {
      client.on('message', (data) => {
        if (texts.push(String(data)) === 200) resolve()
      })
    })
    for (let count = 0; count < 200; count++) client.send(`m${count}`)
    await all
    assert.equal(new Set(texts).size, 200)
    client.close(4001, 'bye')
    await closed(1)
    assert.deepEqual(told, [{ code: 4001, reason: 'bye' }])
  })

  it('are refused with an answer like any other; what is not claimed is a request like any other', async () => {
    const { dial, server } = await serve()
    const [, answer] = (await once(dial('/no'), 'unexpected-response')) as [
      unknown,
      { statusCode: number; headers: object },
    ]
    assert.equal(answer.statusCode, 403)
    assert.equal((answer.headers as { a: string }).a, 'b')
    const [, odd] = (await once(dial('/odd'), 'unexpected-response')) as [unknown, { statusCode: number }]
    assert.equal(odd.statusCode, 200)
    const h2c = await fetch(`http://127.0.0.1:${server.port}/plain`)
    assert.equal(await h2c.text(), '/plain')
  })

  it('that do not follow the protocol are refused', async () => {
    const { server } = await serve()
    for (const lines of [
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short',
    ]) {
      const socket = connect(server.port, '127.0.0.1')
      socket.write(
        `GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: upgrade\r\n${lines}\r\n\r\n`,
      )
      let text = ''
      socket.on('data', (bytes) => (text += bytes.toString('latin1')))
      await once(socket, 'close')
      assert.match(text, /^HTTP\/1\.1 400 [\s\S]*malformed$/)
    }
  })

  it('end when a client sends bytes, too much, or what is no frame', async () => {
    const { dial, told, closed } = await serve()
    const bytes = dial()
    await once(bytes, 'open')
    bytes.send(Buffer.from('x'))
    assert.equal((await end(bytes))[0], 1003)
    const frame = dial()
    await once(frame, 'open')
    frame.send('x'.repeat(101))
    assert.equal((await end(frame))[0], 1009)
    const message = dial()
    await once(message, 'open')
    for (let count = 0; count < 11; count++) message.send('x'.repeat(100), { fin: count === 10 })
    assert.equal((await end(message))[0], 1009)
    const broken = dial()
    await once(broken, 'open')
    ;(broken as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(
      Buffer.from([0xff, 0xff, 0xff]),
    )
    assert.equal((await end(broken))[0], 1002)
    await closed(4)
    assert.deepEqual(
      told.map(({ code }) => code),
      [1003, 1009, 1009, 1002],
    )
  })

  it('may have messages of many frames up to the limit', async () => {
    const { dial } = await serve()
    const client = dial()
    await once(client, 'open')
    for (let count = 0; count < 10; count++) client.send('y'.repeat(100), { fin: count === 9 })
    const [data] = (await once(client, 'message')) as [Buffer]
    assert.equal(String(data), 'y'.repeat(1000))
    client.terminate()
  })

  it('that their server lets go, or cuts, are over; it sends nothing more', async () => {
    const { dial, peers, told, closed } = await serve()
    const client = dial()
    await once(client, 'open')
    const [peer] = peers
    assert.equal(await peer?.send('hello'), 'sent')
    peer?.close(1000, 'enough')
    assert.equal(await peer?.send('late'), 'gone')
    assert.deepEqual(await end(client), [1000, 'enough'])
    await closed(1)
    const cut = dial()
    await once(cut, 'open')
    cut.terminate()
    await closed(2)
    assert.deepEqual(told, [
      { code: 1000, reason: 'enough' },
      { code: 1006, reason: '' },
    ])
  })

  it('end with their server', async () => {
    const { dial, server, told } = await serve()
    const client = dial()
    await once(client, 'open')
    const ended = end(client)
    await server.close(5000)
    assert.deepEqual(await ended, [1001, 'Going away'])
    assert.equal(told.length, 1)
  })

  it('wait with further messages while many are worked at', async () => {
    let atOnce = 0
    let most = 0
    let go = () => {}
    const gate = new Promise<void>((resolve) => (go = resolve))
    const { dial, closed } = await serve(async (text) => {
      most = Math.max(most, ++atOnce)
      if (text === 'last') go()
      if (most < 64) await gate
      else go()
      atOnce--
    })
    const client = dial()
    await once(client, 'open')
    for (let count = 0; count < 300; count++) client.send('m')
    client.close(1000)
    await closed(1)
    assert.equal(most, 64)
  })
})

describe('lengths of frames', () => {
  it('are found however bytes are cut', () => {
    const frame = fc.record({ length: fc.integer({ min: 0, max: 70_000 }), masked: fc.boolean() })
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 9000 })),
        (frames, cuts) => {
          const bytes = Buffer.concat(
            frames.flatMap(({ length, masked }) => [headOf(length, masked), Buffer.alloc(length)]),
          )
          const lengths = new FrameLengths()
          let [at, longest, turn] = [0, 0, 0]
          while (at < bytes.length) {
            const next = at + (cuts[turn++] ?? 1000)
            longest = Math.max(longest, lengths.longest(bytes.subarray(at, next)))
            at = next
          }
          assert.equal(longest, Math.max(0, ...frames.map(({ length }) => length)))
        },
      ),
      { numRuns: 30 },
    )
  })
})

function headOf(length: number, masked: boolean): Buffer {
  const bit = masked ? 0x80 : 0
  const mask = masked ? [1, 2, 3, 4] : []
  if (length < 126) return Buffer.from([0x81, bit | length, ...mask])
  if (length < 65_536) return Buffer.from([0x81, bit | 126, length >> 8, length & 255, ...mask])
  return Buffer.from([
    0x81,
    bit | 127,
    0,
    0,
    0,
    0,
    0,
    length >> 16,
    (length >> 8) & 255,
    length & 255,
    ...mask,
  ])
}
