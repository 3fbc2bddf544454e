import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestStore } from '../../../../test/support/test-stores.ts'
import type { AccountId, Region } from '../../../aws/identifiers.ts'
import { VirtualClock } from '../../../base/virtual-clock.ts'
import { type Change, type CommitResult, type Store, StoreArgumentError } from '../../../store/index.ts'
import type { ExecutionAddress } from '../domain/addresses.ts'
import { executionKeptMs } from '../limits.ts'
import { expiryQueue } from '../records.ts'
import { JointCommits } from './joint-commits.ts'

const clock = new VirtualClock()
let store: Store
before(async () => {
  store = await openTestStore(clock)
})
after(() => store.close())

const address = (id: string): ExecutionAddress => ({
  accountId: '000000000000' as AccountId,
  region: 'us-east-1' as Region,
  machineName: 'm',
  name: id,
  id,
})

/** Sets a record that must not be there yet. */
const making = (id: string, value: string | Uint8Array = id): Change[] => [
  { type: 'check', key: ['test', id], version: null },
  { type: 'set', key: ['test', id], value },
]

/** The store, and how many changes each of its commits had. */
function watched(): { readonly watching: Store; readonly commits: number[] } {
  const commits: number[] = []
  const commit = (changes: readonly Change[]): Promise<CommitResult> => {
    commits.push(changes.length)
    return store.commit(changes)
  }
  const watching = new Proxy(store, {
    get: (target, name) => (name === 'commit' ? commit : (Reflect.get(target, name) as unknown)),
  })
  return { watching, commits }
}

const values = async (...ids: string[]) =>
  (await store.getMany(ids.map((id) => ['test', id]))).map((entry) => entry?.value)

describe('turns in one commit', () => {
  it('are stored together, with one message for all that ended', async () => {
    const { watching, commits } = watched()
    const joint = new JointCommits(watching)
    const results = await Promise.all(
      ['a', 'b', 'c'].map((id, index) =>
        joint.together({
          changes: making(id),
          ...(id === 'b' ? {} : { ended: { execution: address(id), stoppedAt: clock.now() - index } }),
        }),
      ),
    )
    assert.ok(results.every(({ ok }) => ok))
    assert.deepEqual(commits, [7])
    assert.deepEqual(await values('a', 'b', 'c'), ['a', 'b', 'c'])
    const [message, ...others] = await store.peek(expiryQueue, 10)
    assert.equal(others.length, 0)
    assert.equal(message?.dueAt, clock.now() + executionKeptMs)
    assert.deepEqual(message?.value, {
      executions: [
        { execution: address('a'), stoppedAt: clock.now() },
        { execution: address('c'), stoppedAt: clock.now() - 2 },
      ],
    })
    await store.commit([{ type: 'purge', queue: expiryQueue }])
  })

  it('are stored without those whose conditions do not hold, which hear which one', async () => {
    await store.commit([...making('there'), ...making('there too')])
    const { watching, commits } = watched()
    const joint = new JointCommits(watching)
    const ended = { execution: address('there'), stoppedAt: clock.now() }
    const results = await Promise.all([
      joint.together({ changes: making('d') }),
      joint.together({ changes: [...making('e'), ...making('there')], ended }),
      joint.together({ changes: making('there too') }),
      joint.together({ changes: making('f') }),
    ])
    assert.deepEqual(
      results.map((result) => (result.ok ? 'stored' : result.failed)),
      ['stored', 2, 0, 'stored'],
    )
    assert.deepEqual(commits, [11, 6, 4])
    assert.deepEqual(await values('d', 'e', 'f'), ['d', undefined, 'f'])
    assert.deepEqual(await store.peek(expiryQueue, 10), [])
  })

  it('are stored each by itself when one of them cannot be stored at all', async () => {
    const joint = new JointCommits(store)
    const [good, bad] = await Promise.allSettled([
      joint.together({ changes: making('g') }),
      joint.together({ changes: making('h'.repeat(3000)) }),
    ])
    assert.equal(good.status === 'fulfilled' && good.value.ok, true)
    assert.ok(bad.status === 'rejected' && bad.reason instanceof StoreArgumentError)
    assert.deepEqual(await values('g'), ['g'])
  })

  it('fail together when nobody knows what became of them', async () => {
    const failure = new Error('The disk is away')
    const joint = new JointCommits({ commit: () => Promise.reject(failure) } as unknown as Store)
    const results = await Promise.allSettled(['i', 'j'].map((id) => joint.together({ changes: making(id) })))
    assert.ok(results.every((result) => result.status === 'rejected' && result.reason === failure))
  })
})
