import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PutMetricFilterRequest } from '@aws-sdk/client-cloudwatch-logs'
import { testServer } from '../../support/server.ts'
import { badToken, makeStreams, newAccount, noGroup, put, refused } from './support.ts'

const invalid = 'InvalidParameterException'

function filter(name: string, more: Partial<PutMetricFilterRequest> = {}): PutMetricFilterRequest {
  return {
    logGroupName: 'g',
    filterName: name,
    filterPattern: 'ERROR',
    metricTransformations: [{ metricName: 'errors', metricNamespace: 'app', metricValue: '1' }],
    ...more,
  }
}

describe('metric filters', () => {
  const server = testServer()

  it('are put, described, counted and deleted', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g', 's')
    await logs.putMetricFilter(filter('f', { filterPattern: ' ' }))
    const [{ creationTime, ...made } = {}] =
      (await logs.describeMetricFilters({ logGroupName: 'g' })).metricFilters ?? []
    assert.deepEqual(made, {
      filterName: 'f',
      filterPattern: ' ',
      logGroupName: 'g',
      applyOnTransformedLogs: false,
      metricTransformations: [{ metricName: 'errors', metricNamespace: 'app', metricValue: '1' }],
    })
    assert.ok(creationTime)
    const transformation = {
      metricName: 'latency',
      metricNamespace: 'app',
      metricValue: '$.ms',
      unit: 'Milliseconds' as const,
      dimensions: { Route: '$.route' },
    }
    await logs.putMetricFilter(
      filter('f', { filterPattern: '{ $.ms = * }', metricTransformations: [transformation] }),
    )
    const [changed] = (await logs.describeMetricFilters({})).metricFilters ?? []
    assert.deepEqual(changed?.metricTransformations, [transformation])
    assert.equal(changed?.creationTime, creationTime)
    await logs.putMetricFilter(
      filter('zero', {
        metricTransformations: [{ metricName: 'n', metricNamespace: 'm', metricValue: '1', defaultValue: 0 }],
      }),
    )
    assert.equal((await logs.describeLogGroups({})).logGroups?.[0]?.metricFilterCount, 2)
    // Without metrics to write to, filters are quiet, and events are taken in as ever.
    await put(logs, 'g', 's', ['ERROR'], Date.now())
    await logs.deleteMetricFilter({ logGroupName: 'g', filterName: 'f' })
    assert.equal((await logs.describeLogGroups({})).logGroups?.[0]?.metricFilterCount, 1)
    await refused(
      logs.deleteMetricFilter({ logGroupName: 'g', filterName: 'f' }),
      'ResourceNotFoundException',
      'The specified metric filter does not exist.',
    )
  })

  it('are listed by group, prefix and metric, in pages', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g')
    await makeStreams(logs, 'h')
    for (const name of ['b', 'a1', 'a2']) await logs.putMetricFilter(filter(name))
    const metricTransformations = [{ metricName: 'other', metricNamespace: 'app', metricValue: '1' }]
    await logs.putMetricFilter(filter('a3', { logGroupName: 'h', metricTransformations }))
    const list = async (input: object) =>
      (await logs.describeMetricFilters(input)).metricFilters?.map(({ filterName }) => filterName)
    assert.deepEqual(await list({}), ['a1', 'a2', 'a3', 'b'])
    assert.deepEqual(await list({ logGroupName: 'g' }), ['a1', 'a2', 'b'])
    assert.deepEqual(await list({ logGroupName: 'g', filterNamePrefix: 'a' }), ['a1', 'a2'])
    assert.deepEqual(await list({ metricNamespace: 'app', metricName: 'other' }), ['a3'])
    const { metricFilters, nextToken } = await logs.describeMetricFilters({ limit: 3 })
    assert.equal(metricFilters?.length, 3)
    assert.deepEqual(await list({ limit: 3, nextToken }), ['b'])
    await refused(logs.describeMetricFilters({ logGroupName: 'g', nextToken }), ...badToken)
    await refused(logs.describeMetricFilters({ logGroupName: 'none' }), ...noGroup)
    await refused(logs.describeMetricFilters({ metricName: 'other' }), invalid, /together/)
  })

  it('are refused with the words of AWS', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g')
    await logs.createLogGroup({ logGroupName: 'rare', logGroupClass: 'INFREQUENT_ACCESS' })
    const transform = (more: object) => ({
      metricTransformations: [{ metricName: 'n', metricNamespace: 'm', metricValue: '1', ...more }],
    })
    const attempt = (more: Partial<PutMetricFilterRequest>) => logs.putMetricFilter(filter('f', more))
    const json = { filterPattern: '{ $.a = 1 }' }
    await refused(attempt({ filterPattern: 'a(b' }), invalid, "Invalid character(s) in term '('")
    await refused(
      attempt({ filterPattern: '[a, b' }),
      invalid,
      "If a filter pattern starts with '[' it must end with ']'",
    )
    await refused(attempt(transform({ metricValue: 'length' })), invalid, /metric value/)
    await refused(attempt(transform({ metricValue: '$length' })), invalid, /metric value/)
    await refused(
      attempt(transform({ dimensions: { D: '$.d' } })),
      invalid,
      'The specified filter pattern does not support dimensions',
    )
    await refused(
      attempt({ ...json, ...transform({ dimensions: { D: '$.d' }, defaultValue: 0 }) }),
      invalid,
      'Invalid metric transformation: dimensions and default value are mutually exclusive properties',
    )
    await refused(
      attempt({ ...json, ...transform({ dimensions: { D: 'fixed' } }) }),
      invalid,
      'Invalid metric transformation: dimension value must be valid selector',
    )
    await refused(attempt({ applyOnTransformedLogs: true }), invalid, /transformer/)
    await refused(
      attempt({ fieldSelectionCriteria: '@aws.region = "x"' }),
      'NotImplemented',
      /fieldSelectionCriteria/,
    )
    await refused(
      attempt({ emitSystemFieldDimensions: ['@aws.region'] }),
      'NotImplemented',
      /emitSystemField/,
    )
    await refused(attempt({ logGroupName: 'none' }), ...noGroup)
    await refused(
      attempt({ logGroupName: 'rare' }),
      'ValidationException',
      'This operation is only supported on the Standard log class.',
    )
    await refused(
      attempt({ filterName: 'x'.repeat(513) }),
      invalid,
      /at 'filterName' failed.*less than or equal to 512/,
    )
    await refused(attempt({ filterPattern: 'x'.repeat(1025) }), invalid, /at 'filterPattern' failed/)
    await refused(
      logs.putMetricFilter({ ...filter('f'), ...transform({}), logGroupName: 'x'.repeat(513) }),
      invalid,
      'Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
    )
  })

  it('are so many for a group, and so many with regular expressions', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g')
    const regex = { filterPattern: '%[Ee]rror%' }
    for (let index = 0; index < 5; index++) await logs.putMetricFilter(filter(`r${index}`, regex))
    const full = ['LimitExceededException', 'Resource limit exceeded.'] as const
    await refused(logs.putMetricFilter(filter('r5', regex)), ...full)
    await logs.putMetricFilter(filter('r0'))
    await logs.putMetricFilter(filter('r5', regex))
    for (let index = 6; index < 100; index++) await logs.putMetricFilter(filter(`p${index}`))
    await refused(logs.putMetricFilter(filter('one-more')), ...full)
    await logs.putMetricFilter(filter('p50', { filterPattern: 'changed' }))
  })

  it('are tested on messages', async () => {
    const { logs } = newAccount(server)
    const logEventMessages = [
      '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /apache_pb.gif HTTP/1.0" 200 1534',
      '127.0.0.1 - frank [10/Oct/2000:13:35:22 -0700] "GET /apache_pb.gif HTTP/1.0" 500 5324',
    ]
    const { matches } = await logs.testMetricFilter({
      filterPattern: '[..., status_code=5*, size]',
      logEventMessages,
    })
    assert.deepEqual(matches, [
      {
        eventNumber: 2,
        eventMessage: logEventMessages[1],
        extractedValues: {
          $1: '127.0.0.1',
          $2: '-',
          $3: 'frank',
          $4: '10/Oct/2000:13:35:22 -0700',
          $5: 'GET /apache_pb.gif HTTP/1.0',
          $status_code: '500',
          $size: '5324',
        },
      },
    ])
    const json = await logs.testMetricFilter({
      filterPattern: '{ $.a = 1 }',
      logEventMessages: ['{"a":1}', 'x'],
    })
    assert.deepEqual(json.matches, [{ eventNumber: 1, eventMessage: '{"a":1}', extractedValues: {} }])
    await refused(
      logs.testMetricFilter({ filterPattern: '{', logEventMessages: ['x'] }),
      invalid,
      /must end with/,
    )
  })
})
