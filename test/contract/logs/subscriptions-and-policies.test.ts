import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { PutSubscriptionFilterRequest } from '@aws-sdk/client-cloudwatch-logs'
import { Kinesis } from '@aws-sdk/client-kinesis'
import { testServer } from '../../support/server.ts'
import { badToken, makeStreams, newAccount, noGroup, refused } from './support.ts'

const invalid = 'InvalidParameterException'

describe('subscription filters', () => {
  const server = testServer()

  it('are refused where nobody takes their events', async () => {
    const { id, logs } = newAccount(server)
    await makeStreams(logs, 'g')
    const roleArn = `arn:aws:iam::${id}:role/r`
    const attempt = (destinationArn: string, more: Partial<PutSubscriptionFilterRequest> = {}) =>
      logs.putSubscriptionFilter({
        logGroupName: 'g',
        filterName: 'f',
        filterPattern: '',
        destinationArn,
        ...more,
      })
    const lambda = `arn:aws:lambda:us-east-1:${id}:function:f`
    await refused(
      attempt(lambda),
      invalid,
      'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
    )
    await refused(
      attempt(`arn:aws:kinesis:us-east-1:${id}:stream/s`),
      invalid,
      'destinationArn for vendor kinesis cannot be used without roleArn',
    )
    await refused(attempt(`arn:aws:kinesis:us-east-1:${id}:stream/s`, { roleArn }), invalid, /Kinesis stream/)
    await refused(
      attempt(`arn:aws:firehose:us-east-1:${id}:deliverystream/s`, { roleArn }),
      invalid,
      /Firehose stream/,
    )
    await refused(attempt(`arn:aws:logs:us-east-1:${id}:destination:d`), 'ResourceNotFoundException')
    await refused(attempt('arn:aws:sqs:us-east-1:1:q'), invalid, /vendor sqs/)
    // Recorded on AWS: the destination is looked at before the group.
    await refused(
      attempt('arn:aws:lambda:us-east-1:111111111111:function:f', { logGroupName: 'none' }),
      'AccessDeniedException',
      'Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to create cross account lambda triggers.',
    )
    await refused(attempt(lambda, { logGroupName: 'none' }), ...noGroup)
    await refused(attempt(lambda, { filterPattern: '[' }), invalid, /must end with/)
    assert.deepEqual((await logs.describeSubscriptionFilters({ logGroupName: 'g' })).subscriptionFilters, [])
    await refused(
      logs.deleteSubscriptionFilter({ logGroupName: 'g', filterName: 'f' }),
      'ResourceNotFoundException',
      'The specified subscription filter does not exist.',
    )
    await refused(logs.describeSubscriptionFilters({ logGroupName: 'none' }), ...noGroup)
    await refused(logs.deleteSubscriptionFilter({ logGroupName: 'none', filterName: 'f' }), ...noGroup)
    await logs.createLogGroup({ logGroupName: 'rare', logGroupClass: 'INFREQUENT_ACCESS' })
    await refused(
      logs.describeSubscriptionFilters({ logGroupName: 'rare' }),
      'ValidationException',
      'This operation is only supported on the Standard log class.',
    )
  })
})

describe('destinations', () => {
  const server = testServer()

  it('stand for a stream, for whom their policy lets name them', async () => {
    const owner = newAccount(server)
    const sender = newAccount(server)
    const kinesis = new Kinesis(server.config({ account: owner.id, region: 'us-east-1' }))
    await kinesis.createStream({ StreamName: 's', ShardCount: 1 })
    await server.lambent.idle()
    const roleArn = `arn:aws:iam::${owner.id}:role/r`
    const input = {
      destinationName: 'd',
      targetArn: `arn:aws:kinesis:us-east-1:${owner.id}:stream/s`,
      roleArn,
    }
    await refused(
      owner.logs.putDestination({ ...input, targetArn: `${input.targetArn}x` }),
      invalid,
      /Kinesis stream/,
    )
    await refused(
      owner.logs.putDestination({ ...input, targetArn: 'arn:aws:sqs:us-east-1:1:q' }),
      invalid,
      /vendor sqs/,
    )
    assert.deepEqual((await owner.logs.describeDestinations({})).destinations, [])
    const { destination } = await owner.logs.putDestination({ ...input, tags: { a: '1' } })
    const destinationArn = `arn:aws:logs:us-east-1:${owner.id}:destination:d`
    assert.ok(destination?.creationTime)
    assert.deepEqual(destination, { ...input, arn: destinationArn, creationTime: destination.creationTime })
    await owner.logs.tagResource({ resourceArn: destinationArn, tags: { b: '2' } })
    await owner.logs.untagResource({ resourceArn: destinationArn, tagKeys: ['a'] })
    assert.deepEqual((await owner.logs.listTagsForResource({ resourceArn: destinationArn })).tags, { b: '2' })

    await makeStreams(sender.logs, 'g', 'one')
    const filter = { logGroupName: 'g', filterName: 'f', filterPattern: 'kept', destinationArn }
    await refused(sender.logs.putSubscriptionFilter(filter), 'AccessDeniedException', /PutSubscriptionFilter/)
    await refused(
      owner.logs.putDestinationPolicy({ destinationName: 'd', accessPolicy: 'no' }),
      invalid,
      /policy document/,
    )
    const accessPolicy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: sender.id },
          Action: 'logs:PutSubscriptionFilter',
          Resource: destinationArn,
        },
      ],
    })
    await owner.logs.putDestinationPolicy({ destinationName: 'd', accessPolicy })
    // A destination that is put again keeps its policy.
    assert.equal((await owner.logs.putDestination(input)).destination?.accessPolicy, accessPolicy)
    await sender.logs.putSubscriptionFilter(filter)
    await sender.logs.putLogEvents({
      logGroupName: 'g',
      logStreamName: 'one',
      logEvents: ['kept', 'left'].map((message) => ({ timestamp: Date.now(), message })),
    })
    await server.lambent.idle()
    const { ShardIterator } = await kinesis.getShardIterator({
      StreamName: 's',
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
    })
    const { Records = [] } = await kinesis.getRecords({ ShardIterator })
    const payloads = Records.map(({ Data = new Uint8Array() }) => JSON.parse(gunzipSync(Data).toString()))
    const data = payloads.filter(({ messageType }) => messageType === 'DATA_MESSAGE')
    assert.deepEqual(
      data.map(({ owner: from, logGroup, logEvents }) => [
        from,
        logGroup,
        logEvents.map(({ message }: { message: string }) => message),
      ]),
      [[sender.id, 'g', ['kept']]],
    )
    await owner.logs.deleteDestination({ destinationName: 'd' })
    await refused(
      owner.logs.deleteDestination({ destinationName: 'd' }),
      'ResourceNotFoundException',
      'The specified destination does not exist.',
    )
  })
})

describe('resource policies', () => {
  const server = testServer()
  const policyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'route53.amazonaws.com' },
        Action: 'logs:PutLogEvents',
        Resource: '*',
      },
    ],
  })

  it('are put, listed and deleted', async () => {
    const { logs } = newAccount(server)
    const { resourcePolicy } = await logs.putResourcePolicy({ policyName: 'p', policyDocument })
    assert.equal(resourcePolicy?.policyName, 'p')
    assert.equal(resourcePolicy?.policyDocument, policyDocument)
    assert.equal(resourcePolicy?.policyScope, 'ACCOUNT')
    assert.ok(resourcePolicy?.lastUpdatedTime)
    const other = '{"Version":"2012-10-17","Statement":[]}'
    await logs.putResourcePolicy({ policyName: 'p', policyDocument: other })
    for (let index = 1; index < 10; index++)
      await logs.putResourcePolicy({ policyName: `p${index}`, policyDocument })
    await refused(
      logs.putResourcePolicy({ policyName: 'p10', policyDocument }),
      'LimitExceededException',
      'Resource limit exceeded.',
    )
    const first = await logs.describeResourcePolicies({ limit: 4 })
    assert.equal(first.resourcePolicies?.[0]?.policyDocument, other)
    const rest = await logs.describeResourcePolicies({ nextToken: first.nextToken })
    assert.equal((first.resourcePolicies?.length ?? 0) + (rest.resourcePolicies?.length ?? 0), 10)
    await logs.deleteResourcePolicy({ policyName: 'p' })
    await refused(
      logs.deleteResourcePolicy({ policyName: 'p' }),
      'ResourceNotFoundException',
      'Policy with name [p] does not exist.',
    )
    await refused(logs.putResourcePolicy({ policyName: 'q', policyDocument: 'no' }), invalid, /JSON/)
  })

  it('may belong to a log group', async () => {
    const { id, logs } = newAccount(server)
    await makeStreams(logs, 'g')
    const resourceArn = `arn:aws:logs:us-east-1:${id}:log-group:g`
    const { revisionId } = await logs.putResourcePolicy({ policyName: 'p', policyDocument, resourceArn })
    assert.ok(revisionId)
    await refused(
      logs.putResourcePolicy({ policyName: 'p', policyDocument, resourceArn }),
      invalid,
      /revision/,
    )
    const again = await logs.putResourcePolicy({
      policyName: 'p',
      policyDocument,
      resourceArn,
      expectedRevisionId: revisionId,
    })
    assert.notEqual(again.revisionId, revisionId)
    assert.deepEqual((await logs.describeResourcePolicies({})).resourcePolicies, [])
    const [found] = (await logs.describeResourcePolicies({ policyScope: 'RESOURCE' })).resourcePolicies ?? []
    assert.equal(found?.resourceArn, resourceArn)
    assert.equal(found?.policyScope, 'RESOURCE')
    await refused(
      logs.putResourcePolicy({ policyName: 'p', policyDocument, resourceArn: `${resourceArn}x` }),
      ...noGroup,
    )
    await logs.deleteResourcePolicy({ policyName: 'p', resourceArn, expectedRevisionId: again.revisionId })
  })
})

describe('query definitions', () => {
  const server = testServer()

  it('are put, listed and deleted', async () => {
    const { logs } = newAccount(server)
    const queryString = 'fields @timestamp, @message | limit 20'
    const { queryDefinitionId } = await logs.putQueryDefinition({
      name: 'b/one',
      queryString,
      logGroupNames: ['g'],
    })
    await logs.putQueryDefinition({ name: 'a', queryString, queryLanguage: 'PPL' })
    await logs.putQueryDefinition({ name: 'b/two', queryString, queryDefinitionId })
    const list = async (input: object) =>
      (await logs.describeQueryDefinitions(input)).queryDefinitions?.map(({ name }) => name)
    assert.deepEqual(await list({}), ['a', 'b/two'])
    assert.deepEqual(await list({ queryDefinitionNamePrefix: 'b/' }), ['b/two'])
    assert.deepEqual(await list({ queryLanguage: 'PPL' }), ['a'])
    const [first] =
      (await logs.describeQueryDefinitions({ queryDefinitionNamePrefix: 'b' })).queryDefinitions ?? []
    assert.deepEqual(
      { ...first, lastModified: 0 },
      {
        queryLanguage: 'CWLI',
        queryDefinitionId,
        name: 'b/two',
        queryString,
        lastModified: 0,
        logGroupNames: [],
      },
    )
    const { nextToken } = await logs.describeQueryDefinitions({ maxResults: 1 })
    assert.deepEqual(await list({ nextToken }), ['b/two'])
    await refused(logs.describeQueryDefinitions({ nextToken, queryLanguage: 'SQL' }), ...badToken)
    assert.equal((await logs.deleteQueryDefinition({ queryDefinitionId })).success, true)
    await refused(
      logs.deleteQueryDefinition({ queryDefinitionId }),
      'ResourceNotFoundException',
      /query definition/,
    )
    await refused(
      logs.putQueryDefinition({ name: 'c', queryString, queryDefinitionId: 'none' }),
      'ResourceNotFoundException',
      /query definition/,
    )
  })
})

describe('what is not built', () => {
  const server = testServer()

  it('says so', async () => {
    const { logs } = newAccount(server)
    await refused(
      logs.startQuery({ queryString: 'fields @message', startTime: 0, endTime: 1 }),
      'NotImplemented',
      /StartQuery/,
    )
    await refused(logs.describeExportTasks({}), 'NotImplemented', /DescribeExportTasks/)
  })
})
