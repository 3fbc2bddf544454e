import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Pythons } from '../../src/compute/runtimes/find-python.ts'
import { bootstraps, functions, RuntimeProcess } from '../support/runtime-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'lambent-warm-'))
const socketPath = join(folder, 'channel')
const taskRoot = join(functions, 'python')

/** One end of a fork's channel. */
class Fork {
  readonly #socket: Socket
  #received: Buffer = Buffer.alloc(0)

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('error', () => {})
  }

  send(type: string, body: string | Uint8Array): void {
    const bytes = Buffer.from(body)
    const head = Buffer.alloc(5)
    head.writeUInt32BE(bytes.length + 1)
    head.write(type, 4, 'latin1')
    this.#socket.write(Buffer.concat([head, bytes]))
  }

  async next(): Promise<[string, Buffer]> {
    for (;;) {
      if (this.#received.length >= 5) {
        const end = 4 + this.#received.readUInt32BE()
        if (this.#received.length >= end) {
          const frame = this.#received.subarray(0, end)
          this.#received = this.#received.subarray(end)
          return [String.fromCharCode(frame[4] ?? 0), frame.subarray(5)]
        }
      }
      const [piece] = (await once(this.#socket, 'data')) as [Buffer]
      this.#received = Buffer.concat([this.#received, piece])
    }
  }

  async answer(handler: string, event: unknown): Promise<unknown> {
    assert.equal((await this.next())[0], 'b')
    this.send(
      'A',
      JSON.stringify({ env: { MINE: 'x' }, handler, taskRoot, workingDirectory: taskRoot, sdkPaths: [] }),
    )
    assert.equal((await this.next())[0], 'r')
    const head = Buffer.from(JSON.stringify({ id: 'r', arn: 'a', deadline: 4e12 }))
    const length = Buffer.alloc(4)
    length.writeUInt32BE(head.length)
    this.send('I', Buffer.concat([length, head, Buffer.from(JSON.stringify(event))]))
    const [type, body] = await this.next()
    assert.equal(type, 'o')
    return JSON.parse(body.toString())
  }

  close(): void {
    this.#socket.destroy()
  }
}

describe('a warm parent without sandboxes', () => {
  let parent: RuntimeProcess
  let server: Server
  let count = 0
  const ended: { code: number | null }[] = []

  /** What the parent says next; ends of forks are noted. */
  const heard = async () => {
    const frame = await parent.next()
    if (frame?.type === 'g') ended.push(JSON.parse(frame.body.toString()) as { code: number | null })
    return frame
  }

  before(async () => {
    const found = await new Pythons({ environment: process.env }).all()
    const python = found.find(({ version }) => Number(version.split('.')[1]) >= 8)?.path ?? 'python3'
    parent = new RuntimeProcess([python, '-I', '-S', join(bootstraps, 'python/warm_parent.py'), '--plain'])
    server = createServer().listen(socketPath)
    await once(server, 'listening')
    assert.equal((await parent.next())?.type, 'b')
  })
  after(async () => {
    server.close()
    await parent.stop()
    rmSync(folder, { recursive: true })
  })

  const fork = async (): Promise<Fork> => {
    parent.send('F', JSON.stringify({ id: ++count, channel: socketPath }))
    const [socket] = (await once(server, 'connection')) as [Socket]
    while ((await heard())?.type !== 'f');
    return new Fork(socket)
  }

  it('forks runtimes that know nothing of one another', async () => {
    const forks = [await fork(), await fork()]
    const answers = (await Promise.all(forks.map((one) => one.answer('app.surroundings', {})))) as {
      env: object
      random: number
      uuid: string
      log_handlers: number
      rehearsals: string[]
    }[]
    assert.deepEqual(answers[0]?.env, { MINE: 'x' })
    // The function that each of them has run before is not there any more.
    assert.deepEqual(answers[0]?.rehearsals, [])
    assert.equal(answers[0]?.log_handlers, 1)
    assert.notEqual(answers[0]?.random, answers[1]?.random)
    assert.notEqual(answers[0]?.uuid, answers[1]?.uuid)
    for (const one of forks) one.close()
  })

  it("lets a function have its own module of a loaded one's name", async () => {
    const one = await fork()
    assert.equal(await one.answer('calendar.handler', {}), "the function's own calendar")
    one.close()
  })

  it('tells how forks end', async () => {
    while (ended.length < 3) assert.notEqual(await heard(), undefined)
    assert.deepEqual(
      ended.map(({ code }) => code),
      [1, 1, 1],
    )
  })
})
