import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SSM } from '@aws-sdk/client-ssm'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { listenToBus } from '../../support/bus-events.ts'
import { testServer } from '../../support/server.ts'

// The SDK signs with the machine's time, which the server holds against its own.
const clock = new VirtualClock(Date.now())
const server = testServer({ clock })
let accounts = 500_000_000_000
const fresh = () => new SSM(server.config({ account: String(accounts++) }))

const minute = 60_000

function expiration(inMs: number) {
  const Timestamp = new Date(clock.now() + inMs).toISOString()
  return { Type: 'Expiration', Version: '1.0', Attributes: { Timestamp } }
}

describe('parameter policies', () => {
  it('end a parameter when its time has come', async () => {
    const ssm = fresh()
    const policies = [
      expiration(minute),
      { Type: 'NoChangeNotification', Version: '1.0', Attributes: { After: '20', Unit: 'Days' } },
    ]
    const Policies = JSON.stringify(policies)
    const put = { Name: '/p/ends', Value: 'one', Type: 'String', Tier: 'Advanced', Policies } as const
    await ssm.putParameter(put)
    await ssm.putParameter({ Name: '/p/ends', Value: 'two', Overwrite: true })
    await ssm.putParameter({ Name: '/p/stays', Value: 'v', Type: 'String' })
    const described = await ssm.describeParameters({
      ParameterFilters: [{ Key: 'Tier', Values: ['Advanced'] }],
    })
    assert.deepEqual(described.Parameters?.[0]?.Policies, [
      { PolicyText: JSON.stringify(policies[0]), PolicyType: 'Expiration', PolicyStatus: 'Pending' },
      {
        PolicyText: JSON.stringify(policies[1]),
        PolicyType: 'NoChangeNotification',
        PolicyStatus: 'Pending',
      },
    ])

    await clock.advance(minute - 1)
    assert.equal((await ssm.getParameter({ Name: '/p/ends' })).Parameter?.Version, 2)
    await clock.advance(1)
    await assert.rejects(ssm.getParameter({ Name: '/p/ends' }), { name: 'ParameterNotFound' })
    await assert.rejects(ssm.getParameterHistory({ Name: '/p/ends' }), { name: 'ParameterNotFound' })
    const below = await ssm.getParametersByPath({ Path: '/p' })
    assert.deepEqual(
      below.Parameters?.map(({ Name }) => Name),
      ['/p/stays'],
    )

    assert.equal((await ssm.putParameter({ Name: '/p/ends', Value: 'anew', Type: 'String' })).Version, 1)
    const history = await ssm.getParameterHistory({ Name: '/p/ends' })
    assert.deepEqual(
      history.Parameters?.map(({ Value }) => Value),
      ['anew'],
    )
  })

  it('can be changed and taken away', async () => {
    const ssm = fresh()
    const put = (Policies: string) =>
      ssm.putParameter({ Name: 'n', Value: 'v', Type: 'String', Tier: 'Advanced', Overwrite: true, Policies })
    await put(JSON.stringify([expiration(minute)]))
    await put(JSON.stringify([expiration(3 * minute)]))
    await clock.advance(2 * minute)
    assert.equal((await ssm.getParameter({ Name: 'n' })).Parameter?.Version, 2)
    await put('[{}]')
    await clock.advance(2 * minute)
    assert.equal((await ssm.getParameter({ Name: 'n' })).Parameter?.Version, 3)
    assert.deepEqual((await ssm.describeParameters({})).Parameters?.[0]?.Policies, [])
  })

  it('are refused where they are wrong', async () => {
    const ssm = fresh()
    const put = (Policies: string, Tier: 'Standard' | 'Advanced' = 'Advanced') =>
      ssm.putParameter({ Name: 'n', Value: 'v', Type: 'String', Tier, Policies })
    await assert.rejects(put('{"Type":"Expiration"}'), {
      name: 'ValidationException',
      message: 'Invalid policies input: {"Type":"Expiration"}.',
    })
    await assert.rejects(put('[{"Type":"Deletion"}]'), { name: 'InvalidPolicyTypeException' })
    await assert.rejects(put(JSON.stringify([expiration(minute), expiration(minute)])), {
      name: 'IncompatiblePolicyException',
    })
    await assert.rejects(put(JSON.stringify([expiration(minute)]), 'Standard'), {
      name: 'ValidationException',
      message: "You can't assign parameter policies to a standard-parameter tier.",
    })
  })
})

/** Source: Systems Manager User Guide, "Amazon EventBridge event examples for Systems Manager", Parameter Store Events; "Setting up notifications or triggering actions based on Parameter Store events". */
describe('events of parameters', () => {
  async function listening() {
    const account = String(accounts++)
    return {
      ssm: new SSM(server.config({ account })),
      account,
      heard: await listenToBus(server, account, 'aws.ssm'),
    }
  }

  it('tell of each change', async () => {
    const { ssm, account, heard } = await listening()
    const put = { Name: '/shop/db', Type: 'String', Description: 'Sample' } as const
    await ssm.putParameter({ ...put, Value: 'one' })
    const [created] = await heard()
    assert.deepEqual(
      { ...created, id: '', time: '' },
      {
        version: '0',
        id: '',
        'detail-type': 'Parameter Store Change',
        source: 'aws.ssm',
        account,
        time: '',
        region: 'us-east-1',
        resources: [`arn:aws:ssm:us-east-1:${account}:parameter/shop/db`],
        detail: { operation: 'Create', name: '/shop/db', type: 'String', description: 'Sample' },
      },
    )
    const operations = async () => (await heard()).map(({ detail }) => detail['operation'])
    await ssm.putParameter({ Name: '/shop/db', Value: 'two', Overwrite: true })
    assert.deepEqual(await operations(), ['Update'])
    await ssm.labelParameterVersion({ Name: '/shop/db', Labels: ['live'] })
    assert.deepEqual(await operations(), ['LabelParameterVersion'])
    await ssm.labelParameterVersion({ Name: '/shop/db', Labels: ['1'] })
    await ssm.unlabelParameterVersion({ Name: '/shop/db', Labels: ['live'], ParameterVersion: 2 })
    assert.deepEqual(await operations(), [])
    await ssm.deleteParameters({ Names: ['/shop/db', '/shop/none'] })
    assert.deepEqual(await operations(), ['Delete'])
  })

  it('come when policies are due, each once', async () => {
    const { ssm, heard } = await listening()
    const day = 86_400_000
    const policies = [
      expiration(30 * day),
      { Type: 'ExpirationNotification', Version: '1.0', Attributes: { Before: '5', Unit: 'Days' } },
      { Type: 'NoChangeNotification', Version: '1.0', Attributes: { After: '20', Unit: 'Days' } },
    ]
    const Policies = JSON.stringify(policies)
    await ssm.putParameter({ Name: 'p', Value: 'v', Type: 'String', Tier: 'Advanced', Policies })
    await heard()
    const told = async () =>
      (await heard()).map(({ detail, 'detail-type': kind }) =>
        kind === 'Parameter Store Policy Action' ? detail['policy-type'] : detail['operation'],
      )
    await clock.advance(10 * day, () => server.lambent.idle())
    await ssm.putParameter({ Name: 'p', Value: 'w', Overwrite: true })
    assert.deepEqual(await told(), ['Update'])
    await clock.advance(14 * day, () => server.lambent.idle())
    assert.deepEqual(await told(), [])
    await clock.advance(2 * day, () => server.lambent.idle())
    const [due, ...others] = await heard()
    assert.deepEqual(others, [])
    assert.equal(due?.detail['parameter-name'], 'p')
    assert.equal(due?.detail['policy-type'], 'ExpirationNotification')
    assert.equal(due?.detail['policy-content'], JSON.stringify(policies[1]))
    await ssm.putParameter({ Name: 'p', Value: 'x', Overwrite: true })
    // What was told once is not told again by a later version.
    assert.deepEqual(await told(), ['Update'])
    await clock.advance(5 * day, () => server.lambent.idle())
    assert.deepEqual(await told(), ['Expiration'])
  })
})
