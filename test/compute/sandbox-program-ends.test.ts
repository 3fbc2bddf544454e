/** The program that makes sandboxes is killed: what ran is lost, and functions go on in sandboxes of another one. */
import assert from 'node:assert/strict'
import { kill } from 'node:process'
import { describe, it } from 'node:test'
import { until } from '../support/until.ts'
import { computeRoom } from './support.ts'

const room = computeRoom()

/** Kills the program. Resolves when that is known. */
async function killProgram(): Promise<void> {
  const sandbox = await room.sandboxes.create({ label: 'asks who', mounts: [] })
  const witness = await sandbox.start({
    command: ['/bin/sh', '-c', 'exec sleep 1000'],
    env: { PATH: '/usr/bin:/bin' },
    workingDirectory: '/',
    channels: 0,
  })
  kill(Number(sandbox.id.split('-')[0]), 'SIGKILL')
  assert.equal((await witness.ended).signal, 'SIGKILL')
}

describe('when the sandbox program is killed', () => {
  const python = room.version.bind(room)
  const code =
    'import time\ndef handler(event, context):\n    time.sleep(event["seconds"])\n    return event["seconds"]\n'

  it('functions run again: those at work, at rest, provisioned, of SnapStart, and those to come', async (test) => {
    if (!room.canClone) return test.skip('no sandbox program here')
    const [atWork, atRest, provisioned, snap] = [
      python({ 'main.py': code }),
      python({ 'main.py': code }),
      python({ 'main.py': code }),
      python({ 'main.py': code }, { snapStart: true, version: '1' }),
    ]
    await room.compute.provision(provisioned, 1)
    await room.compute.prepare(snap)
    for (const version of [atWork, atRest, snap])
      assert.equal((await room.invoke(version, { seconds: 0 })).text, '0')
    await until(() => room.compute.environments.every(({ state }) => state === 'frozen'))
    const cutOff = room.invoke(atWork, { seconds: 30 }, { requestId: 'r-cut' })
    await until(() => room.compute.environments.some(({ state }) => state === 'invoking'))
    await killProgram()
    assert.match((await cutOff).text, /r-cut Error: Runtime exited with error: signal: killed/)
    const others = [
      python({ 'main.py': code }),
      python({ 'main.mjs': 'export const handler = async () => 0' }, { runtime: 'nodejs24.x' }),
    ]
    for (const version of [atWork, atRest, provisioned, snap, ...others])
      assert.equal((await room.invoke(version, { seconds: 0 })).text, '0')
    await until(() => room.compute.provisioned(provisioned).available === 1)
    await room.compute.provision(provisioned, 0)
    const rooms = room.compute.environments.map(({ state }) => state)
    assert.ok(
      rooms.every((state) => state === 'idle' || state === 'frozen' || state === 'invoking'),
      `${rooms}`,
    )
  })

  it('again and again', async (test) => {
    if (!room.canClone) return test.skip('no sandbox program here')
    const version = python({ 'main.py': code })
    for (let round = 0; round < 2; round++) {
      await killProgram()
      await until(() => room.compute.environments.length === 0)
      assert.equal((await room.invoke(version, { seconds: 0 })).text, '0')
    }
  })
})
