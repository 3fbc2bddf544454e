import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { until } from '../support/until.ts'
import { computeRoom, withTimeLimit } from './support.ts'

const room = computeRoom()

const counting = `
import os, time, sys
print("loading")
count = 0
def handler(event, context):
    global count
    count += 1
    do = event.get("do")
    if do == "sleep": time.sleep(event["seconds"])
    if do == "exit": os._exit(event["code"])
    if do == "kill": os.kill(os.getpid(), 9)
    if do == "raise": raise ValueError("no good")
    if do == "print": print(event["text"])
    if do == "binary": os.write(1, bytes(range(256)) + b"\\n")
    if do == "big": return "x" * event["bytes"]
    if do == "env": return dict(os.environ)
    if do == "tmp":
        path = "/tmp/kept"
        before = open(path).read() if os.path.exists(path) else ""
        open(path, "w").write(before + "x")
        return before
    if do == "socket":
        os.close(3)
        time.sleep(20)
    if do == "wrong":
        os.write(3, b"\\x00\\x00\\x00\\x02o1")
        time.sleep(20)
    if do == "answers":
        os.close(4)
        time.sleep(20)
    if do == "twice":
        os.write(4, b"\\x00\\x00\\x00\\x02o1" + b"\\x00\\x00\\x00\\x01d" + b"\\x00\\x00\\x00\\x02o2")
        time.sleep(20)
    return {"count": count, "left": context.get_remaining_time_in_millis(), "id": context.aws_request_id}
`

describe('a Python function', () => {
  it('runs, keeps its globals and its /tmp, and reports', async () => {
    const version = room.version({ 'main.py': counting })
    const first = await room.invoke(version)
    assert.equal(first.kind, 'success')
    assert.equal((first.value as { count: number }).count, 1)
    assert.ok(first.report.initMs !== undefined && first.report.initMs > 0)
    assert.ok(first.report.billedMs >= first.report.durationMs + first.report.initMs)
    const second = await room.invoke(version)
    assert.equal((second.value as { count: number }).count, 2)
    assert.equal(second.report.initMs, undefined)
    await room.invoke(version, { do: 'tmp' })
    assert.equal((await room.invoke(version, { do: 'tmp' })).value, 'x')
    assert.equal(
      room.compute.environments.filter(({ functionArn }) => functionArn === version.functionArn).length,
      1,
    )
  })

  it('has the log lines of AWS, in order', async () => {
    const version = room.version({ 'main.py': counting })
    const { report, value } = await room.invoke(version, { do: 'print', text: 'hello' }, { tail: true })
    const { id } = value as { id: string }
    const [start, hello, end, last] = (report.tail ?? '').split('\n')
    assert.deepEqual(
      [start, hello, end],
      [`START RequestId: ${id} Version: $LATEST`, 'hello', `END RequestId: ${id}`],
    )
    assert.match(
      last ?? '',
      /^REPORT RequestId: [^\t]+\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 512 MB\tMax Memory Used: \d+ MB\tInit Duration: \d+\.\d\d ms\t$/,
    )
    await room.logged(version, /^REPORT/)
    assert.deepEqual(
      room.log(version).map((line) => line.split(/[ \n]/, 1)[0]),
      ['INIT_START', 'loading', 'START', 'hello', 'END', 'REPORT'],
    )
  })

  it('fails as AWS words it: exceptions, exits, signals, timeouts', async () => {
    const version = room.version({ 'main.py': counting })
    const raised = await room.invoke(version, { do: 'raise' })
    assert.equal(raised.kind, 'error')
    assert.equal((raised.value as { errorType: string }).errorType, 'ValueError')

    const exited = await room.invoke(version, { do: 'exit', code: 3 }, { tail: true, requestId: 'r-exit' })
    assert.deepEqual(exited.value, {
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: r-exit Error: Runtime exited with error: exit status 3',
    })
    assert.match(
      exited.report.tail ?? '',
      /\nRequestId: r-exit Error: Runtime exited with error: exit status 3\nRuntime\.ExitError\nEND/,
    )
    assert.match(exited.report.tail ?? '', /\tStatus: error\tError Type: Runtime\.ExitError\t\n$/)

    const silent = await room.invoke(version, { do: 'exit', code: 0 }, { requestId: 'r-0' })
    assert.equal(
      (silent.value as { errorMessage: string }).errorMessage,
      'RequestId: r-0 Error: Runtime exited without providing a reason',
    )
    const killed = await room.invoke(version, { do: 'kill' }, { requestId: 'r-9' })
    assert.equal(
      (killed.value as { errorMessage: string }).errorMessage,
      'RequestId: r-9 Error: Runtime exited with error: signal: killed',
    )

    const late = await withTimeLimit(version, 1_000, () =>
      room.invoke(version, { do: 'sleep', seconds: 30 }, { tail: true, requestId: 'r-late' }),
    )
    assert.deepEqual(late.value, {
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: r-late Error: Task timed out after 1.00 seconds',
    })
    assert.deepEqual([late.report.durationMs, late.report.billedMs >= 1_000], [1_000, true])
    assert.match(
      late.report.tail ?? '',
      /^\d{4}-\d\d-\d\dT[\d:.]+Z r-late Task timed out after 1\.00 seconds$/m,
    )
    assert.match(late.report.tail ?? '', /\tStatus: timeout\t\n$/)
    assert.equal((await room.invoke(version)).kind, 'success')
  })

  it('that cannot be loaded is tried twice, and says why', async () => {
    const version = room.version({ 'main.py': 'import nothing_like_it\n' })
    const { kind, value } = await room.invoke(version)
    assert.equal(kind, 'error')
    assert.equal((value as { errorType: string }).errorType, 'Runtime.ImportModuleError')
    await room.logged(version, /^REPORT/)
    const log = room.log(version).join('')
    assert.match(
      log,
      /INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: Runtime\.ImportModuleError\n/,
    )
    assert.match(
      log,
      /INIT_REPORT Init Duration: [\d.]+ ms\tPhase: invoke\tStatus: error\tError Type: Runtime\.ImportModuleError\n/,
    )
    assert.equal(log.match(/^INIT_START/gm)?.length, 1)
  })

  it('sees the variables of AWS and nothing of this machine', async () => {
    process.env.LAMBENT_TEST_SECRET = 'secret'
    const version = room.version(
      { 'main.py': counting },
      { environment: { MINE: 'yes', TZ: 'Europe/Berlin' } },
    )
    const env = (await room.invoke(version, { do: 'env' })).value as Record<string, string>
    assert.equal(env.MINE, 'yes')
    assert.equal(env.TZ, 'Europe/Berlin')
    assert.equal(env._HANDLER, 'main.handler')
    assert.equal(env.AWS_LAMBDA_FUNCTION_NAME, version.functionName)
    assert.equal(env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE, '512')
    assert.equal(env.AWS_LAMBDA_INITIALIZATION_TYPE, 'on-demand')
    assert.match(env.AWS_LAMBDA_LOG_STREAM_NAME ?? '', /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/)
    assert.equal(env.AWS_ACCESS_KEY_ID, 'ASIAEXAMPLE')
    assert.equal(env.AWS_ENDPOINT_URL, 'http://127.0.0.1:4566')
    assert.equal(env.LAMBENT_TEST_SECRET, undefined)
    assert.equal(env.HOME, undefined)
  })

  it('answers no more than 6 MB', async () => {
    const version = room.version({ 'main.py': counting })
    const fits = await room.invoke(version, { do: 'big', bytes: 6_291_554 })
    assert.deepEqual([fits.kind, fits.text.length], ['success', 6_291_556])
    const larger = await room.invoke(version, { do: 'big', bytes: 6_291_555 })
    assert.deepEqual(larger.value, {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage:
        'Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes).',
    })
    assert.equal((await room.invoke(version)).kind, 'success')
  })

  it('may print what it likes', async () => {
    const version = room.version({ 'main.py': counting })
    const { kind, report } = await room.invoke(version, { do: 'binary' }, { tail: true })
    assert.equal(kind, 'success')
    assert.match(report.tail ?? '', /!"#\$%&/)
  })

  it('that tampers with its channel harms nobody but itself', async () => {
    const other = room.version({ 'main.py': counting })
    await room.invoke(other)
    const version = room.version({ 'main.py': counting })
    for (const how of ['socket', 'answers', 'wrong']) {
      const closed = await room.invoke(version, { do: how })
      assert.equal(closed.kind, 'error')
      assert.match(closed.text, /Runtime exited/)
    }
    const twice = await room.invoke(version, { do: 'twice' })
    assert.deepEqual([twice.kind, twice.text], ['success', '1'])
    assert.equal((await room.invoke(version)).kind, 'success')
    assert.equal(((await room.invoke(other)).value as { count: number }).count, 2)
  })
})

describe('many environments', () => {
  it('run side by side, and rest frozen', async () => {
    const version = room.version({ 'main.py': counting })
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => room.invoke(version, { do: 'sleep', seconds: 0.5 })),
    )
    assert.deepEqual(new Set(answers.map(({ kind }) => kind)), new Set(['success']))
    const mine = () =>
      room.compute.environments.filter(({ functionArn }) => functionArn === version.functionArn)
    assert.ok(mine().length >= 2)
    await until(() => mine().every(({ state }) => state === 'frozen'))
    assert.equal((await room.invoke(version)).kind, 'success')
    await room.compute.retire(version.key)
    assert.equal(mine().length, 0)
  })

  it('are kept provisioned', async () => {
    const version = room.version({ 'main.py': counting })
    await room.compute.provision(version, 2)
    assert.deepEqual(room.compute.provisioned(version), { requested: 2, available: 2 })
    const { value, report } = await room.invoke(version, { do: 'env' }, { provisioned: true })
    assert.equal((value as Record<string, string>).AWS_LAMBDA_INITIALIZATION_TYPE, 'provisioned-concurrency')
    assert.equal(report.initMs, undefined)
    await room.compute.provision(version, 0)
    assert.deepEqual(room.compute.provisioned(version), { requested: 0, available: 0 })
  })

  it('of SnapStart versions run the hooks', async () => {
    const version = room.version(
      {
        'main.py': `
from snapshot_restore_py import register_before_snapshot, register_after_restore
import os
import time
loaded = time.time() * 1000
said = []
register_before_snapshot(lambda: said.append("before"))
register_after_restore(lambda: said.append("after"))
def handler(event, context):
    return {"said": said + [os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]], "loaded": loaded}
`,
      },
      { snapStart: true, version: '1' },
    )
    await room.compute.prepare(version)
    const askedAt = Date.now()
    const { value, report } = await room.invoke(version)
    const { said, loaded } = value as { said: string[]; loaded: number }
    assert.deepEqual(said, ['before', 'after', 'snap-start'])
    assert.ok((report.restoreMs ?? 0) > 0)
    assert.equal(report.initMs, undefined)
    // Where processes can be cloned the code is not loaded again.
    // The clock of this side counts whole milliseconds.
    if (room.canClone)
      assert.ok(Math.floor(loaded) <= askedAt, `loaded ${loaded - askedAt} ms after the request`)
    assert.match(await room.logged(version, /^REPORT/), /\tRestore Duration: [\d.]+ ms\t\n$/)
    assert.match(
      await room.logged(version, /^RESTORE_REPORT/),
      /^RESTORE_REPORT Restore Duration: [\d.]+ ms\n$/,
    )
  })

  it('belong to one tenant each where tenants are isolated', async () => {
    const version = room.version({ 'main.py': counting }, { tenantIsolation: true })
    const countOf = async (tenantId: string) =>
      ((await room.invoke(version, {}, { tenantId })).value as { count: number }).count
    assert.deepEqual(
      [await countOf('a'), await countOf('a'), await countOf('b'), await countOf('a')],
      [1, 2, 1, 3],
    )
  })
})
