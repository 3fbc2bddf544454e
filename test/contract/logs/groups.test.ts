import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs'
import { testServer } from '../../support/server.ts'
import { badToken, clientOf, makeStreams, newAccount, noGroup, noStream, put, refused } from './support.ts'

describe('log groups', () => {
  const server = testServer()

  it('are made, described and deleted', async () => {
    const { id, logs } = newAccount(server)
    const before = Date.now()
    const arn = `arn:aws:logs:us-east-1:${id}:log-group:/app/one.two#3_4-5`
    await logs.createLogGroup({ logGroupName: '/app/one.two#3_4-5', tags: { team: 'a' } })
    const { logGroups = [] } = await logs.describeLogGroups({})
    const [{ creationTime = 0, ...group } = {}] = logGroups
    assert.deepEqual(group, {
      logGroupName: '/app/one.two#3_4-5',
      metricFilterCount: 0,
      arn: `${arn}:*`,
      logGroupArn: arn,
      logGroupClass: 'STANDARD',
      storedBytes: 0,
      deletionProtectionEnabled: false,
    })
    assert.ok(creationTime >= before && creationTime <= Date.now())
    await logs.deleteLogGroup({ logGroupName: '/app/one.two#3_4-5' })
    assert.deepEqual((await logs.describeLogGroups({})).logGroups, [])
    await refused(logs.deleteLogGroup({ logGroupName: '/app/one.two#3_4-5' }), ...noGroup)
  })

  it('have class, key and protection', async () => {
    const { logs } = newAccount(server)
    const kmsKeyId = 'arn:aws:kms:us-east-1:123456789012:key/1'
    await logs.createLogGroup({
      logGroupName: 'g',
      logGroupClass: 'INFREQUENT_ACCESS',
      kmsKeyId,
      deletionProtectionEnabled: true,
    })
    const describe = async () => (await logs.describeLogGroups({})).logGroups?.[0]
    const made = await describe()
    assert.equal(made?.kmsKeyId, kmsKeyId)
    assert.equal(made?.logGroupClass, 'INFREQUENT_ACCESS')
    assert.equal(made?.deletionProtectionEnabled, true)
    await logs.createLogStream({ logGroupName: 'g', logStreamName: 's' })
    await refused(logs.deleteLogGroup({ logGroupName: 'g' }), 'ValidationException', /deletion protection/)
    await refused(
      logs.deleteLogStream({ logGroupName: 'g', logStreamName: 's' }),
      'ValidationException',
      /deletion protection/,
    )
    await logs.putLogGroupDeletionProtection({
      logGroupIdentifier: made?.logGroupArn,
      deletionProtectionEnabled: false,
    })
    await logs.disassociateKmsKey({ logGroupName: 'g' })
    assert.equal((await describe())?.kmsKeyId, undefined)
    await logs.associateKmsKey({ resourceIdentifier: made?.logGroupArn, kmsKeyId })
    assert.equal((await describe())?.kmsKeyId, kmsKeyId)
    await logs.deleteLogGroup({ logGroupName: 'g' })
  })

  it('are refused with the words of AWS', async () => {
    const { logs } = newAccount(server)
    await logs.createLogGroup({ logGroupName: 'g' })
    await refused(
      logs.createLogGroup({ logGroupName: 'g' }),
      'ResourceAlreadyExistsException',
      'The specified log group already exists',
    )
    await refused(
      logs.createLogGroup({ logGroupName: 'x'.repeat(513) }),
      'InvalidParameterException',
      'Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
    )
    await refused(
      logs.createLogGroup({ logGroupName: 'a b' }),
      'InvalidParameterException',
      "1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
    )
    await refused(
      logs.createLogGroup({ logGroupName: 'aws/x' }),
      'InvalidParameterException',
      'Log groups starting with AWS/ are reserved for AWS.',
    )
    await refused(
      logs.describeLogGroups({ logGroupNamePrefix: 'a', logGroupNamePattern: 'b' }),
      'InvalidParameterException',
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    )
  })

  it('are listed by prefix, pattern, class and name, in order and in pages', async () => {
    const { id, logs } = newAccount(server)
    const names = ['/aws/lambda/b', '/aws/lambda/a', 'Zoo', 'app', 'app-2', 'apple']
    for (const logGroupName of names) await logs.createLogGroup({ logGroupName })
    await logs.createLogGroup({ logGroupName: 'rare', logGroupClass: 'INFREQUENT_ACCESS' })
    const list = async (input: Parameters<typeof logs.describeLogGroups>[0]) =>
      (await logs.describeLogGroups(input ?? {})).logGroups?.map(({ logGroupName }) => logGroupName)
    assert.deepEqual(await list({}), [
      '/aws/lambda/a',
      '/aws/lambda/b',
      'Zoo',
      'app',
      'app-2',
      'apple',
      'rare',
    ])
    assert.deepEqual(await list({ logGroupNamePrefix: 'app' }), ['app', 'app-2', 'apple'])
    assert.deepEqual(await list({ logGroupNamePattern: 'ppl' }), ['apple'])
    assert.deepEqual(await list({ logGroupNamePattern: 'lambda' }), ['/aws/lambda/a', '/aws/lambda/b'])
    assert.deepEqual(await list({ logGroupClass: 'ESSENTIALS' }), ['rare'])
    const arn = `arn:aws:logs:us-east-1:${id}:log-group:Zoo`
    assert.deepEqual(await list({ logGroupIdentifiers: ['app', arn, 'none'] }), ['Zoo', 'app'])
    const [brief] = (await logs.describeLogGroups({ logGroupNamePattern: 'Zoo' })).logGroups ?? []
    assert.deepEqual(Object.keys(brief ?? {}).sort(), [
      'arn',
      'creationTime',
      'logGroupArn',
      'logGroupClass',
      'logGroupName',
      'metricFilterCount',
    ])

    const paged: Array<string | undefined> = []
    for await (const page of paginateDescribeLogGroups({ client: logs, pageSize: 2 }, {})) {
      assert.ok((page.logGroups ?? []).length <= 2)
      paged.push(...(page.logGroups ?? []).map(({ logGroupName }) => logGroupName))
    }
    assert.deepEqual(paged, await list({}))
    const { nextToken } = await logs.describeLogGroups({ limit: 1 })
    await refused(logs.describeLogGroups({ nextToken, logGroupNamePrefix: 'a' }), ...badToken)
    await refused(logs.describeLogGroups({ nextToken: 'nonsense' }), ...badToken)

    const summaries = await logs.listLogGroups({ logGroupNamePattern: '^app|lambda/b' })
    assert.deepEqual(
      summaries.logGroups?.map(({ logGroupName }) => logGroupName),
      ['/aws/lambda/b', 'app', 'app-2', 'apple'],
    )
    assert.deepEqual(
      (await logs.listLogGroups({ logGroupClass: 'INFREQUENT_ACCESS' })).logGroups?.map(
        (one) => one.logGroupName,
      ),
      ['rare'],
    )
  })

  it('belong to an account and a region', async () => {
    const { id, logs } = newAccount(server)
    const elsewhere = clientOf(server, id, { region: 'eu-central-1' })
    await logs.createLogGroup({ logGroupName: 'g' })
    await elsewhere.createLogGroup({ logGroupName: 'g' })
    const [there] = (await elsewhere.describeLogGroups({})).logGroups ?? []
    assert.equal(there?.logGroupArn, `arn:aws:logs:eu-central-1:${id}:log-group:g`)
    assert.deepEqual((await newAccount(server).logs.describeLogGroups({})).logGroups, [])
    await refused(logs.describeLogStreams({ logGroupIdentifier: there?.logGroupArn }), ...noGroup)
  })

  it('start empty when they are made again', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g', 's')
    await put(logs, 'g', 's', ['old'], Date.now())
    await logs.deleteLogGroup({ logGroupName: 'g' })
    await makeStreams(logs, 'g')
    assert.deepEqual((await logs.describeLogStreams({ logGroupName: 'g' })).logStreams, [])
    assert.deepEqual((await logs.filterLogEvents({ logGroupName: 'g' })).events, [])
    await logs.createLogStream({ logGroupName: 'g', logStreamName: 's' })
    assert.deepEqual((await logs.getLogEvents({ logGroupName: 'g', logStreamName: 's' })).events, [])
  })

  it('keep tags, by name and by ARN', async () => {
    const { id, logs } = newAccount(server)
    const resourceArn = `arn:aws:logs:us-east-1:${id}:log-group:g`
    await logs.createLogGroup({ logGroupName: 'g', tags: { env: 'test' } })
    await logs.tagResource({ resourceArn, tags: { one: '1', two: '2' } })
    await logs.tagLogGroup({ logGroupName: 'g', tags: { three: '3', env: 'prod' } })
    const all = { env: 'prod', one: '1', two: '2', three: '3' }
    assert.deepEqual((await logs.listTagsForResource({ resourceArn })).tags, all)
    assert.deepEqual((await logs.listTagsLogGroup({ logGroupName: 'g' })).tags, all)
    await logs.untagLogGroup({ logGroupName: 'g', tags: ['one', 'none'] })
    await logs.untagResource({ resourceArn, tagKeys: ['two', 'three'] })
    assert.deepEqual((await logs.listTagsForResource({ resourceArn })).tags, { env: 'prod' })
    const named = await logs.listLogGroups({ logGroupTags: [{ key: 'env', values: ['prod', 'x'] }] })
    assert.equal(named.logGroups?.length, 1)
    assert.deepEqual((await logs.listLogGroups({ logGroupTags: [{ key: 'none' }] })).logGroups, [])

    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v']))
    await refused(logs.tagResource({ resourceArn, tags: many }), 'TooManyTagsException', /too many tags/)
    await refused(logs.tagLogGroup({ logGroupName: 'none', tags: { a: 'b' } }), ...noGroup)
    await refused(logs.listTagsForResource({ resourceArn: `${resourceArn}x` }), ...noGroup)
    await refused(
      logs.listTagsForResource({ resourceArn: 'arn:aws:s3:::b' }),
      'ResourceNotFoundException',
      /exist/,
    )
  })
})

describe('log streams', () => {
  const server = testServer()

  it('are made, described and deleted', async () => {
    const { id, logs } = newAccount(server)
    await makeStreams(logs, 'g', '2026/01/01/[$LATEST]abc')
    const { logStreams = [] } = await logs.describeLogStreams({ logGroupName: 'g' })
    const [{ creationTime, ...stream } = {}] = logStreams
    assert.deepEqual(stream, {
      logStreamName: '2026/01/01/[$LATEST]abc',
      arn: `arn:aws:logs:us-east-1:${id}:log-group:g:log-stream:2026/01/01/[$LATEST]abc`,
      storedBytes: 0,
    })
    assert.ok(creationTime)
    await refused(
      logs.createLogStream({ logGroupName: 'g', logStreamName: '2026/01/01/[$LATEST]abc' }),
      'ResourceAlreadyExistsException',
      'The specified log stream already exists',
    )
    await refused(logs.createLogStream({ logGroupName: 'none', logStreamName: 's' }), ...noGroup)
    await logs.deleteLogStream({ logGroupName: 'g', logStreamName: '2026/01/01/[$LATEST]abc' })
    await refused(logs.deleteLogStream({ logGroupName: 'g', logStreamName: 'x' }), ...noStream)
    await refused(
      logs.createLogStream({ logGroupName: 'g', logStreamName: 'a:b' }),
      'InvalidParameterException',
      "1 validation error detected: Value 'a:b' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*",
    )
  })

  it('are listed by name and by last event, both ways, in pages', async () => {
    const { id, logs } = newAccount(server)
    await makeStreams(logs, 'g', 'a', 'ab', 'b', 'c')
    const now = Date.now()
    await put(logs, 'g', 'b', ['1', '2'], now - 1000)
    await put(logs, 'g', 'a', ['1'], now - 5000)
    await put(logs, 'g', 'c', ['1'], now - 3000)
    const list = async (input: object) =>
      (await logs.describeLogStreams({ logGroupName: 'g', ...input })).logStreams?.map(
        (one) => one.logStreamName,
      )
    assert.deepEqual(await list({}), ['a', 'ab', 'b', 'c'])
    assert.deepEqual(await list({ descending: true }), ['c', 'b', 'ab', 'a'])
    assert.deepEqual(await list({ logStreamNamePrefix: 'a' }), ['a', 'ab'])
    assert.deepEqual(await list({ orderBy: 'LastEventTime' }), ['ab', 'a', 'c', 'b'])
    assert.deepEqual(await list({ orderBy: 'LastEventTime', descending: true }), ['b', 'c', 'a', 'ab'])
    await put(logs, 'g', 'a', ['2'], now)
    const paged: string[] = []
    let nextToken: string | undefined
    do {
      const page = await logs.describeLogStreams({
        logGroupIdentifier: `arn:aws:logs:us-east-1:${id}:log-group:g`,
        orderBy: 'LastEventTime',
        descending: true,
        limit: 3,
        nextToken,
      })
      paged.push(...(page.logStreams ?? []).map(({ logStreamName = '' }) => logStreamName))
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    assert.deepEqual(paged, ['a', 'b', 'c', 'ab'])

    const [first] =
      (await logs.describeLogStreams({ logGroupName: 'g', logStreamNamePrefix: 'b' })).logStreams ?? []
    assert.equal(first?.firstEventTimestamp, now - 1000)
    assert.equal(first?.lastEventTimestamp, now - 999)
    assert.ok((first?.lastIngestionTime ?? 0) >= now)
    assert.match(first?.uploadSequenceToken ?? '', /^\d{56,}$/)
  })

  it('are refused with the words of AWS', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g')
    await refused(
      logs.describeLogStreams({ logGroupName: 'g', logGroupIdentifier: 'g' }),
      'ValidationException',
      'LogGroup name and LogGroup ARN are mutually exclusive parameters.',
    )
    await refused(
      logs.describeLogStreams({ logGroupName: 'g', orderBy: 'LastEventTime', logStreamNamePrefix: 'a' }),
      'InvalidParameterException',
      'Cannot order by LastEventTime with a logStreamNamePrefix.',
    )
    await refused(logs.describeLogStreams({}), 'InvalidParameterException', /required/)
    await refused(logs.describeLogStreams({ logGroupName: 'none' }), ...noGroup)
  })

  it('take their events with them', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g', 'a', 'b')
    const now = Date.now()
    await put(logs, 'g', 'a', ['of a'], now)
    await put(logs, 'g', 'b', ['of b'], now)
    await logs.deleteLogStream({ logGroupName: 'g', logStreamName: 'a' })
    const { events = [] } = await logs.filterLogEvents({ logGroupName: 'g' })
    assert.deepEqual(
      events.map(({ message }) => message),
      ['of b'],
    )
    await logs.createLogStream({ logGroupName: 'g', logStreamName: 'a' })
    assert.deepEqual((await logs.getLogEvents({ logGroupName: 'g', logStreamName: 'a' })).events, [])
  })
})
