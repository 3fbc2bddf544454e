import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { assignment, hasWalls, openTestHost, shell, stands, withSandbox } from './support/hosts.ts'

let opened: Awaited<ReturnType<typeof openTestHost>>
before(async () => {
  opened = await openTestHost()
})
after(() => opened.close())

test('code is mounted while a process runs, read-only', async (context) => {
  const { host, folder } = opened
  if (!hasWalls(host)) return context.skip('no namespaces here')
  const code = join(folder, 'code')
  mkdirSync(code, { mode: 0o755 })
  writeFileSync(join(code, 'hello.txt'), 'hello\n', { mode: 0o644 })
  await withSandbox(host, async (sandbox) => {
    const process = await sandbox.start(
      shell(
        'read line <&3; cat /var/task/hello.txt; echo x >/var/task/new || true; ulimit -n; cat /opt/none',
        1,
      ),
    )
    await sandbox.assign(assignment({ openFiles: 123 }, { mounts: [{ source: code, target: '/var/task' }] }))
    process.channels[0]?.end('go\n')
    const output = await text(process.output)
    assert.match(output, /^hello\n/)
    assert.match(output, /Read-only file system/)
    assert.match(output, /\n123\n/)
  })
})

test('/tmp holds what it is assigned, and no more', async (context) => {
  const { host } = opened
  if (!hasWalls(host)) return context.skip('no namespaces here')
  await withSandbox(host, async (sandbox) => {
    await sandbox.assign(assignment({ tmpBytes: 8 << 20 }))
    const process = await sandbox.start(
      shell('head -c 7M /dev/zero >/tmp/a && echo fits; head -c 7M /dev/zero >/tmp/b || echo full'),
    )
    assert.match(await text(process.output), /fits\n.*No space left on device\nfull\n/s)
  })
})

test('memory beyond the limit ends the process, and says so', async (context) => {
  const { host } = opened
  if (!stands(host, 'memory limit')) return context.skip('no memory limit here')
  await withSandbox(host, async (sandbox) => {
    await sandbox.assign(assignment({ memoryBytes: 64 << 20 }))
    const process = await sandbox.start(
      shell('exec python3 -c "a = []\nwhile True: a.append(bytearray(1 << 20))"'),
    )
    assert.deepEqual(await process.ended, { signal: 'SIGKILL', outOfMemory: true })
  })
})

test('files in /tmp are not counted as memory', async (context) => {
  const { host } = opened
  if (!hasWalls(host)) return context.skip('no namespaces here')
  await withSandbox(host, async (sandbox) => {
    await sandbox.assign(assignment({ memoryBytes: 48 << 20, tmpBytes: 200 << 20 }))
    const process = await sandbox.start(
      shell('head -c 150M /dev/zero >/tmp/a && cat /tmp/a | wc -c; read line <&3', 1),
    )
    const output = await new Promise((resolve) => process.output.once('data', (chunk) => resolve(`${chunk}`)))
    assert.equal(output, `${150 << 20}\n`)
    const usage = await sandbox.usage()
    assert.ok(usage.memoryBytes < 20 << 20, `${usage.memoryBytes}`)
    const greedy = await sandbox.start(
      shell('exec python3 -c "a = []\nwhile True: a.append(bytearray(1 << 20))"'),
    )
    assert.deepEqual(await greedy.ended, { signal: 'SIGKILL', outOfMemory: true })
    assert.ok((await sandbox.usage()).peakMemoryBytes <= 48 << 20)
  })
})

test('processes beyond the limit are refused', async (context) => {
  const { host } = opened
  if (!hasWalls(host)) return context.skip('no namespaces here')
  await withSandbox(host, async (sandbox) => {
    await sandbox.assign(assignment({ processes: 10 }))
    const process = await sandbox.start(
      shell('for i in $(seq 30); do sleep 60 >/dev/null 2>&1 & done; echo all'),
    )
    const output = await text(process.output)
    assert.match(output, /[Cc]annot fork|Resource temporarily unavailable/)
  })
})

test('what is frozen stands still', async (context) => {
  const { host } = opened
  await withSandbox(host, async (sandbox) => {
    await sandbox.assign(assignment())
    const process = await sandbox.start(shell('while read line <&3; do echo "$line"; done', 1))
    process.output.setEncoding('utf8')
    let seen = ''
    process.output.on('data', (chunk) => {
      seen += chunk
    })
    await sandbox.freeze()
    process.channels[0]?.write('one\n')
    await process.outputDelivered()
    assert.equal(seen, '')
    const arrived = new Promise((resolve) => process.output.once('data', resolve))
    await sandbox.thaw()
    await arrived
    assert.equal(seen, 'one\n')
    await sandbox.freeze()
  })
  context.diagnostic('it was stopped while frozen')
})

test('usage counts memory and its peak', async (context) => {
  const { host } = opened
  if (!stands(host, 'memory limit')) return context.skip('no memory limit here')
  await withSandbox(host, async (sandbox) => {
    await sandbox.assign(assignment())
    const script =
      'import sys; a = bytearray(40 << 20); del a; print("ready", flush=True); sys.stdin = open(3); sys.stdin.read()'
    const process = await sandbox.start({ ...shell('', 1), command: ['/usr/bin/python3', '-c', script] })
    await new Promise((resolve) => process.output.once('data', resolve))
    const usage = await sandbox.usage()
    assert.ok(usage.memoryBytes > 1 << 20 && usage.memoryBytes < 40 << 20, `${usage.memoryBytes}`)
    if (host.protections.some(({ name, detail }) => name === 'memory limit' && detail.includes('version')))
      assert.ok(usage.peakMemoryBytes > 40 << 20, `${usage.peakMemoryBytes}`)
    process.channels[0]?.end()
  })
})
