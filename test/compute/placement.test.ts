import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { FunctionVersion } from '../../src/compute/index.ts'
import { computeRoom, invocation } from './support.ts'

const room = computeRoom()
const many = <Result>(count: number, make: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)))
const environmentsOf = (version: FunctionVersion) =>
  room.compute.environments.filter(({ functionArn }) => functionArn === version.functionArn).length

describe('how many environments a function gets', () => {
  it('is far fewer than invocations, when they are short and come in a burst', async () => {
    const version = room.version({ 'main.py': 'def handler(event, context): return event["n"]' })
    for (let n = 0; n < 20; n++) await room.invoke(version, { n })
    const count = 400 + 8 * availableParallelism()
    const answers = await many(count, (n) => room.invoke(version, { n }))
    assert.deepEqual(
      answers.map(({ value }) => value),
      Array.from({ length: count }, (_, n) => n),
    )
    assert.ok(environmentsOf(version) < count / 4, `${environmentsOf(version)} environments`)
  })

  it('is one for each invocation, when they go on until all have begun', async () => {
    const version = room.version(
      {
        'index.js': `const { existsSync } = require('node:fs')
exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  if (event.waits) {
    stream.write('begun')
    while (!existsSync('/var/task/all')) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  stream.end('done')
})`,
      },
      { runtime: 'nodejs24.x', handler: 'index.handler' },
    )
    // It is known for short ones.
    for (let n = 0; n < 20; n++) await room.invoke(version)
    const count = 12
    const bodies = await many(count, async (index) => {
      const outcome = await room.compute.invokeStreaming(version, invocation(version, { waits: true }, index))
      assert.ok('body' in outcome)
      await once(outcome.body, 'readable')
      return outcome.body
    })
    assert.equal(environmentsOf(version), count)
    assert.equal(version.code.kind, 'folder')
    writeFileSync(join(version.code.path, 'all'), '')
    for (const body of bodies) assert.equal(String(Buffer.concat(await body.toArray())), 'begundone')
  })
})
