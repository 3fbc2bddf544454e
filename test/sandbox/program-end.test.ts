import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { until } from '../support/until.ts'
import { hasWalls, openTestHost, shell, withSandbox } from './support/hosts.ts'

test('when the program is killed, nothing of it lives on, and others take its place', async (context) => {
  const { host, close } = await openTestHost()
  try {
    if (!hasWalls(host)) return context.skip('no namespaces here')
    for (let round = 0; round < 2; round++) {
      const [running, frozen] = await Promise.all([
        host.create({ label: 'running', mounts: [] }),
        host.create({ label: 'frozen', mounts: [] }),
      ])
      const processes = await Promise.all(
        [running, frozen].map((sandbox) => sandbox.start(shell('exec sleep 1000'))),
      )
      await frozen.freeze()
      process.kill(Number(running.id.split('-')[0]), 'SIGKILL')
      for (const { ended } of processes) assert.equal((await ended).signal, 'SIGKILL')
      for (const { pid } of processes) await until(() => !isAlive(pid))
      await assert.rejects(running.start(shell('true')), /has ended/)
      await frozen.thaw()
      await Promise.all([running.stop(), frozen.stop()])
      const said = await withSandbox(host, async (sandbox) =>
        text((await sandbox.start(shell('echo on'))).output),
      )
      assert.equal(said, 'on\n')
    }
  } finally {
    await close()
  }
  await assert.rejects(host.create({ label: 'late', mounts: [] }), /closed/)
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
