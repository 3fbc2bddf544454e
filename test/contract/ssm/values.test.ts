import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type PutParameterCommandInput, SSM } from '@aws-sdk/client-ssm'
import { testServer } from '../../support/server.ts'

const server = testServer()
let accounts = 100_000_000_000

/** A client in an account of its own. */
function fresh(region = 'us-east-1') {
  const account = String(accounts++)
  return { account, ssm: new SSM(server.config({ account, region })) }
}

describe('putting and getting parameters', () => {
  it('answers what was put', async () => {
    const { ssm, account } = fresh('eu-central-1')
    const before = Date.now() - 1000
    const put = await ssm.putParameter({
      Name: '/app/db',
      Value: 'a,b c',
      Type: 'StringList',
      Description: 'd',
    })
    assert.deepEqual([put.Version, put.Tier], [1, 'Standard'])
    const { Parameter } = await ssm.getParameter({ Name: '/app/db' })
    const { LastModifiedDate, ...rest } = Parameter ?? {}
    assert.deepEqual(rest, {
      Name: '/app/db',
      Type: 'StringList',
      Value: 'a,b c',
      Version: 1,
      ARN: `arn:aws:ssm:eu-central-1:${account}:parameter/app/db`,
      DataType: 'text',
    })
    assert.ok(LastModifiedDate instanceof Date && LastModifiedDate.getTime() >= before)
  })

  it('knows a name of one level with and without its slash, and by ARN', async () => {
    const { ssm, account } = fresh()
    await ssm.putParameter({ Name: 'flat', Value: 'v', Type: 'String' })
    const names = ['flat', '/flat', `arn:aws:ssm:us-east-1:${account}:parameter/flat`]
    const found = await Promise.all(names.map((Name) => ssm.getParameter({ Name })))
    assert.deepEqual(
      found.map(({ Parameter }) => Parameter?.Name),
      ['flat', '/flat', 'flat'],
    )
    await assert.rejects(ssm.putParameter({ Name: '/flat', Value: 'w', Type: 'String' }), {
      name: 'ParameterAlreadyExists',
    })
  })

  it('tells names apart by case, accounts and regions', async () => {
    const { ssm, account } = fresh()
    await ssm.putParameter({ Name: 'Name', Value: 'v', Type: 'String' })
    const elsewhere = new SSM(server.config({ account, region: 'us-west-2' }))
    await assert.rejects(ssm.getParameter({ Name: 'name' }), { name: 'ParameterNotFound' })
    await assert.rejects(elsewhere.getParameter({ Name: 'Name' }), { name: 'ParameterNotFound' })
    const other = fresh()
    await assert.rejects(other.ssm.getParameter({ Name: 'Name' }), { name: 'ParameterNotFound' })
    const arn = `arn:aws:ssm:us-east-1:${account}:parameter/Name`
    await assert.rejects(other.ssm.getParameter({ Name: arn }), { name: 'AccessDeniedException' })
  })

  it('overwrites only when told to, and keeps what is not said again', async () => {
    const { ssm } = fresh()
    const Name = '/keep'
    await ssm.putParameter({
      Name,
      Value: '1',
      Type: 'String',
      Description: 'about',
      AllowedPattern: '\\d+',
      Tags: [{ Key: 'k', Value: 'v' }],
    })
    await assert.rejects(ssm.putParameter({ Name, Value: '2', Type: 'String' }), {
      name: 'ParameterAlreadyExists',
      message:
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    })
    assert.equal((await ssm.putParameter({ Name, Value: '2', Overwrite: true })).Version, 2)
    await assert.rejects(ssm.putParameter({ Name, Value: 'two', Overwrite: true }), {
      name: 'ParameterPatternMismatchException',
      message: 'Parameter value, cannot be validated against allowedPattern: \\d+',
    })
    const { Parameters = [] } = await ssm.describeParameters({})
    assert.equal(Parameters.length, 1)
    assert.equal(Parameters[0]?.Description, 'about')
    assert.equal(Parameters[0]?.AllowedPattern, '\\d+')
    assert.equal(Parameters[0]?.LastModifiedUser?.startsWith('arn:aws:'), true)
    assert.deepEqual(Parameters[0]?.Policies, [])
    const { TagList } = await ssm.listTagsForResource({ ResourceType: 'Parameter', ResourceId: Name })
    assert.deepEqual(TagList, [{ Key: 'k', Value: 'v' }])
  })

  it('answers several at once, by name, with those that are not there', async () => {
    const { ssm } = fresh()
    await Promise.all(
      ['b', 'a', '/x/y'].map((Name) => ssm.putParameter({ Name, Value: Name, Type: 'String' })),
    )
    const found = await ssm.getParameters({ Names: ['b', 'a', 'a:1', 'a:7', 'a:label', '/x/y', 'zz'] })
    assert.deepEqual(
      found.Parameters?.map(({ Name, Selector }) => [Name, Selector]),
      [
        ['/x/y', undefined],
        ['a', undefined],
        ['a', ':1'],
        ['b', undefined],
      ],
    )
    assert.deepEqual(found.InvalidParameters, ['a:7', 'a:label', 'zz'])
    await assert.rejects(ssm.getParameters({ Names: ['a', 'not/qualified'] }), {
      name: 'ValidationException',
    })
  })

  it('deletes, one or several', async () => {
    const { ssm } = fresh()
    await Promise.all(['a', 'b', 'c'].map((Name) => ssm.putParameter({ Name, Value: 'v', Type: 'String' })))
    await ssm.putParameter({ Name: 'a', Value: 'w', Overwrite: true })
    await ssm.deleteParameter({ Name: 'a' })
    await assert.rejects(ssm.deleteParameter({ Name: 'a' }), { name: 'ParameterNotFound' })
    const { DeletedParameters, InvalidParameters } = await ssm.deleteParameters({ Names: ['/b', 'a', 'c'] })
    assert.deepEqual([DeletedParameters, InvalidParameters], [['/b', 'c'], ['a']])
    assert.deepEqual((await ssm.describeParameters({})).Parameters, [])
    await ssm.putParameter({ Name: 'a', Value: 'new', Type: 'String' })
    const { Parameters } = await ssm.getParameterHistory({ Name: 'a' })
    assert.deepEqual(
      Parameters?.map(({ Version, Value }) => [Version, Value]),
      [[1, 'new']],
    )
  })

  it('lets one of many at once create a parameter', async () => {
    const { ssm } = fresh()
    const tries = Array.from({ length: 8 }, (_, index) =>
      ssm.putParameter({ Name: '/race', Value: String(index), Type: 'String' }),
    )
    const outcomes = await Promise.allSettled(tries)
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') assert.equal(outcome.reason.name, 'ParameterAlreadyExists')
    }
  })

  it('numbers overwrites that come at once', async () => {
    const { ssm } = fresh()
    const puts = await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        ssm.putParameter({ Name: '/count', Value: String(index), Type: 'String', Overwrite: true }),
      ),
    )
    assert.deepEqual(puts.map(({ Version }) => Version).sort(), [1, 2, 3, 4])
  })

  const refused: ReadonlyArray<readonly [Partial<PutParameterCommandInput>, string, RegExp]> = [
    [
      { Type: undefined },
      'ValidationException',
      /^A parameter type is required when you create a parameter\.$/,
    ],
    [
      { Value: '' },
      'ValidationException',
      /^1 validation error detected: Value at 'value' failed to satisfy/,
    ],
    [{ Value: '{{ssm:other}}' }, 'ValidationException', /^Parameter value can't nest another parameter/],
    [{ Name: 'a/b' }, 'ValidationException', /^Parameter name must be a fully qualified name$/],
    [{ Name: '/aws/x' }, 'AccessDeniedException', /^No access to reserved parameter name: aws\/x\.$/],
    [{ Name: `/${'a/'.repeat(15)}b` }, 'HierarchyLevelLimitExceededException', /maximum of 15 levels/],
    [{ DataType: 'number' }, 'ValidationException', /^The following data type is not supported: number /],
    [{ DataType: 'integer', Value: 'one' }, 'ValidationException', /data type: integer$/],
    [{ AllowedPattern: '(' }, 'InvalidAllowedPatternException', /./],
    [{ Value: 'x'.repeat(4097) }, 'ValidationException', /^Standard tier parameters support a maximum/],
    [{ Value: 'x'.repeat(8193), Tier: 'Advanced' }, 'ValidationException', /8192 characters\.$/],
    [
      { Tags: [{ Key: 'k', Value: 'v' }], Overwrite: true },
      'ValidationException',
      /^Invalid request: tags and/,
    ],
    [{ Type: 'Text' as 'String' }, 'ValidationException', /enum value set/],
  ]
  for (const [change, name, message] of refused) {
    it(`refuses ${JSON.stringify(change).slice(0, 50)}`, async () => {
      const { ssm } = fresh()
      const input = { Name: 'n', Value: 'v', Type: 'String' as const, ...change }
      await assert.rejects(ssm.putParameter(input), { name, message })
    })
  }
})

describe('tiers', () => {
  it('rise by themselves when told to, and never fall', async () => {
    const { ssm } = fresh()
    const put = (Value: string, Tier?: 'Standard' | 'Advanced' | 'Intelligent-Tiering') =>
      ssm.putParameter({ Name: 'n', Value, Type: 'String', Overwrite: true, ...(Tier && { Tier }) })
    assert.equal((await put('v', 'Intelligent-Tiering')).Tier, 'Standard')
    assert.equal((await put('v'.repeat(5000), 'Intelligent-Tiering')).Tier, 'Advanced')
    assert.equal((await put('v')).Tier, 'Advanced')
    await assert.rejects(put('v', 'Standard'), { name: 'ValidationException', message: /can't downgrade/ })
  })

  it('come from the service setting when a request names none', async () => {
    const { ssm, account } = fresh()
    const SettingId = '/ssm/parameter-store/default-parameter-tier'
    const arn = `arn:aws:ssm:us-east-1:${account}:servicesetting${SettingId}`
    const before = await ssm.getServiceSetting({ SettingId })
    assert.deepEqual(before.ServiceSetting, {
      SettingId,
      SettingValue: 'Standard',
      LastModifiedUser: 'System',
      ARN: arn,
      Status: 'Default',
    })
    await ssm.updateServiceSetting({ SettingId: arn, SettingValue: 'Advanced' })
    const after = await ssm.getServiceSetting({ SettingId: arn })
    assert.deepEqual(
      [after.ServiceSetting?.SettingValue, after.ServiceSetting?.Status],
      ['Advanced', 'Customized'],
    )
    assert.equal((await ssm.putParameter({ Name: 'n', Value: 'v', Type: 'String' })).Tier, 'Advanced')
    const reset = await ssm.resetServiceSetting({ SettingId })
    assert.equal(reset.ServiceSetting?.Status, 'Default')
    assert.equal((await ssm.putParameter({ Name: 'm', Value: 'v', Type: 'String' })).Tier, 'Standard')
    await assert.rejects(ssm.getServiceSetting({ SettingId: '/ssm/nothing' }), {
      name: 'ServiceSettingNotFound',
    })
  })
})
