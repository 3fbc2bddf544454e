import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { silentLogger } from '../base/logger.ts'
import { openSandboxHost, type ProcessSpec, type Sandbox, type SandboxHost } from './index.ts'

const env = { PATH: '/usr/bin:/bin' }
const shell = (script: string, channels = 0): ProcessSpec => ({
  command: ['/bin/sh', '-c', script],
  env,
  workingDirectory: '/',
  channels,
})

for (const mode of ['auto', 'plain'] as const) {
  describe(`sandboxes (${mode})`, () => {
    let host: SandboxHost
    let folder: string
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'lambent-sandbox-test-'))
      host = await openSandboxHost({ logger: silentLogger, runFolder: folder, mode })
    })
    after(async () => {
      await host.close()
      rmSync(folder, { recursive: true, force: true })
    })

    async function withSandbox(work: (sandbox: Sandbox) => Promise<void>) {
      const sandbox = await host.create({ label: 'test', mounts: [] })
      try {
        await work(sandbox)
      } finally {
        await sandbox.stop()
      }
    }

    test('output and exit codes come back', () =>
      withSandbox(async (sandbox) => {
        const process = await sandbox.start(shell('echo out; echo err >&2; echo again >/dev/stdout; exit 7'))
        assert.equal(await text(process.output), 'out\nerr\nagain\n')
        assert.deepEqual(await process.ended, { code: 7, outOfMemory: false })
      }))

    test('channels are two-way streams from descriptor 3', () =>
      withSandbox(async (sandbox) => {
        const process = await sandbox.start(shell('read line <&3; echo "got $line" >&4; echo done >&3', 2))
        const [first, second] = process.channels
        first?.write('hello\n')
        assert.equal(second && (await text(second)), 'got hello\n')
        assert.equal(first && (await text(first)), 'done\n')
        assert.deepEqual(await process.ended, { code: 0, outOfMemory: false })
      }))

    test('processes end and the sandbox stays', () =>
      withSandbox(async (sandbox) => {
        const mark = `/tmp/lambent-sandbox-test-${process.pid}`
        const first = await sandbox.start(shell(`echo kept >${mark}; sleep 1000 & echo started; wait`))
        await new Promise((resolve) => first.output.once('data', resolve))
        const others = [
          await sandbox.start(shell('kill -STOP $$')),
          await sandbox.start(shell('exec sleep 999')),
        ]
        await sandbox.endProcesses()
        for (const { ended } of [first, ...others]) assert.equal((await ended).signal, 'SIGKILL')
        await sandbox.endProcesses()
        const second = await sandbox.start(
          shell(`cat ${mark}; rm ${mark}; read line <&3; echo "got $line"`, 1),
        )
        second.channels[0]?.write('more\n')
        assert.equal(await text(second.output), 'kept\ngot more\n')
        assert.deepEqual(await second.ended, { code: 0, outOfMemory: false })
      }))

    test('a program that is not there is refused', () =>
      withSandbox(async (sandbox) => {
        if (mode === 'plain') return
        await assert.rejects(sandbox.start({ ...shell(''), command: ['/no/such'] }), /\/no\/such/)
      }))
  })
}
