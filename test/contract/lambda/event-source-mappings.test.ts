import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Kinesis } from '@aws-sdk/client-kinesis'
import { SQS } from '@aws-sdk/client-sqs'
import { testServer } from '../../support/server.ts'
import { makeFunction, newAccount, refused } from './support.ts'

// Words and shapes as observed on AWS, 2023-11-20 and 2025-02-17.
describe('event source mappings', () => {
  const server = testServer()
  const makeQueues = async (account: string, ...names: string[]) => {
    const sqs = new SQS(server.config({ account }))
    for (const QueueName of names) await sqs.createQueue({ QueueName })
    sqs.destroy()
  }
  const gone = ['ResourceNotFoundException', 'The resource you requested does not exist.'] as const

  it('of queues are made, changed, listed and deleted', async () => {
    const account = newAccount(server)
    const { lambda, arn, id } = account
    await makeFunction(account, 'f')
    const EventSourceArn = `arn:aws:sqs:us-east-1:${id}:orders`
    await makeQueues(id, 'orders')
    const created = await lambda.createEventSourceMapping({ FunctionName: 'f', EventSourceArn })
    const { UUID = '', LastModified, $metadata, ...shown } = created
    assert.equal($metadata.httpStatusCode, 202)
    assert.ok(LastModified instanceof Date)
    assert.deepEqual(shown, {
      BatchSize: 10,
      EventSourceArn,
      EventSourceMappingArn: `arn:aws:lambda:us-east-1:${id}:event-source-mapping:${UUID}`,
      FunctionArn: arn('f'),
      FunctionResponseTypes: [],
      MaximumBatchingWindowInSeconds: 0,
      State: 'Creating',
      StateTransitionReason: 'USER_INITIATED',
    })
    assert.equal((await lambda.getEventSourceMapping({ UUID })).State, 'Enabled')
    const changed = await lambda.updateEventSourceMapping({
      UUID,
      Enabled: false,
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 5,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
      FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["order"]}}' }] },
    })
    assert.equal(changed.State, 'Updating')
    const after = await lambda.getEventSourceMapping({ UUID })
    assert.equal(after.State, 'Disabled')
    assert.equal(after.BatchSize, 100)
    assert.deepEqual(after.ScalingConfig, { MaximumConcurrency: 2 })
    assert.deepEqual(after.FilterCriteria?.Filters, [{ Pattern: '{"body":{"kind":["order"]}}' }])
    const cleared = await lambda.updateEventSourceMapping({ UUID, FilterCriteria: {}, ScalingConfig: {} })
    assert.equal(cleared.FilterCriteria, undefined)
    assert.equal(cleared.ScalingConfig, undefined)
    await refused(
      lambda.createEventSourceMapping({ FunctionName: 'f', EventSourceArn }),
      'ResourceConflictException',
      `An event source mapping with SQS arn (" ${EventSourceArn} ") and function (" f ") already exists. Please update or delete the existing mapping with UUID ${UUID}`,
    )
    assert.equal((await lambda.deleteEventSourceMapping({ UUID })).State, 'Deleting')
    await refused(lambda.getEventSourceMapping({ UUID }), ...gone)
    await refused(lambda.deleteEventSourceMapping({ UUID }), ...gone)
    await refused(lambda.updateEventSourceMapping({ UUID }), ...gone)
  })

  it('of streams have the defaults of streams', async () => {
    const account = newAccount(server)
    const { lambda, arn, id } = account
    await makeFunction(account, 'f', { Publish: true })
    const EventSourceArn = `arn:aws:kinesis:us-east-1:${id}:stream/clicks`
    const kinesis = new Kinesis(server.config({ account: id }))
    await kinesis.createStream({ StreamName: 'clicks', ShardCount: 1 }).catch((error: Error) => {
      if (error.name !== 'NotImplemented') throw error
    })
    kinesis.destroy()
    const created = await lambda.createEventSourceMapping({
      FunctionName: 'f:1',
      EventSourceArn,
      StartingPosition: 'TRIM_HORIZON',
      Tags: { team: 'a' },
    })
    const { UUID = '', LastModified: _at, $metadata: _meta, EventSourceMappingArn = '', ...shown } = created
    assert.deepEqual(shown, {
      BatchSize: 100,
      BisectBatchOnFunctionError: false,
      DestinationConfig: { OnFailure: {} },
      EventSourceArn,
      FunctionArn: arn('f', '1'),
      FunctionResponseTypes: [],
      LastProcessingResult: 'No records processed',
      MaximumBatchingWindowInSeconds: 0,
      MaximumRecordAgeInSeconds: -1,
      MaximumRetryAttempts: -1,
      ParallelizationFactor: 1,
      StartingPosition: 'TRIM_HORIZON',
      State: 'Creating',
      StateTransitionReason: 'User action',
      TumblingWindowInSeconds: 0,
    })
    await lambda.tagResource({ Resource: EventSourceMappingArn, Tags: { stage: 'test' } })
    assert.deepEqual((await lambda.listTags({ Resource: EventSourceMappingArn })).Tags, {
      team: 'a',
      stage: 'test',
    })
    const moved = await lambda.updateEventSourceMapping({ UUID, FunctionName: 'f', MaximumRetryAttempts: 3 })
    assert.equal(moved.FunctionArn, arn('f'))
    assert.equal(moved.MaximumRetryAttempts, 3)
  })

  it('are listed by function and by source, a page at a time', async () => {
    const account = newAccount(server)
    const { lambda, id } = account
    await makeFunction(account, 'f')
    await makeFunction(account, 'g')
    await makeQueues(id, 'a', 'b', 'c')
    const queue = (name: string) => `arn:aws:sqs:us-east-1:${id}:${name}`
    for (const FunctionName of ['f', 'g'])
      for (const name of ['a', 'b', 'c'])
        await lambda.createEventSourceMapping({ FunctionName, EventSourceArn: queue(name) })
    const count = async (input: object) => {
      let total = 0
      let Marker: string | undefined
      do {
        const page = await lambda.listEventSourceMappings({ MaxItems: 2, Marker, ...input })
        total += page.EventSourceMappings?.length ?? 0
        Marker = page.NextMarker
      } while (Marker !== undefined)
      return total
    }
    assert.equal(await count({}), 6)
    assert.equal(await count({ FunctionName: 'f' }), 3)
    assert.equal(await count({ EventSourceArn: queue('a') }), 2)
    assert.equal(await count({ EventSourceArn: queue('a'), FunctionName: 'g' }), 1)
  })

  it('are refused for what is no source, no function or no filter', async () => {
    const account = newAccount(server)
    const { lambda, id } = account
    await makeFunction(account, 'f')
    const EventSourceArn = `arn:aws:sqs:us-east-1:${id}:orders`
    const create = (input: object) =>
      lambda.createEventSourceMapping({ FunctionName: 'f', EventSourceArn, ...input })
    const invalid = 'InvalidParameterValueException'
    await refused(create({ EventSourceArn: undefined }), invalid, 'Unrecognized event source.')
    await refused(create({ FunctionName: 'absent' }), invalid, 'Function does not exist')
    await refused(
      create({ EventSourceArn: `arn:aws:sns:us-east-1:${id}:topic` }),
      invalid,
      /^Unrecognized event source, must be/,
    )
    await refused(
      create({}),
      invalid,
      'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
    )
    await refused(
      create({ ProvisionedPollerConfig: { MinimumPollers: 9, MaximumPollers: 2 } }),
      invalid,
      'MinimumPollers must be less than or equal to MaximumPollers.',
    )
    await refused(
      create({ ScalingConfig: { MaximumConcurrency: 2 }, ProvisionedPollerConfig: { MinimumPollers: 2 } }),
      invalid,
      'ScalingConfig and ProvisionedPollerConfig cannot be used together.',
    )
    await refused(
      create({ StartingPosition: 'LATEST' }),
      invalid,
      'StartingPosition is not valid for SQS event sources.',
    )
    await refused(
      create({ FilterCriteria: { Filters: [{ Pattern: '{' }] } }),
      invalid,
      'Invalid filter pattern definition.',
    )
    await refused(
      create({ BatchSize: 20 }),
      invalid,
      /must be greater than 0 if maximum batch size is greater than 10$/,
    )
    await refused(create({ BatchSize: 0 }), 'ValidationException')
    await refused(
      create({ EventSourceArn: `arn:aws:mq:us-east-1:${id}:broker:b:b-1`, Queues: ['q'] }),
      'NotImplemented',
      'Lambent does not implement event source mappings of Amazon MQ yet.',
    )
  })
})
