import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import type { WarmParent } from '../../src/sandbox/index.ts'
import { assignment, openTestHost, withSandbox } from './support/hosts.ts'

const bootstraps = join(import.meta.dirname, '../../bootstraps/python')
const program = `
import os, sys
sys.path.insert(0, ${JSON.stringify(bootstraps)})
import enter_sandbox
child = enter_sandbox.serve()
what = os.read(child.channels[0], 100).decode()
if what == "exit": sys.exit(7)
if what == "abort": os.abort()
if what == "memory":
    a = []
    while True: a.append(bytearray(1 << 20))
status = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines())
print(os.getuid(), os.getgid(), os.getgroups(), os.getcwd(), dict(os.environ), child.channels)
print(status["CapEff"].strip(), status["CapBnd"].strip(), status["NoNewPrivs"].strip(), status["Seccomp"].strip())
print(sorted(os.listdir("/proc/self/fd")), os.getsid(0) == os.getpid())
try: os.listdir("/root")
except OSError as error: print(type(error).__name__)
os.write(4, b"second")
`

let opened: Awaited<ReturnType<typeof openTestHost>>
let parent: WarmParent | undefined
before(async () => {
  opened = await openTestHost()
  if (!opened.host.canFork) return
  const path = join(opened.folder, 'parent.py')
  writeFileSync(path, program)
  chmodSync(opened.folder, 0o755)
  parent = await opened.host.warmParent({
    command: ['/usr/bin/python3', '-I', path],
    env: { SECRET: 'of the parent' },
    workingDirectory: '/',
  })
})
after(() => opened.close())

const spec = { env: { NAME: 'value' }, workingDirectory: '/tmp', channels: 2 }

test('a fork is inside, with its own environment, and nothing else', async (context) => {
  if (!parent) return context.skip('no warm parents here')
  const warm = parent
  await withSandbox(opened.host, async (sandbox) => {
    await sandbox.assign(assignment())
    const process = await sandbox.fork(warm, spec)
    process.channels[0]?.write('look')
    assert.equal(process.channels[1] && (await text(process.channels[1])), 'second')
    const [user, walls, fds, root] = (await text(process.output)).split('\n')
    const groups = globalThis.process.getuid?.() === 0 ? '\\[\\]' : '\\[.*\\]'
    assert.match(user ?? '', new RegExp(`^993 990 ${groups} /tmp {'NAME': 'value'} \\(3, 4\\)$`))
    assert.match(walls ?? '', /^0{16} 0{16} 1 2$/)
    // The sixth is that of listing them.
    assert.equal(fds, "['0', '1', '2', '3', '4', '5'] True")
    assert.match(root ?? '', /^(FileNotFoundError|PermissionError)$/)
    assert.deepEqual(await process.ended, { code: 0, outOfMemory: false })
  })
})

test('how a fork ended is told', async (context) => {
  if (!parent) return context.skip('no warm parents here')
  const warm = parent
  const ends = { exit: { code: 7, outOfMemory: false }, abort: { signal: 'SIGABRT', outOfMemory: false } }
  for (const [what, end] of Object.entries(ends)) {
    await withSandbox(opened.host, async (sandbox) => {
      const process = await sandbox.fork(warm, spec)
      process.channels[0]?.write(what)
      process.output.resume()
      assert.deepEqual(await process.ended, end)
    })
  }
})

test('a fork is held by its limits', async (context) => {
  if (!parent) return context.skip('no warm parents here')
  const warm = parent
  await withSandbox(opened.host, async (sandbox) => {
    await sandbox.assign(assignment({ memoryBytes: 64 << 20 }))
    const process = await sandbox.fork(warm, spec)
    process.channels[0]?.write('memory')
    assert.deepEqual(await process.ended, { signal: 'SIGKILL', outOfMemory: true })
  })
})

test('many forks at once, and stopping a sandbox ends its fork', async (context) => {
  if (!parent) return context.skip('no warm parents here')
  const warm = parent
  await Promise.all(
    Array.from({ length: 20 }, () =>
      withSandbox(opened.host, async (sandbox) => {
        const process = await sandbox.fork(warm, spec)
        const stopped = sandbox.stop()
        assert.deepEqual(await process.ended, { signal: 'SIGKILL', outOfMemory: false })
        await stopped
      }),
    ),
  )
})

test('the end of the parent is told, and a program that cannot load is refused', async (context) => {
  if (!parent) return context.skip('no warm parents here')
  await parent.stop()
  assert.equal((await parent.ended).signal, 'SIGTERM')
  const nothing = { command: ['/no/such'] as [string], env: {}, workingDirectory: '/' }
  await assert.rejects(opened.host.warmParent(nothing), /ended before it was ready/)
})
