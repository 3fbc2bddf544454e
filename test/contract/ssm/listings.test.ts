import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  type ParameterStringFilter,
  paginateDescribeParameters,
  paginateGetParametersByPath,
  SSM,
} from '@aws-sdk/client-ssm'
import { testServer } from '../../support/server.ts'

const server = testServer()

describe('listings', () => {
  let ssm: SSM
  const names = [
    '/app/a',
    '/app/b',
    '/app/b/deep',
    '/app/b/deep/er',
    '/app-x/a',
    '/other/a',
    'flat',
    '/flat2',
  ]

  before(async () => {
    ssm = new SSM(server.config({ account: '200000000000' }))
    await Promise.all(
      names.map((Name) =>
        ssm.putParameter({
          Name,
          Value: `value of ${Name}`,
          Type: Name.endsWith('/a') ? 'SecureString' : 'String',
          Tier: Name.startsWith('/other') ? 'Advanced' : 'Standard',
          Tags: [{ Key: 'root', Value: Name.split('/')[1] ?? '' }],
        }),
      ),
    )
  })

  async function byPath(Path: string, Recursive = false, filters: ParameterStringFilter[] = []) {
    const found: string[] = []
    const input = { Path, Recursive, ParameterFilters: filters, MaxResults: 2 }
    for await (const page of paginateGetParametersByPath({ client: ssm }, input)) {
      found.push(...(page.Parameters ?? []).map(({ Name = '' }) => Name))
    }
    return found.sort()
  }

  it('by path show one level, or all below it', async () => {
    assert.deepEqual(await byPath('/app'), ['/app/a', '/app/b'])
    assert.deepEqual(await byPath('/app/', true), ['/app/a', '/app/b', '/app/b/deep', '/app/b/deep/er'])
    assert.deepEqual(await byPath('/'), ['/flat2', 'flat'])
    assert.deepEqual(await byPath('/', true), [...names].sort())
    assert.deepEqual(await byPath('/nothing', true), [])
    assert.deepEqual(await byPath('/aws/service/global-infrastructure', true), [])
  })

  it('by path filter by type and key', async () => {
    const type = { Key: 'Type', Values: ['SecureString'] }
    assert.deepEqual(await byPath('/app', true, [type]), ['/app/a'])
    const key = { Key: 'KeyId', Option: 'BeginsWith', Values: ['alias/'] }
    assert.deepEqual(await byPath('/', true, [key]), ['/app-x/a', '/app/a', '/other/a'])
    await assert.rejects(byPath('/app', true, [{ Key: 'Name', Values: ['x'] }]), { name: 'InvalidFilterKey' })
  })

  it('by path refuse what is no path, and tokens of others', async () => {
    await assert.rejects(byPath('app'), {
      name: 'ValidationException',
      message: /^The parameter doesn't meet/,
    })
    const page = await ssm.getParametersByPath({ Path: '/app', Recursive: true, MaxResults: 1 })
    assert.ok(page.NextToken)
    for (const input of [
      { Path: '/other', Recursive: true, NextToken: page.NextToken },
      { Path: '/app', Recursive: true, NextToken: 'nonsense' },
    ]) {
      await assert.rejects(ssm.getParametersByPath(input), { name: 'InvalidNextToken' })
    }
    await assert.rejects(ssm.getParametersByPath({ Path: '/app', MaxResults: 11 }), {
      name: 'ValidationException',
      message: /less than or equal to 10/,
    })
  })

  async function describing(...ParameterFilters: ParameterStringFilter[]) {
    const found: string[] = []
    for await (const page of paginateDescribeParameters(
      { client: ssm },
      { ParameterFilters, MaxResults: 3 },
    )) {
      found.push(...(page.Parameters ?? []).map(({ Name = '' }) => Name))
    }
    return found.sort()
  }

  it('of descriptions filter by everything', async () => {
    assert.deepEqual(await describing(), [...names].sort())
    assert.deepEqual(await describing({ Key: 'Name', Values: ['/flat', 'flat2', '/app/a'] }), [
      '/app/a',
      '/flat2',
      'flat',
    ])
    assert.deepEqual(await describing({ Key: 'Name', Values: ['/app/b'] }), ['/app/b'])
    assert.deepEqual(await describing({ Key: 'Name', Option: 'BeginsWith', Values: ['/app/b'] }), [
      '/app/b',
      '/app/b/deep',
      '/app/b/deep/er',
    ])
    assert.deepEqual(await describing({ Key: 'Name', Option: 'Contains', Values: ['deep'] }), [
      '/app/b/deep',
      '/app/b/deep/er',
    ])
    assert.deepEqual(await describing({ Key: 'Path', Values: ['/app'] }), ['/app/a', '/app/b'])
    assert.deepEqual(await describing({ Key: 'Path', Option: 'Recursive', Values: ['/app/b', '/other'] }), [
      '/app/b/deep',
      '/app/b/deep/er',
      '/other/a',
    ])
    assert.deepEqual(await describing({ Key: 'Tier', Values: ['Advanced'] }), ['/other/a'])
    assert.deepEqual(
      await describing(
        { Key: 'tag:root', Values: ['app-x', 'other'] },
        { Key: 'Type', Values: ['SecureString'] },
      ),
      ['/app-x/a', '/other/a'],
    )
    assert.deepEqual(await describing({ Key: 'tag:absent' }), [])
  })

  it('of descriptions take the older filters too, not both', async () => {
    const old = await ssm.describeParameters({
      Filters: [{ Key: 'Name', Values: ['/app/b/'] }],
      MaxResults: 50,
    })
    assert.deepEqual(
      old.Parameters?.map(({ Name }) => Name),
      ['/app/b/deep', '/app/b/deep/er'],
    )
    await assert.rejects(
      ssm.describeParameters({
        Filters: [{ Key: 'Name', Values: ['x'] }],
        ParameterFilters: [{ Key: 'Name', Values: ['x'] }],
      }),
      {
        name: 'ValidationException',
        message: 'You can use either Filters or ParameterFilters in a single request.',
      },
    )
  })

  it('of descriptions come ten at a time unless told otherwise', async () => {
    const client = new SSM(server.config({ account: '200000000001' }))
    for (let index = 0; index < 12; index++) {
      await client.putParameter({ Name: `/many/${index}`, Value: 'v', Type: 'String' })
    }
    const first = await client.describeParameters({})
    assert.equal(first.Parameters?.length, 10)
    const second = await client.describeParameters({ NextToken: first.NextToken })
    assert.equal(second.Parameters?.length, 2)
    assert.equal(second.NextToken, undefined)
  })

  it('do not hold what other accounts have', async () => {
    const other = new SSM(server.config({ account: '200000000002' }))
    assert.deepEqual((await other.describeParameters({})).Parameters, [])
    assert.deepEqual((await ssm.describeParameters({ Shared: true })).Parameters, [])
  })
})
