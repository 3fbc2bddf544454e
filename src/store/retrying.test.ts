import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openTestStore } from '../../test/support/test-stores.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import { changeRecords, Remembered } from './index.ts'

const patience = { attempts: 3, giveUp: () => new Error('given up') }

describe('a change that others get ahead of', () => {
  it('is decided again, and given up after so many attempts', async () => {
    const store = await openTestStore(new VirtualClock())
    const key = ['counter']
    const add = (interfere: number) => {
      let attempts = 0
      return changeRecords(store, patience, async (commit) => {
        const found = await store.get<number>(key)
        if (attempts++ < interfere)
          await store.commit([{ type: 'set', key, value: (found?.value ?? 0) + 10 }])
        commit.check(key, found?.version ?? null).set(key, (found?.value ?? 0) + 1)
        return attempts
      })
    }
    assert.equal(await add(2), 3)
    assert.equal((await store.get(key))?.value, 21)
    await assert.rejects(add(3), { message: 'given up' })
    assert.equal((await store.get(key))?.value, 51)
    await store.close()
  })

  it('asks nobody when there is nothing to change', async () => {
    const store = await openTestStore(new VirtualClock())
    const { asked } = store.questions
    assert.equal(await changeRecords(store, patience, async () => 'answer'), 'answer')
    assert.equal(store.questions.asked, asked)
    await store.close()
  })
})

describe('what was read', () => {
  it('is remembered until a record below the prefix changes', async () => {
    const store = await openTestStore(new VirtualClock())
    const remembered = new Remembered<number>(store, ['a'], 2)
    let reads = 0
    const find = (name: string) => remembered.find(name, async () => ++reads)
    assert.deepEqual([await find('x'), await find('x'), await find('y')], [1, 1, 2])
    await store.commit([{ type: 'set', key: ['b'], value: 1 }])
    assert.equal(await find('x'), 1)
    await store.commit([{ type: 'set', key: ['a', 'x'], value: 1 }])
    assert.equal(await find('x'), 3)
    await find('y')
    assert.equal(await find('z'), 5)
    assert.equal(await find('x'), 6)
    await assert.rejects(async () => remembered.find('w', () => Promise.reject(new Error('no'))))
    assert.equal(await remembered.find('w', async () => 7), 7)
    remembered.close()
    await store.close()
  })
})
