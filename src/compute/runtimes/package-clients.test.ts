import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { installOnce } from './install-once.ts'
import { runClient } from './package-clients.ts'

test('a client that nobody waits for any more is ended, and leaves nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-clients-'))
  const ended = new AbortController()
  const begun = Promise.withResolvers<void>()
  try {
    const install = async () => {
      const running = runClient('sleep', ['600'], { signal: ended.signal })
      begun.resolve()
      await running
    }
    const first = installOnce(join(folder, 'sdk'), install, ended.signal)
    const second = installOnce(join(folder, 'sdk'), install, ended.signal)
    // Both are looked at from the beginning: one that failed unseen would be a failure of its own.
    const both = Promise.all([first, second].map((one) => assert.rejects(one, { name: 'AbortError' })))
    await begun.promise
    ended.abort()
    await both
    assert.equal(existsSync(join(folder, 'sdk')), false)
    assert.deepEqual(await readdir(folder), [])
    await assert.rejects(runClient('sleep', ['600'], { signal: ended.signal }), { name: 'AbortError' })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
