import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { computeRoom, invocation } from './support.ts'

const room = computeRoom()

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Memory that something still refers to: what is garbage depends on the machine. Unit: bytes. */
function held(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const node = (files: Record<string, string>, more = {}) =>
  room.version(files, { runtime: 'nodejs22.x', handler: 'index.handler', timeoutMs: 30_000, ...more })

describe('a Node.js function', () => {
  it('runs as a module, keeps its globals, and logs', async () => {
    const version = node({
      'index.mjs':
        'console.log("loading"); let count = 0; const late = await Promise.resolve("late")\nexport const handler = async (event, context) => { console.log("working", event); return { count: ++count, late, name: context.functionName, left: context.getRemainingTimeInMillis() > 1000 } }\n',
    })
    const answer = (count: number) => ({ count, late: 'late', name: version.functionName, left: true })
    assert.deepEqual((await room.invoke(version, { a: 1 })).value, answer(1))
    assert.deepEqual((await room.invoke(version)).value, answer(2))
    assert.match(await room.logged(version, /working/), /\tINFO\tworking/)
  })

  it('runs in CommonJS with a callback', async () => {
    const version = node({
      'index.js': 'exports.handler = (event, context, callback) => { callback(null, event.a + 1) }\n',
    })
    assert.equal((await room.invoke(version, { a: 1 })).value, 2)
  })

  it('fails as AWS words it', async () => {
    const version = node({
      'index.mjs':
        'export const handler = async ({ how }) => { if (how === "throw") throw new TypeError("no"); if (how === "exit") process.exit(3); return how }\n',
    })
    const thrown = await room.invoke(version, { how: 'throw' })
    assert.equal(thrown.kind, 'error')
    const { errorType, errorMessage } = thrown.value as Record<string, string>
    assert.deepEqual([errorType, errorMessage], ['TypeError', 'no'])
    const exited = await room.invoke(version, { how: 'exit' }, { requestId: 'r-exit' })
    assert.match(exited.text, /RequestId: r-exit Error: Runtime exited with error: exit status 3/)
    const missing = await room.invoke(node({ 'index.mjs': 'export const other = 1\n' }))
    assert.equal((missing.value as Record<string, string>).errorType, 'Runtime.HandlerNotFound')
  })

  it('streams', async () => {
    const version = node({
      'index.mjs':
        'export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.setContentType("text/plain"); for (let i = 0; i < event.count; i++) stream.write("piece"); stream.end() })\n',
    })
    const outcome = await room.compute.invokeStreaming(version, invocation(version, { count: 1000 }, 1))
    assert.ok('body' in outcome)
    let text = ''
    for await (const piece of outcome.body) text += String(piece)
    assert.equal(text, 'piece'.repeat(1000))
    assert.equal((await outcome.completed).error, undefined)
    assert.equal(outcome.contentType, 'text/plain')
  })

  it('that prints without end takes a bounded amount of memory', async () => {
    const version = node(
      {
        'index.mjs':
          'export const handler = async () => { for (;;) await new Promise((done) => process.stdout.write("x".repeat(65536) + "\\n", done)) }\n',
      },
      { timeoutMs: 2_000 },
    )
    const before = held()
    assert.match((await room.invoke(version)).text, /Task timed out after 2\.00 seconds/)
    assert.ok(held() - before < 200_000_000)
  })
})
