/** API keys, usage plans and what is used of them. Source: API Reference; Developer Guide, "Usage plans and API keys", "API Gateway API key file format". */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { Account, patch, refused } from './support.ts'

const clock = new VirtualClock()
const server = testServer({ clock })
const bad = 'BadRequestException'
const value = (end: string) => `0123456789-0123456789-${end}`

describe('API keys', () => {
  it('are made, read with and without their values, changed and deleted', async () => {
    const { gateway } = new Account(server)
    const made = await gateway.createApiKey({ name: 'made', enabled: true, tags: { a: '1' } })
    assert.match(made.value ?? '', /^[A-Za-z0-9]{40}$/)
    assert.deepEqual([made.enabled, made.stageKeys], [true, []])
    const apiKey = made.id ?? ''
    assert.equal((await gateway.getApiKey({ apiKey })).value, undefined)
    assert.equal((await gateway.getApiKey({ apiKey, includeValue: true })).value, made.value)
    const changed = await gateway.updateApiKey({
      apiKey,
      patchOperations: patch('replace', '/enabled', 'false'),
    })
    assert.deepEqual([changed.enabled, changed.value, changed.tags], [false, undefined, { a: '1' }])
    await refused(
      gateway.createApiKey({ value: 'short' }),
      bad,
      'API Key value should be at least 20 characters',
    )
    await refused(gateway.createApiKey({ value: made.value }), 'ConflictException', 'API Key already exists')
    await gateway.createApiKey({ name: 'other' })
    const { items } = await gateway.getApiKeys({ nameQuery: 'ma' })
    assert.deepEqual(
      items?.map(({ name }) => name),
      ['made'],
    )
    await gateway.deleteApiKey({ apiKey })
    await refused(gateway.getApiKey({ apiKey }), 'NotFoundException', 'Invalid API Key identifier specified')
  })

  it('come from files', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { id: plan = '' } = await gateway.createUsagePlan({ name: 'plan' })
    const file = [
      'Name,key,description,Enabled,usageplanIds',
      `one,${value('one')},"first, of two",TRUE,${plan}`,
      `two,${value('two')},,FALSE,"${plan},absent"`,
      'three,short,,TRUE,',
      `four,${value('one')},,TRUE,`,
      '',
    ].join('\r\n')
    const { ids = [], warnings = [] } = await gateway.importApiKeys({
      format: 'csv',
      body: Buffer.from(file),
    })
    assert.equal(ids.length, 2)
    assert.equal(warnings.length, 3, warnings.join())
    const one = await gateway.getApiKey({ apiKey: ids[0], includeValue: true })
    assert.deepEqual(
      [one.name, one.description, one.enabled, one.value],
      ['one', 'first, of two', true, value('one')],
    )
    assert.equal((await gateway.getApiKey({ apiKey: ids[1] })).enabled, false)
    assert.equal((await gateway.getUsagePlanKeys({ usagePlanId: plan })).items?.length, 2)
    await refused(gateway.importApiKeys({ format: 'csv', body: Buffer.from(`key\n${value('x')}`) }), bad)
    await refused(
      gateway.importApiKeys({ format: 'csv', failOnWarnings: true, body: Buffer.from('name,key\na,b') }),
      bad,
    )
  })
})

describe('usage plans', () => {
  it('are made, changed by patches, and deleted when they have no stages', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId } = await account.deployedApi('planned')
    const { $metadata, ...made } = await gateway.createUsagePlan({
      name: 'plan',
      description: 'described',
      apiStages: [{ apiId: restApiId, stage: 'dev' }],
      quota: { limit: 10, period: 'DAY' },
      throttle: { burstLimit: 1, rateLimit: 2 },
    })
    const usagePlanId = made.id ?? ''
    assert.deepEqual(made, {
      id: usagePlanId,
      name: 'plan',
      description: 'described',
      apiStages: [{ apiId: restApiId, stage: 'dev' }],
      quota: { limit: 10, offset: 0, period: 'DAY' },
      throttle: { burstLimit: 1, rateLimit: 2 },
    })
    const stage = `${restApiId}:dev`
    const changed = await gateway.updateUsagePlan({
      usagePlanId,
      patchOperations: [
        { op: 'replace', path: '/throttle/burstLimit', value: '100' },
        { op: 'replace', path: '/quota/period', value: 'MONTH' },
        { op: 'add', path: `/apiStages/${stage}/throttle/~1pets/GET/rateLimit`, value: '5' },
        { op: 'replace', path: `/apiStages/${stage}/throttle/~1pets/GET/burstLimit`, value: '7' },
      ],
    })
    assert.deepEqual(
      [changed.throttle, changed.quota?.period, changed.apiStages, changed.tags],
      [
        { burstLimit: 100, rateLimit: 2 },
        'MONTH',
        [{ apiId: restApiId, stage: 'dev', throttle: { '/pets/GET': { rateLimit: 5, burstLimit: 7 } } }],
        {},
      ],
    )
    await refused(
      gateway.updateUsagePlan({ usagePlanId, patchOperations: patch('remove', `/apiStages/${stage}`) }),
      bad,
      `Invalid patch path  '/apiStages/${stage}' specified for op 'remove'. Must be one of: [/apiStages, /quota, /throttle, /productCode, /apiStages/<apidId:stageName>/throttle/<resourcePath>/<httpMethod>, /apiStages/<apidId:stageName>/throttle]`,
    )
    await refused(
      gateway.updateUsagePlan({ usagePlanId, patchOperations: patch('remove', '/apiStages', 'x') }),
      bad,
      'Invalid API Stage specified',
    )
    await refused(
      gateway.deleteUsagePlan({ usagePlanId }),
      bad,
      `Cannot delete Usage Plan ${usagePlanId} because there are API Stages associated with it, including ${stage}`,
    )
    // A stage that goes is of no plan any more.
    await gateway.deleteStage({ restApiId, stageName: 'dev' })
    assert.deepEqual((await gateway.getUsagePlan({ usagePlanId })).apiStages, [])
    await gateway.deleteUsagePlan({ usagePlanId })
    await refused(
      gateway.getUsagePlan({ usagePlanId }),
      'NotFoundException',
      'Invalid Usage Plan ID specified',
    )
    await refused(
      gateway.createUsagePlan({ name: 'x', apiStages: [{ apiId: restApiId, stage: 'absent' }] }),
      'NotFoundException',
    )
  })

  it('have keys, and tell what they have used', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { id: usagePlanId = '' } = await gateway.createUsagePlan({
      name: 'counted',
      quota: { limit: 10, period: 'DAY' },
    })
    const { id: keyId = '' } = await gateway.createApiKey({ name: 'key', enabled: true, value: value('key') })
    const { $metadata, ...member } = await gateway.createUsagePlanKey({
      usagePlanId,
      keyId,
      keyType: 'API_KEY',
    })
    assert.deepEqual(member, { id: keyId, type: 'API_KEY', name: 'key', value: value('key') })
    await refused(gateway.createUsagePlanKey({ usagePlanId, keyId, keyType: 'API_KEY' }), 'ConflictException')
    assert.deepEqual(
      (await gateway.getUsagePlans({ keyId })).items?.map(({ id }) => id),
      [usagePlanId],
    )
    const today = new Date(clock.now()).toISOString().slice(0, 10)
    const usage = await gateway.getUsage({ usagePlanId, startDate: today, endDate: today })
    assert.deepEqual(usage.items, { [keyId]: [[0, 10]] })
    const more = await gateway.updateUsage({
      usagePlanId,
      keyId,
      patchOperations: patch('replace', '/remaining', '20'),
    })
    assert.deepEqual(more.items, { [keyId]: [[0, 20]] })
    await refused(
      gateway.updateUsage({ usagePlanId, keyId, patchOperations: patch('add', '/remaining', '1') }),
      bad,
      "Invalid patch path  '/remaining' specified for op 'add'. Please choose supported operations",
    )
    await refused(gateway.getUsage({ usagePlanId, startDate: today, endDate: '2001-01-01' }), bad)
    await refused(gateway.getUsage({ usagePlanId, startDate: 'x', endDate: today }), bad)
    await gateway.deleteUsagePlanKey({ usagePlanId, keyId })
    assert.deepEqual((await gateway.getUsagePlanKeys({ usagePlanId })).items, [])
  })
})
