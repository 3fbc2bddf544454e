import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { silentLogger } from '../../base/logger.ts'
import { LifeCycle, mayMove } from './life-cycle.ts'

describe('the life of an environment', () => {
  it('goes as drawn', () => {
    const moves: string[] = []
    const life = new LifeCycle(silentLogger, (from, to) => moves.push(`${from}>${to}`))
    for (const to of [
      'initialising',
      'idle',
      'frozen',
      'invoking',
      'initialising',
      'invoking',
      'idle',
      'stopping',
      'stopped',
    ] as const)
      assert.ok(life.move(to), to)
    assert.equal(moves.length, 9)
    assert.ok(life.isOver)
  })

  it('refuses and logs what is not drawn', () => {
    const logged: unknown[] = []
    const logger = { ...silentLogger, error: (_message: string, fields?: object) => void logged.push(fields) }
    const life = new LifeCycle(logger, () => assert.fail('moved'))
    assert.equal(life.move('invoking'), false)
    assert.equal(life.state, 'starting')
    assert.deepEqual(logged, [{ from: 'starting', to: 'invoking' }])
    assert.ok(!mayMove('frozen', 'initialising'))
    assert.ok(!mayMove('stopped', 'starting'))
  })
})
