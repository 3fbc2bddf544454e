import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestStore } from '../../../test/support/test-stores.ts'
import type { AccountId, Region } from '../../aws/identifiers.ts'
import { silentLogger } from '../../base/logger.ts'
import { systemRandom } from '../../base/system-random.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { everybodyMay, type Surroundings, silentTrail } from '../../dispatch/index.ts'
import { JobRunner } from '../../jobs/index.ts'
import { atomic, type Store } from '../../store/index.ts'
import { countParameters, recount } from './counts.ts'
import { handleExpirations } from './expiration-work.ts'
import { expirations, oldVersions, type Parameter, parameters, type Version } from './records.ts'

const home = { accountId: '111122223333' as AccountId, region: 'us-east-1' as Region }
const clock = new VirtualClock()
let store: Store
let surroundings: Surroundings
let jobs: JobRunner

before(async () => {
  store = await openTestStore(clock)
  surroundings = {
    store,
    clock,
    random: systemRandom,
    logger: silentLogger,
    settings: { identity: 'local', endpoint: '' },
    trail: silentTrail,
    identityPolicies: everybodyMay,
    call: () => Promise.reject(new Error('nothing is called')),
  }
  begin()
})
after(async () => {
  await jobs.stop()
  await store.close()
})

/** What a server does when it comes up. */
function begin(): void {
  jobs = new JobRunner(surroundings)
  handleExpirations({ ...surroundings, jobs })
  jobs.start()
}

/** A parameter of two versions that ends at an instant, as PutParameter leaves it. */
async function keep(path: string, expiresAt: number): Promise<void> {
  const version: Version = {
    version: 2,
    type: 'String',
    value: { kind: 'plain', text: 'v' },
    dataType: 'text',
    tier: 'Advanced',
    policies: [],
    modifiedAt: clock.now(),
    modifiedBy: '',
  }
  const parameter: Parameter = {
    ...home,
    path,
    name: path,
    current: version,
    firstVersion: 1,
    labels: {},
    tags: {},
    expiresAt,
  }
  const commit = atomic(store)
  parameters.put(commit, parameter, undefined)
  oldVersions.put(commit, { ...home, path, content: { ...version, version: 1 } }, undefined)
  await recount(commit, store, home, path, undefined, 'Advanced')
  commit.enqueue(expirations, { ...home, path }, { deliverAt: expiresAt })
  assert.ok((await commit.commit()).ok)
}

async function left(path: string) {
  const key = [home.accountId, home.region, path]
  const [parameter, versions] = await Promise.all([
    parameters.get(store, key),
    oldVersions.list(store, { prefix: key }),
  ])
  return { parameter: parameter !== undefined, versions: versions.items.length }
}

const noMessages = { ready: 0, leased: 0, delayed: 0 }

describe('the end of parameters', () => {
  it('takes records, versions and counts away when it is due, not earlier', async () => {
    await keep('ends', clock.now() + 1000)
    await clock.advance(999, () => jobs.idle())
    assert.deepEqual(await left('ends'), { parameter: true, versions: 1 })
    assert.equal((await countParameters(store, home)).Advanced, 1)
    await clock.advance(1, () => jobs.idle())
    assert.deepEqual(await left('ends'), { parameter: false, versions: 0 })
    assert.equal((await countParameters(store, home)).Advanced, 0)
    assert.deepEqual(await store.queueCounts(expirations), noMessages)
  })

  it('passes over a parameter that was given more time', async () => {
    await keep('longer', clock.now() + 1000)
    const stored = await parameters.get(store, [home.accountId, home.region, 'longer'])
    assert.ok(stored)
    const commit = atomic(store)
    parameters.put(commit, { ...stored.value, expiresAt: clock.now() + 5000 }, stored)
    await commit.commit()
    await clock.advance(1000, () => jobs.idle())
    assert.deepEqual(await left('longer'), { parameter: true, versions: 1 })
    assert.deepEqual(await store.queueCounts(expirations), noMessages)
  })

  it('comes for all that end at once, and for what ended while the server was down', async () => {
    const at = clock.now() + 1000
    const paths = Array.from({ length: 20 }, (_, index) => `many-${index}`)
    for (const path of paths) await keep(path, at)
    await jobs.stop()
    await clock.advance(5000)
    for (const path of paths) assert.deepEqual(await left(path), { parameter: true, versions: 1 })
    begin()
    await jobs.idle()
    for (const path of paths) assert.deepEqual(await left(path), { parameter: false, versions: 0 })
    assert.deepEqual(await store.queueCounts(expirations), noMessages)
  })
})
