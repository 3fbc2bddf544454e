/**
 * What AWS calls a reset: an invocation fails in a way that ends the runtime, the environment stays. Source: Lambda Developer
 * Guide, "Understanding the Lambda execution environment lifecycle", "Failures during the invoke phase".
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import type { FunctionVersion } from '../../src/compute/index.ts'
import { until } from '../support/until.ts'
import { extension } from './extension-programs.ts'
import { type ComputeTestRoom, computeRoom, withTimeLimit } from './support.ts'

/** Counts in a global, and in a file of a folder that the event names; fails as the event says. */
const python = `
import os, subprocess, time
count = 0
def handler(event, context):
    global count
    count += 1
    path = event["folder"] + "/count"
    before = len(open(path).read()) if os.path.exists(path) else 0
    with open(path, "a") as file: file.write("x")
    how = event.get("how")
    if event.get("child"): subprocess.Popen(["sleep", "1000"], start_new_session=True)
    if how == "exit": os._exit(3)
    if how == "hang": time.sleep(60)
    if how == "memory":
        held = bytearray(600 << 20)
    pids = [name for name in os.listdir("/proc") if name.isdigit()] if event.get("pids") else []
    return {"count": count, "before": before, "stream": context.log_stream_name, "pids": len(pids)}
`
const node = `
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
let count = 0
export const handler = async ({ folder, how }, context) => {
  count++
  const path = folder + '/count'
  const before = existsSync(path) ? readFileSync(path).length : 0
  appendFileSync(path, 'x')
  if (how === 'exit') process.exit(3)
  if (how === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000))
  return { count, before, stream: context.logStreamName }
}
`
/** The same, as a program that speaks the Runtime API. */
const provided = `#!/usr/bin/env python3
import http.client, json, os, time
host = os.environ["AWS_LAMBDA_RUNTIME_API"]
connection = http.client.HTTPConnection(host)
def call(method, path, body=None):
    connection.request(method, path, body)
    answer = connection.getresponse()
    return answer.headers, answer.read()
count = 0
while True:
    headers, body = call("GET", "/2018-06-01/runtime/invocation/next")
    event = json.loads(body)
    count += 1
    path = event["folder"] + "/count"
    before = len(open(path).read()) if os.path.exists(path) else 0
    with open(path, "a") as file: file.write("x")
    if event.get("how") == "exit": os._exit(3)
    if event.get("how") == "hang": time.sleep(60)
    result = {"count": count, "before": before, "stream": os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]}
    call("POST", "/2018-06-01/runtime/invocation/" + headers["Lambda-Runtime-Aws-Request-Id"] + "/response", json.dumps(result))
`

interface Counted {
  readonly count: number
  readonly before: number
  readonly stream: string
  readonly pids: number
}

for (const mode of ['auto', 'plain'] as const) {
  const room = computeRoom({ mode })
  describe(`an environment that is reset (${mode})`, { concurrency: true }, () => {
    const folders: string[] = []
    // Without walls there is one /tmp for all.
    const ownFolder = () => {
      if (mode === 'auto') return '/tmp'
      folders.push(mkdtempSync(join(tmpdir(), 'lambent-reset-')))
      return folders.at(-1)
    }
    after(() => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    })
    for (const [name, files, more] of [
      ['Python', { 'main.py': python }, {}],
      ['Node.js', { 'main.mjs': node }, { runtime: 'nodejs24.x' }],
      ['provided', { bootstrap: provided }, { runtime: 'provided.al2023' }],
    ] as const) {
      it(`keeps /tmp and its log, and nothing of the process: ${name}`, () =>
        keepsFiles(room, room.version(files, more), ownFolder() ?? ''))
    }
  })
}

async function keepsFiles(room: ComputeTestRoom, version: FunctionVersion, folder: string) {
  const use = async (how?: string, requestId = 'r-0') => {
    const answer = await room.invoke(version, { folder, how }, { requestId })
    // One that speaks HTTP is free when it has asked for the next invocation, which it does after its answer.
    if (version.runtime?.startsWith('provided')) await idle(room, version)
    return { ...answer, counted: answer.value as Counted }
  }
  const { counted: first } = await use()
  assert.deepEqual([first.count, first.before], [1, 0])
  assert.match((await use('exit', 'r-exit')).text, /r-exit Error: Runtime exited with error: exit status 3/)
  const { counted, report } = await use()
  assert.deepEqual(counted, { ...first, before: 2 })
  // Initialising again is part of the duration, and told of in no other way.
  assert.equal(report.initMs, undefined)
  assert.deepEqual((await use()).counted, { ...first, count: 2, before: 3 })
  const late = await withTimeLimit(version, 2_000, () => use('hang', 'r-late'))
  assert.match(late.text, /r-late Error: Task timed out after 2\.00 seconds/)
  assert.deepEqual((await use()).counted, { ...first, before: 5 })
  assert.equal(environmentsOf(room, version).length, 1)
  assert.ok(room.log(version).filter((line) => line.startsWith('INIT_START')).length <= 1)
}

function environmentsOf(room: ComputeTestRoom, { functionArn }: FunctionVersion) {
  return room.compute.environments.filter((environment) => environment.functionArn === functionArn)
}

/** Resolves when its environment waits for the next invocation. */
const idle = (room: ComputeTestRoom, version: FunctionVersion) =>
  until(() => environmentsOf(room, version).every(({ state }) => state === 'idle' || state === 'frozen'))

describe('after a reset', () => {
  const room = computeRoom()

  it('nothing is left of 12 invocations that crashed', async () => {
    const version = room.version({ 'main.py': python })
    for (let round = 0; round < 12; round++) {
      const { kind } = await room.invoke(version, { folder: '/tmp', how: 'exit', child: true })
      assert.equal(kind, 'error')
    }
    const { before, pids } = (await room.invoke(version, { folder: '/tmp', pids: true })).value as Counted
    assert.equal(before, 12)
    // The first process, and the runtime.
    if (room.canClone) assert.ok(pids <= 2, `${pids}`)
  })

  it('one that used too much memory may use all of it again', async () => {
    if (!room.canClone) return
    const version = room.version({ 'main.py': python }, { memoryMb: 256 })
    for (let round = 0; round < 3; round++) {
      const killed = await room.invoke(version, { folder: '/tmp', how: 'memory' }, { tail: true })
      assert.match(killed.report.tail ?? '', /Error Type: Runtime\.OutOfMemory/)
      assert.equal(killed.report.maxMemoryMb, 256)
      const next = await room.invoke(version, { folder: '/tmp' })
      assert.equal((next.value as Counted).before, 2 * round + 1)
      assert.ok(next.report.maxMemoryMb < 128, `${next.report.maxMemoryMb}`)
    }
  })

  it('extensions are told why, and start again with the next invocation', async () => {
    const version = room.version(
      { 'main.py': python, 'layers/extensions/watcher': extension() },
      { logging: { format: 'JSON', group: '/aws/lambda/reset-extensions', systemLevel: 'DEBUG' } },
    )
    const use = async (requestId: string, how?: string) => {
      const { value } = await room.invoke(version, { folder: '/tmp', how }, { requestId })
      await idle(room, version)
      return value as Counted
    }
    await use('r-1')
    await use('r-2', 'exit')
    await room.logged(version, /^event SHUTDOWN None failure\n$/)
    const { stream } = await use('r-3')
    await withTimeLimit(version, 2_000, () => use('r-4', 'hang'))
    await room.logged(version, /^event SHUTDOWN None timeout\n$/)
    const last = await use('r-5')
    assert.deepEqual([last.stream, last.count, last.before], [stream, 1, 4])
    await room.logged(version, /^event INVOKE r-5 None\n$/)
    const lines = room.log(version)
    assert.equal(lines.filter((line) => line.startsWith('registered 200')).length, 3)
    const phases = lines
      .filter((line) => line.includes('"platform.initStart"'))
      .map((line) => (JSON.parse(line) as { record: { phase: string } }).record.phase)
    assert.deepEqual(phases, ['init', 'invoke', 'invoke'])
    assert.equal(lines.filter((line) => line.includes('"platform.extension"')).length, 3)
  })

  it('an extension that crashes takes the runtime with it, not the environment', async () => {
    const crashing = `
if not os.path.exists("/tmp/crashed"):
    call("GET", "/2020-01-01/extension/event/next", None, me)
    open("/tmp/crashed", "w").close()
    os._exit(4)
`
    if (!room.canClone) return
    const version = room.version({
      'main.py':
        'import time\ndef handler(event, context):\n    time.sleep(event["seconds"])\n    return "ok"\n',
      'layers/extensions/crashes': extension(crashing),
    })
    const { value } = await room.invoke(version, { seconds: 5 })
    assert.equal((value as { errorType: string }).errorType, 'Extension.Crash')
    await idle(room, version)
    assert.equal((await room.invoke(version, { seconds: 0 })).text, '"ok"')
    await until(() => room.log(version).filter((line) => line.startsWith('registered 200')).length === 2)
  })

  it('nobody waits for an extension that takes its time', async () => {
    const slow = extension().replace(
      'if event["eventType"] == "SHUTDOWN": break',
      'if event["eventType"] == "SHUTDOWN": time.sleep(60)',
    )
    const version = room.version({ 'main.py': python, 'layers/extensions/slow': slow })
    const first = (await room.invoke(version, { folder: '/tmp' })).value as Counted
    let { stream } = first
    const usual = room.version({ 'main.py': python })
    const resetMs = async (which: FunctionVersion) => {
      await room.invoke(which, { folder: '/tmp', how: 'exit' })
      const startedAt = performance.now()
      const next = (await room.invoke(which, { folder: '/tmp' })).value as Counted
      if (which === version) {
        assert.notEqual(next.stream, stream)
        stream = next.stream
      }
      return performance.now() - startedAt
    }
    // Waiting would take two seconds more each time; a machine that is busy for once may take them, too.
    let more = Number.POSITIVE_INFINITY
    for (let turn = 0; turn < 5 && more >= 1_900; turn++)
      more = Math.min(more, (await resetMs(version)) - (await resetMs(usual)))
    assert.ok(more < 1_900, `${more} ms more than without an extension`)
  })

  it('a function whose init fails is tried again in the same environment', async () => {
    const version = room.version(
      {
        'main.py':
          'import os\nopen("/tmp/tries", "a").write("x")\nif len(open("/tmp/tries").read()) < 4: raise ValueError("not yet")\ndef handler(event, context): return "ok"\n',
      },
      {},
    )
    if (!room.canClone) return
    // The first invocation meets two failures: of the init phase, and of its own.
    for (let round = 0; round < 2; round++) {
      const { value } = await room.invoke(version)
      assert.equal((value as { errorMessage: string }).errorMessage, 'not yet')
    }
    assert.equal((await room.invoke(version)).text, '"ok"')
    assert.equal(room.log(version).filter((line) => line.startsWith('INIT_START')).length, 1)
  })

  it('a provisioned environment goes on, one of SnapStart is restored anew', async () => {
    const version = room.version({ 'main.py': python })
    await room.compute.provision(version, 1)
    const use = async () =>
      (await room.invoke(version, { folder: '/tmp' }, { provisioned: true })).value as Counted
    const { stream } = await use()
    await room.invoke(version, { folder: '/tmp', how: 'exit' }, { provisioned: true })
    assert.deepEqual(await use(), { count: 1, before: 2, stream, pids: 0 })
    await room.compute.provision(version, 0)
    if (!room.canClone) return
    const snap = room.version({ 'main.py': python }, { snapStart: true, version: '1' })
    await room.compute.prepare(snap)
    await room.invoke(snap, { folder: '/tmp', how: 'exit' })
    const restored = await room.invoke(snap, { folder: '/tmp' })
    assert.deepEqual([(restored.value as Counted).count, (restored.value as Counted).before], [1, 0])
    assert.notEqual(restored.report.restoreMs, undefined)
  })
})
