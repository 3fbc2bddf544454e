/** Real debuggers' protocols against real functions. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NodeDebugger, PythonDebugger } from '../support/debuggers.ts'
import { computeRoom, withTimeLimit } from './support.ts'

const nodeCode = `
exports.handler = async (event, context) => {
  const twice = event.n * 2
  debugger
  return { twice, remaining: context.getRemainingTimeInMillis() }
}
`

for (const mode of ['auto', 'plain'] as const) {
  describe(`a debugger of Node.js (${mode})`, () => {
    const room = computeRoom({ mode })

    it('stops a function, whose time waits', async (t) => {
      const version = room.version(
        { 'index.js': nodeCode },
        { runtime: 'nodejs24.x', handler: 'index.handler', timeoutMs: 200 },
      )
      const states: string[] = []
      const session = await room.compute.debug(version, {
        port: 0,
        wait: false,
        onState: (state) => states.push(state),
      })
      t.after(() => session.close())
      const editor = await NodeDebugger.attach(session.port)
      await editor.send('Runtime.enable')
      await editor.send('Debugger.enable')
      const answer = room.invoke(version, { n: 21 })
      const paused = await editor.event('Debugger.paused')
      const [frame] = (paused.params as { callFrames: Array<{ callFrameId: string }> }).callFrames
      const evaluate = async (expression: string) => {
        const { result } = await editor.send('Debugger.evaluateOnCallFrame', {
          callFrameId: frame?.callFrameId,
          expression,
        })
        return (result as { value: number }).value
      }
      assert.equal(await evaluate('twice'), 42)
      // Long after its time was up.
      while ((await evaluate('context.getRemainingTimeInMillis()')) > -400);
      await editor.send('Debugger.resume')
      const { kind, value } = await answer
      assert.equal(kind, 'success', JSON.stringify(value))
      assert.equal((value as { twice: number }).twice, 42)
      editor.close()
      assert.deepEqual(states.slice(0, 2), ['environment', 'attached'])
      await session.close()
      const after = await withTimeLimit(version, 20_000, () => room.invoke(version, { n: 1 }))
      assert.equal((after.value as { twice: number }).twice, 2)
    })

    it('is waited for, and comes again after a crash', async (t) => {
      const version = room.version(
        {
          'index.js':
            'globalThis.marks = []; debugger; exports.handler = async (event) => process.exit(event.code)',
        },
        { runtime: 'nodejs24.x', handler: 'index.handler' },
      )
      const session = await room.compute.debug(version, { port: 0, wait: true, onState: () => {} })
      t.after(() => session.close())
      const start = async () => {
        const editor = await NodeDebugger.attach(session.port)
        await editor.send('Runtime.enable')
        await editor.send('Debugger.enable')
        await editor.send('Runtime.runIfWaitingForDebugger')
        await editor.event('Debugger.paused')
        await editor.send('Debugger.resume')
        return editor
      }
      // Node.js ends when its debugger has left, and says so.
      const left = async (editor: NodeDebugger) => {
        await editor.event('Runtime.executionContextDestroyed')
        editor.close()
      }
      const first = await start()
      const crashed = room.invoke(version, { code: 3 })
      await left(first)
      assert.equal((await crashed).kind, 'error')
      const again = room.invoke(version, { code: 4 })
      const second = await start()
      await left(second)
      assert.equal((await again).kind, 'error')
    })
  })
}

describe('a debugger of Python', () => {
  const room = computeRoom()

  it('stops a function, whose time waits', async (t) => {
    const version = room.version(
      {
        'app.py': `
def handler(event, context):
    twice = event["n"] * 2
    print(twice)
    return twice
`,
      },
      { runtime: 'python3.11', handler: 'app.handler', timeoutMs: 300, memoryMb: 256 },
    )
    const session = await room.compute.debug(version, { port: 0, wait: false, onState: () => {} })
    t.after(() => session.close())
    const editor = await PythonDebugger.attach(session.port)
    await editor.send('initialize', { adapterID: 'test', linesStartAt1: true, pathFormat: 'path' })
    // It is answered when everything has been said that it is to know.
    const attached = editor.send('attach', { justMyCode: false, pathMappings: [] })
    await editor.event('initialized')
    await editor.send('setBreakpoints', { source: { path: '/var/task/app.py' }, breakpoints: [{ line: 4 }] })
    await editor.send('configurationDone')
    await attached
    const answer = room.invoke(version, { n: 21 })
    const { body } = await editor.event('stopped')
    const { threadId } = body as { threadId: number }
    const { stackFrames } = await editor.send('stackTrace', { threadId })
    const frameId = (stackFrames as Array<{ id: number }>)[0]?.id
    const evaluate = async (expression: string) =>
      Number((await editor.send('evaluate', { expression, frameId })).result)
    assert.equal(await evaluate('twice'), 42)
    const longAfter = performance.now() + 700
    while (performance.now() < longAfter) await evaluate('twice')
    await editor.send('continue', { threadId })
    const { kind, value } = await answer
    assert.equal(kind, 'success', JSON.stringify(value))
    assert.equal(value, 42)
    editor.close()
  })

  it('is for managed runtimes of two languages', async () => {
    const version = room.version({ bootstrap: '#!/bin/sh\n' }, { runtime: 'provided.al2023', handler: 'x' })
    await assert.rejects(
      room.compute.debug(version, { port: 0, wait: false, onState: () => {} }),
      /There is no debugger here/,
    )
  })
})
