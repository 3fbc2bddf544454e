import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import type { Sandbox, SandboxHost } from '../../src/sandbox/index.ts'
import { assignment, hasWalls, openTestHost, shell, stands, withSandbox } from './support/hosts.ts'

/** Runs a test where there are walls. */
function walled(name: string, work: (host: SandboxHost, sandbox: Sandbox) => Promise<void>) {
  test(name, async (context) => {
    const { host, close } = await openTestHost()
    try {
      if (!hasWalls(host)) return context.skip('no namespaces here')
      await withSandbox(host, (sandbox) => work(host, sandbox))
    } finally {
      await close()
    }
  })
}

const run = async (sandbox: Sandbox, script: string) => text((await sandbox.start(shell(script))).output)

walled('nothing that ran is left, 50 times in a row', async (host, sandbox) => {
  await sandbox.assign(assignment())
  for (let round = 0; round < 50; round++) {
    const started = await sandbox.start(
      shell('setsid sleep 1000 & (sleep 1000 &) & trap "" TERM; sleep 1000 & echo on; exec sleep 1000'),
    )
    await new Promise((resolve) => started.output.once('data', resolve))
    await sandbox.endProcesses()
  }
  // The first process, the shell, ls and grep.
  if (stands(host, 'process list'))
    assert.match(await run(sandbox, 'ls /proc | grep -c "^[0-9]"'), /^[34]\n$/)
})

walled('files in /tmp stay, shared memory goes', async (_host, sandbox) => {
  await sandbox.assign(assignment())
  await run(sandbox, 'echo a >/tmp/a; echo b >/dev/shm/b')
  assert.equal(await run(sandbox, 'ls /tmp /dev/shm'), '/dev/shm:\nb\n\n/tmp:\na\n')
  await sandbox.endProcesses()
  assert.equal(await run(sandbox, 'ls /tmp /dev/shm; echo c >/dev/shm/c'), '/dev/shm:\n\n/tmp:\na\n')
})

walled(
  'who used too much is forgotten: the next ones have all their memory, and no more',
  async (_host, sandbox) => {
    await sandbox.assign(assignment({ memoryBytes: 64 << 20 }))
    const use = (megabytes: number) => `exec python3 -c "x = b'1' * (${megabytes} << 20); print('used')"`
    for (let round = 0; round < 3; round++) {
      const greedy = await sandbox.start(shell(use(200)))
      assert.equal((await greedy.ended).outOfMemory, true)
      await sandbox.endProcesses()
      const modest = await sandbox.start(shell(use(20)))
      assert.equal(await text(modest.output), 'used\n')
      const { peakMemoryBytes } = await sandbox.usage()
      assert.ok(peakMemoryBytes < 60 << 20, `${peakMemoryBytes}`)
      const killed = await sandbox.start(shell('kill -9 $$'))
      assert.deepEqual(await killed.ended, { signal: 'SIGKILL', outOfMemory: false })
      await sandbox.endProcesses()
    }
  },
)

walled('a sandbox that is stopped meanwhile answers', async (_host, sandbox) => {
  await sandbox.start(shell('exec sleep 1000'))
  const ending = sandbox.endProcesses()
  await Promise.all([sandbox.stop(), ending.catch(() => {})])
  await assert.rejects(sandbox.endProcesses())
})
