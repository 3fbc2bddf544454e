import assert from 'node:assert/strict'
import { it } from 'node:test'
import { encodeKey } from '../key.ts'
import { MemoryLeases } from './memory-leases.ts'

const queue = encodeKey(['q'])
const lease = (number: number) => ({ lease: number, until: 10, since: 0, ofThisProcess: false })

it('leases in memory are as they were when a transaction fails, and not when it does not', () => {
  const leases = new MemoryLeases()
  leases.set(queue, 1, lease(1))
  leases.set(queue, 2, lease(1))
  leases.committed()

  leases.end(queue, 1)
  leases.set(queue, 2, lease(2))
  leases.set(queue, 3, lease(2))
  leases.end(queue, 3)
  leases.set(queue, 4, lease(3))
  leases.skip(queue, { due: 5, id: 4 })
  leases.rolledBack()
  assert.deepEqual(leases.skipped(queue), new MemoryLeases().skipped(queue))
  assert.deepEqual([...leases.of(queue)].sort(), [
    [1, lease(1)],
    [2, lease(1)],
  ])

  leases.end(queue, 1)
  leases.committed()
  leases.rolledBack()
  assert.deepEqual([...leases.of(queue).keys()], [2])
  leases.end(queue, 2)
  assert.equal(leases.any, false)
})

it('who looks for a message begins behind those that are leased, but not behind one that has come to stand before them', () => {
  const leases = new MemoryLeases()
  leases.set(queue, 7, lease(1))
  leases.skip(queue, { due: 5, id: 7 })
  for (const place of [
    { due: 5, id: 8 },
    { due: 6, id: 1 },
  ])
    leases.stands(queue, place)
  assert.deepEqual(leases.skipped(queue), { due: 5, id: 7 })
  leases.stands(queue, { due: 5, id: 6 })
  assert.deepEqual(leases.skipped(queue), { due: 5, id: 5 })
  leases.stands(queue, { due: 3, id: 9 })
  assert.deepEqual(leases.skipped(queue), { due: 3, id: 8 })
})

it('those are written that last, and are old enough', () => {
  const leases = new MemoryLeases()
  for (const id of [1, 2, 3]) leases.set(queue, id, lease(id))
  leases.set(queue, 4, { ...lease(1), ofThisProcess: true })
  assert.deepEqual(leases.toWrite(2, 10), [
    [queue, 1],
    [queue, 2],
  ])
  assert.deepEqual(leases.toWrite(3, 1), [[queue, 1]])
  for (const id of [1, 2, 3]) leases.end(queue, id)
  assert.deepEqual([leases.any, leases.anyLasting], [true, false])
})
