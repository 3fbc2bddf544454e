import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { assignment, openTestHost } from './support/hosts.ts'

const bootstraps = join(import.meta.dirname, '../../bootstraps/python')
const program = `
import os, sys
sys.path.insert(0, ${JSON.stringify(bootstraps)})
import enter_sandbox
enter_sandbox.serve()
loaded = os.getpid()
os.mkdir("/tmp/folder")
open("/tmp/folder/file", "w").write("of the template")
os.write(3, b"ready")
child = enter_sandbox.serve_clones()
status = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines())
print(os.getuid(), loaded, dict(os.environ), child.channels, status["CapEff"].strip(), status["CapBnd"].strip(), flush=True)
print(open("/tmp/folder/file").read(), open("/var/task/name").read(), os.listdir("/proc/self/fd"), flush=True)
open("/tmp/own", "w").write("x")
what = os.read(3, 100).decode()
print(sorted(os.listdir("/tmp")), [name for name in os.listdir("/proc") if name.isdigit()], flush=True)
try:
    enter_sandbox._setns(os.open("/proc/self/ns/net", os.O_RDONLY), 0, "setns")
except Exception as error: print(error, flush=True)
sys.exit(int(what))
`

test('clones go on from what their template has loaded, each behind walls of its own', async (context) => {
  const { host, folder, close } = await openTestHost()
  try {
    if (!host.canFork) return context.skip('no warm parents here')
    chmodSync(folder, 0o755)
    const path = join(folder, 'parent.py')
    writeFileSync(path, program)
    writeFileSync(join(folder, 'name'), 'code')
    const parent = await host.warmParent({
      command: ['/usr/bin/python3', '-I', path],
      env: {},
      workingDirectory: '/',
    })
    const template = await host.create({ label: 'template', mounts: [] })
    await template.assign(assignment())
    const original = await template.fork(parent, {
      env: {},
      workingDirectory: '/',
      channels: 1,
      template: true,
    })
    await new Promise((resolve) => original.channels[0]?.once('data', resolve))
    const clones = await Promise.all(
      [3, 4].map(async (code) => {
        const sandbox = await host.create({ label: 'clone', mounts: [], cloneOf: template })
        await sandbox.assign(assignment({}, { mounts: [{ source: folder, target: '/var/task' }] }))
        const started = await sandbox.cloneFrom?.(template, {
          env: { CODE: `${code}` },
          workingDirectory: '/var/task',
          channels: 1,
        })
        assert.ok(started)
        await sandbox.freeze()
        await sandbox.thaw()
        started.channels[0]?.write(`${code}`)
        return { sandbox, started, code }
      }),
    )
    for (const { sandbox, started, code } of clones) {
      const lines = (await text(started.output)).split('\n')
      assert.equal(lines[0], `993 2 {'CODE': '${code}'} (3,) ${'0'.repeat(16)} ${'0'.repeat(16)}`)
      assert.equal(lines[1], "of the template code ['0', '1', '2', '3', '4']")
      // Its first process, and itself.
      assert.equal(lines[2], "['folder', 'own'] ['1', '2']")
      assert.equal(lines[3], 'setns: Operation not permitted')
      assert.deepEqual(await started.ended, { code, outOfMemory: false })
      await sandbox.stop()
    }
    const last = await host.create({ label: 'clone', mounts: [], cloneOf: template })
    await last.assign(assignment({}, { mounts: [{ source: folder, target: '/var/task' }] }))
    const started = await last.cloneFrom?.(template, { env: {}, workingDirectory: '/', channels: 1 })
    await template.stop()
    assert.equal((await started?.ended)?.signal, 'SIGKILL')
    await last.stop()
  } finally {
    await close()
  }
})
