import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { Allowance } from './allowance.ts'
import type { Home } from './domain/arns.ts'

const homeIn = (region: string) => ({ accountId: '000000000000', region }) as unknown as Home
const home = homeIn('us-east-1')
const elsewhere = homeIn('eu-west-1')

test('a quota is counted when its places may have been taken, and not before', async () => {
  const clock = new VirtualClock(1_000_000)
  let there = 2
  let counts = 0
  const count = async (): Promise<number> => {
    counts++
    return there
  }
  const allowance = new Allowance({ most: 4, count, clock })
  assert.deepEqual(await Promise.all([allowance.take(home), allowance.take(home)]), [true, true])
  assert.equal(counts, 1)
  there = 4
  // What nobody has counted is not counted again at once.
  assert.equal(await allowance.take(home), false)
  assert.equal(counts, 1)
  await clock.advance(5_000)
  assert.equal(await allowance.take(home), false)
  assert.equal(counts, 2)
  allowance.giveBack(home)
  assert.equal(await allowance.take(home), true)
  assert.equal(await allowance.take(home), false)
  assert.equal(counts, 2)
  there = 0
  assert.equal(await allowance.take(elsewhere), true)
})

test('with slack nothing is counted before that is used up, and what ended counts for nothing more', async () => {
  const clock = new VirtualClock(1_000_000)
  let there = 0
  const allowance = new Allowance({ most: 100, count: async () => there, clock, slack: 3 })
  for (let taken = 0; taken < 3; taken++) assert.equal(await allowance.take(home), true)
  for (let given = 0; given < 9; given++) allowance.giveBack(home)
  for (let taken = 0; taken < 3; taken++) assert.equal(await allowance.take(home), true)
  there = 99
  assert.equal(await allowance.take(home), true)
  assert.equal(await allowance.take(home), false)
})

test('what is made takes one place however often it is tried, and none when it fails or was there', async () => {
  const allowance = new Allowance({ most: 1, count: async () => 0, clock: new VirtualClock(1_000_000) })
  const failed = allowance.withPlace(home, async (place) => {
    assert.equal(await place.take(), true)
    throw new Error('The store has failed.')
  })
  await assert.rejects(failed, /The store has failed/)
  await allowance.withPlace(home, async (place) => {
    assert.equal(await place.take(), true)
    place.giveBack()
    place.giveBack()
  })
  await allowance.withPlace(home, async (place) => {
    assert.equal(await place.take(), true)
    assert.equal(await place.take(), true)
  })
  assert.equal(await allowance.take(home), false)
})
