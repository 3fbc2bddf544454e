import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ChannelListener } from './channels.ts'

test('streams go to who asked for them; who waits for some when the program ends is told that none will come', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lambent-channels-'))
  const listener = await ChannelListener.listen(folder)
  const open = (token: string) => {
    const socket = connect(join(folder, 'channels'))
    socket.write(token)
    return socket
  }
  try {
    const [first, second] = ['a'.repeat(32), 'b'.repeat(32)]
    const come = listener.expect(first)
    const sent = open(first)
    ;(await come).end('hello')
    assert.equal(String((await once(sent, 'data'))[0]), 'hello')
    sent.destroy()

    const missing = listener.expect(second)
    listener.forgetAll(new Error('The program has ended'))
    await assert.rejects(missing, /has ended/)
    // One that comes all the same is nobody's.
    const late = open(second)
    late.resume()
    await once(late, 'close')
  } finally {
    listener.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
