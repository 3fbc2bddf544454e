import assert from 'node:assert/strict'
import { it } from 'node:test'
import { encodeKey } from '../key.ts'
import { MemoryLeases } from './memory-leases.ts'

const queue = encodeKey(['q'])
const lease = (number: number) => ({ lease: number, until: 10, since: 0 })

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
  leases.rolledBack()
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
