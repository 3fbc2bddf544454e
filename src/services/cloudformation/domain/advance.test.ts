import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { SimulatedStack, type Wanted } from './simulated-stack.ts'

/** What exists, by name and size, whatever seeds its physical ids have. */
function standing(world: SimulatedStack): string[] {
  return [...world.physical].map(([id, size]) => `${id.split(':')[0]} ${size}`).sort()
}

function expected(wanted: Wanted): string[] {
  return Object.values(wanted)
    .map(({ name, size = 0 }) => `${name} ${size}`)
    .sort()
}

const chain: Wanted = {
  A: { name: 'a' },
  B: { name: 'b', needs: ['A'] },
  C: { name: 'c', needs: ['A'] },
  D: { name: 'd', needs: ['B', 'C'] },
}
const changed: Wanted = {
  A: { name: 'a', size: 2 },
  B: { name: 'b2', needs: ['A'] },
  D: { name: 'd', needs: ['B'], size: 3 },
  E: { name: 'e', needs: ['D'] },
}

describe('the machine of a stack', () => {
  it('creates, updates and deletes', () => {
    const world = new SimulatedStack()
    world.create(chain)
    assert.equal(world.stack.status, 'CREATE_COMPLETE')
    assert.deepEqual(standing(world), expected(chain))
    world.update(changed)
    assert.equal(world.stack.status, 'UPDATE_COMPLETE')
    assert.deepEqual(standing(world), expected(changed))
    world.remove()
    assert.equal(world.stack.status, 'DELETE_COMPLETE')
    assert.deepEqual(standing(world), [])
  })

  it('tells what attempts say of themselves while they go on', () => {
    const world = new SimulatedStack()
    world.create({ ...chain, B: { name: 'b', needs: ['A'], slow: true } })
    assert.equal(world.stack.status, 'CREATE_COMPLETE')
    const told = (line: string) => world.events.filter((event) => event === line).length
    assert.equal(told('B CREATE_IN_PROGRESS') - told('C CREATE_IN_PROGRESS'), 1)
  })

  it('makes nothing before what it needs, and removes nothing that is needed', () => {
    const world = new SimulatedStack()
    world.create(chain)
    const at = (line: string) => world.events.indexOf(line)
    assert.ok(at('A CREATE_COMPLETE') < at('B CREATE_IN_PROGRESS'))
    assert.ok(at('C CREATE_COMPLETE') < at('D CREATE_IN_PROGRESS'))
    world.remove()
    assert.ok(at('D DELETE_COMPLETE') < at('B DELETE_IN_PROGRESS'))
    assert.ok(at('C DELETE_COMPLETE') < at('A DELETE_IN_PROGRESS'))
  })

  it('rolls a creation back from a failure at every step', () => {
    for (let failAt = 0; failAt < 4; failAt++) {
      const world = new SimulatedStack()
      world.create(chain, { failAt })
      assert.equal(world.stack.status, 'ROLLBACK_COMPLETE')
      assert.deepEqual(standing(world), [], `failure at ${failAt}`)
      world.remove()
      assert.equal(world.stack.status, 'DELETE_COMPLETE')
    }
  })

  it('rolls an update back from a failure at every step', () => {
    for (let failAt = 0; failAt < 4; failAt++) {
      const world = new SimulatedStack()
      world.create(chain)
      const before = [...world.physical.keys()].sort()
      world.update(changed, { failAt })
      assert.equal(world.stack.status, 'UPDATE_ROLLBACK_COMPLETE', `failure at ${failAt}`)
      assert.deepEqual(standing(world), expected(chain), `failure at ${failAt}`)
      assert.deepEqual([...world.physical.keys()].sort(), before)
      world.update(changed)
      assert.deepEqual(standing(world), expected(changed))
    }
  })

  it('stays where it failed when it is told so, and goes back or on later', () => {
    for (let failAt = 0; failAt < 4; failAt++) {
      const world = new SimulatedStack()
      world.create(chain)
      const failed = world.update(changed, { failAt }, { onFailure: 'DO_NOTHING' })
      assert.equal(world.stack.status, 'UPDATE_FAILED')
      world.back(failed, 'back')
      assert.equal(world.stack.status, 'UPDATE_ROLLBACK_COMPLETE')
      assert.deepEqual(standing(world), expected(chain), `failure at ${failAt}`)

      const again = world.update(changed, { failAt }, { onFailure: 'DO_NOTHING' })
      world.update(changed, {}, { unsettled: [...again.unsettled, again.id] })
      assert.equal(world.stack.status, 'UPDATE_COMPLETE')
      assert.deepEqual(standing(world), expected(changed), `retried after ${failAt}`)
    }
  })

  it('looks at what takes its time until it is done, forward and back', () => {
    const first: Wanted = { A: { name: 'a', looks: 2 }, B: { name: 'b', needs: ['A'] } }
    const second: Wanted = {
      A: { name: 'a', size: 1, looks: 3 },
      B: { name: 'b', size: 1, needs: ['A'] },
    }
    // The attempts: A, three looks at it, B.
    for (let failAt = 0; failAt < 5; failAt++) {
      const world = new SimulatedStack()
      world.create(first)
      world.update(second, { failAt })
      assert.equal(world.stack.status, 'UPDATE_ROLLBACK_COMPLETE')
      assert.deepEqual(standing(world), expected(first), `failure at ${failAt}`)
      world.update(second)
      assert.equal(world.stack.status, 'UPDATE_COMPLETE')
      assert.deepEqual(standing(world), expected(second))
    }
  })

  it('says when a rollback or a deletion fails, and continues', () => {
    const world = new SimulatedStack()
    world.create(chain)
    world.remove({ failAt: 1 })
    assert.equal(world.stack.status, 'DELETE_FAILED')
    world.remove()
    assert.equal(world.stack.status, 'DELETE_COMPLETE')
    assert.deepEqual(standing(world), [])
  })

  it('ends as if nothing had happened, wherever a server ends', () => {
    const names = ['A', 'B', 'C', 'D', 'E']
    const template = fc
      .array(
        fc.record({
          size: fc.nat(2),
          version: fc.nat(1),
          here: fc.boolean(),
          needs: fc.nat(31),
          looks: fc.nat(2),
        }),
        { minLength: names.length, maxLength: names.length },
      )
      .map((parts): Wanted => {
        const here = names.filter((_, index) => index === 0 || parts[index]?.here)
        return Object.fromEntries(
          here.map((id) => {
            const index = names.indexOf(id)
            const part = parts[index]
            const needs = here.filter(
              (other, at) => names.indexOf(other) < index && ((part?.needs ?? 0) >> at) & 1,
            )
            const { version, size = 0, looks = 0 } = part ?? {}
            return [id, { name: `${id}${version}`, size, needs, looks }]
          }),
        )
      })
    fc.assert(
      fc.property(
        template,
        template,
        fc.option(fc.nat(12), { nil: undefined }),
        fc.option(fc.nat(12), { nil: undefined }),
        fc.boolean(),
        (first, second, failAt, crashAt, done) => {
          const troubles = {
            ...(failAt === undefined ? {} : { failAt }),
            ...(crashAt === undefined ? {} : { crashAt }),
            done,
          }
          const world = new SimulatedStack()
          world.create(first, troubles)
          if (world.stack.status === 'ROLLBACK_COMPLETE') {
            assert.deepEqual(standing(world), [])
            return
          }
          assert.equal(world.stack.status, 'CREATE_COMPLETE')
          assert.deepEqual(standing(world), expected(first))
          world.update(second, troubles)
          const status: string = world.stack.status
          assert.ok(status === 'UPDATE_COMPLETE' || status === 'UPDATE_ROLLBACK_COMPLETE', status)
          assert.deepEqual(standing(world), expected(status === 'UPDATE_COMPLETE' ? second : first))
          world.remove({}, { unsettled: ['o0', 'o1'] })
          assert.equal(world.stack.status, 'DELETE_COMPLETE')
          assert.deepEqual(standing(world), [])
        },
      ),
      { numRuns: 300 },
    )
  })
})
