import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { paginateGetParameterHistory, SSM } from '@aws-sdk/client-ssm'
import { testServer } from '../../support/server.ts'

const server = testServer()
let accounts = 300_000_000_000

/** A client in an account of its own, with a parameter that has so many versions. */
async function withVersions(Name: string, count: number) {
  const account = String(accounts++)
  const ssm = new SSM(server.config({ account }))
  const put = (Value: string) => ssm.putParameter({ Name, Value, Type: 'String', Overwrite: true })
  for (let version = 1; version <= count; version++) await put(`value ${version}`)
  return { ssm, put, account }
}

describe('versions', () => {
  it('are found by number, in names and in ARNs', async () => {
    const { ssm, account } = await withVersions('/v', 3)
    const arn = `arn:aws:ssm:us-east-1:${account}:parameter/v:2`
    for (const Name of ['/v:2', 'v:2', arn]) {
      const { Parameter } = await ssm.getParameter({ Name })
      assert.deepEqual([Parameter?.Value, Parameter?.Version, Parameter?.Selector], ['value 2', 2, ':2'])
    }
    await assert.rejects(ssm.getParameter({ Name: '/v:4' }), {
      name: 'ParameterVersionNotFound',
      message: 'Systems Manager could not find version 4 of /v. Verify the version and try again.',
    })
    await assert.rejects(ssm.getParameter({ Name: '/v:1:2' }), { name: 'ValidationException' })
    await assert.rejects(ssm.getParameter({ Name: '/absent:1' }), { name: 'ParameterNotFound' })
  })

  it('are listed with their history', async () => {
    const { ssm } = await withVersions('/v', 3)
    await ssm.labelParameterVersion({ Name: '/v', ParameterVersion: 2, Labels: ['two', 'Second'] })
    const { Parameters } = await ssm.getParameterHistory({ Name: '/v' })
    assert.deepEqual(
      Parameters?.map(({ Version, Value, Labels, Tier }) => ({ Version, Value, Labels, Tier })),
      [1, 2, 3].map((Version) => ({
        Version,
        Value: `value ${Version}`,
        Labels: Version === 2 ? ['Second', 'two'] : [],
        Tier: 'Standard',
      })),
    )
    const paged: Array<number | undefined> = []
    for await (const page of paginateGetParameterHistory({ client: ssm, pageSize: 2 }, { Name: '/v' })) {
      paged.push(...(page.Parameters ?? []).map(({ Version }) => Version))
    }
    assert.deepEqual(paged, [1, 2, 3])
  })

  it('are kept a hundred at a time; a labelled one stops the next', async () => {
    const { ssm, put } = await withVersions('/v', 101)
    const { Parameters } = await ssm.getParameterHistory({ Name: '/v', MaxResults: 1 })
    assert.equal(Parameters?.[0]?.Version, 2)
    await assert.rejects(ssm.getParameter({ Name: '/v:1' }), { name: 'ParameterVersionNotFound' })
    await ssm.labelParameterVersion({ Name: '/v', ParameterVersion: 2, Labels: ['keep'] })
    await assert.rejects(put('one more'), {
      name: 'ParameterMaxVersionLimitExceeded',
      message:
        /^You attempted to create a new version of \/v by .* Version 2, the oldest version, can't be deleted/,
    })
    await ssm.labelParameterVersion({ Name: '/v', Labels: ['keep'] })
    assert.equal((await put('one more')).Version, 102)
  })
})

describe('labels', () => {
  it('find their version and move with each use', async () => {
    const { ssm } = await withVersions('/l', 2)
    const first = await ssm.labelParameterVersion({ Name: '/l', ParameterVersion: 1, Labels: ['prod'] })
    assert.deepEqual([first.ParameterVersion, first.InvalidLabels], [1, []])
    assert.equal((await ssm.getParameter({ Name: '/l:prod' })).Parameter?.Value, 'value 1')
    const moved = await ssm.labelParameterVersion({ Name: '/l', Labels: ['prod', '1st', 'aws-x'] })
    assert.deepEqual([moved.ParameterVersion, moved.InvalidLabels], [2, ['1st', 'aws-x']])
    const { Parameter } = await ssm.getParameter({ Name: '/l:prod' })
    assert.deepEqual([Parameter?.Value, Parameter?.Selector], ['value 2', ':prod'])
    const byPath = await ssm.getParametersByPath({
      Path: '/',
      ParameterFilters: [{ Key: 'Label', Values: ['prod'] }],
    })
    assert.deepEqual(
      byPath.Parameters?.map(({ Value }) => Value),
      ['value 2'],
    )
  })

  it('show the version that has them by path', async () => {
    const { ssm } = await withVersions('/dir/l', 3)
    await ssm.labelParameterVersion({ Name: '/dir/l', ParameterVersion: 2, Labels: ['stable'] })
    const { Parameters } = await ssm.getParametersByPath({
      Path: '/dir',
      ParameterFilters: [{ Key: 'Label', Option: 'Equals', Values: ['stable'] }],
    })
    assert.deepEqual(
      Parameters?.map(({ Version, Value }) => [Version, Value]),
      [[2, 'value 2']],
    )
  })

  it('come off', async () => {
    const { ssm } = await withVersions('/l', 1)
    await ssm.labelParameterVersion({ Name: '/l', Labels: ['a', 'b'] })
    const off = await ssm.unlabelParameterVersion({ Name: '/l', ParameterVersion: 1, Labels: ['a', 'c'] })
    assert.deepEqual([off.RemovedLabels, off.InvalidLabels], [['a'], ['c']])
    await assert.rejects(ssm.getParameter({ Name: '/l:a' }), { name: 'ParameterVersionNotFound' })
    assert.equal((await ssm.getParameter({ Name: '/l:b' })).Parameter?.Version, 1)
  })

  it('are at most ten on a version', async () => {
    const { ssm } = await withVersions('/l', 1)
    const Labels = Array.from({ length: 10 }, (_, index) => `label-${index}`)
    await ssm.labelParameterVersion({ Name: '/l', Labels })
    await assert.rejects(ssm.labelParameterVersion({ Name: '/l', Labels: ['eleven'] }), {
      name: 'ParameterVersionLabelLimitExceeded',
    })
  })

  it('need a version that is there', async () => {
    const { ssm } = await withVersions('/l', 1)
    const input = { Name: '/l', ParameterVersion: 5, Labels: ['x'] }
    await assert.rejects(ssm.labelParameterVersion(input), {
      name: 'ParameterVersionNotFound',
      message: 'Systems Manager could not find version 5 of /l. Verify the version and try again.',
    })
    await assert.rejects(ssm.unlabelParameterVersion(input), { name: 'ParameterVersionNotFound' })
    await assert.rejects(ssm.labelParameterVersion({ Name: '/none', Labels: ['x'] }), {
      name: 'ParameterNotFound',
    })
  })
})
