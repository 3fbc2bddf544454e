import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import v8 from 'node:v8'
import { runInNewContext } from 'node:vm'
import { S3 } from '@aws-sdk/client-s3'
import { testServer } from '../../support/server.ts'
import { runsHere } from '../../support/test-stores.ts'
import { until } from '../../support/until.ts'
import { newAccount, pass } from './support.ts'

const server = testServer()

let buckets = 0

const text = 'x'.repeat(450)

v8.setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

function world() {
  const account = newAccount(server)
  const s3 = new S3({ ...server.config({ account: account.id }), forcePathStyle: true })
  const Bucket = `map-runs-${++buckets}`
  return {
    ...account,
    s3,
    Bucket,
    async files(files: Readonly<Record<string, string | Uint8Array>>) {
      await s3.createBucket({ Bucket })
      for (const [Key, Body] of Object.entries(files)) await s3.putObject({ Bucket, Key, Body })
    },
    async json(Key: string) {
      const { Body } = await s3.getObject({ Bucket, Key })
      return JSON.parse((await Body?.transformToString()) ?? 'null')
    },
  }
}

const each = (type: 'STANDARD' | 'EXPRESS', states: object = { Each: pass }) => ({
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type },
  StartAt: Object.keys(states)[0],
  States: states,
})

const reader = (Bucket: string, config: object, Key?: string, action = 'getObject') => ({
  Resource: `arn:aws:states:::s3:${action}`,
  ReaderConfig: config,
  Parameters: { Bucket, ...(Key === undefined ? {} : { Key }) },
})

describe('Map Runs', () => {
  for (const type of ['STANDARD', 'EXPRESS'] as const) {
    it(`run each item as a ${type} execution and hand on the results in order`, async () => {
      const { sfn, machine, run, history } = world()
      const arn = await machine('Items', {
        M: {
          Type: 'Map',
          Label: 'Each',
          MaxConcurrency: 3,
          ItemSelector: { 'n.$': '$$.Map.Item.Value', 'at.$': '$$.Map.Item.Index' },
          ItemProcessor: each(type),
          End: true,
        },
      })
      const { status, output, executionArn = '' } = await run(arn, [5, 6, 7, 8])
      assert.equal(status, 'SUCCEEDED')
      assert.deepEqual(
        JSON.parse(output ?? ''),
        [5, 6, 7, 8].map((n, at) => ({ n, at })),
      )
      const types = (await history(executionArn)).map(({ type }) => type)
      assert.deepEqual(types, [
        'ExecutionStarted',
        'MapStateEntered',
        'MapStateStarted',
        'MapRunStarted',
        'MapRunSucceeded',
        'MapStateSucceeded',
        'MapStateExited',
        'ExecutionSucceeded',
      ])
      const { mapRuns = [] } = await sfn.listMapRuns({ executionArn })
      assert.match(mapRuns[0]?.mapRunArn ?? '', /:mapRun:Items\/Each:[0-9a-f-]{36}$/)
      const { mapRunArn } = mapRuns[0] ?? {}
      const found = await sfn.describeMapRun({ mapRunArn })
      assert.equal(found.status, 'SUCCEEDED')
      assert.equal(found.executionArn, executionArn)
      assert.deepEqual(
        [found.itemCounts?.total, found.itemCounts?.succeeded, found.maxConcurrency],
        [4, 4, 3],
      )
      assert.deepEqual([found.executionCounts?.succeeded, found.executionCounts?.resultsWritten], [4, 4])
      if (type === 'STANDARD') {
        const { executions = [] } = await sfn.listExecutions({ mapRunArn })
        assert.equal(executions.length, 4)
        assert.ok(executions.every((one) => one.mapRunArn === mapRunArn && one.status === 'SUCCEEDED'))
        assert.match(executions[0]?.executionArn ?? '', /:execution:Items\/Each:[0-9a-f-]{36}$/)
      }
    })
  }

  it('read JSON, JSON Lines, CSV, listings and packed files, and no more than MaxItems', async () => {
    const { machine, run, files, Bucket } = world()
    await files({
      'a.json': '[{"a":1},{"a":2}]',
      'deep.json': '{"x":{"items":{"k":1,"l":2}}}',
      'a.jsonl': '{"a":1}\n\n{"a":2}\n{"a":3}',
      'a.csv': 'One,Two\n1,"x, y"\n3\n5,6,7\n',
      'list/b': 'bb',
      'list/c': 'ccc',
    })
    const outputOf = async (name: string, ItemReader: object, more: object = {}) => {
      const arn = await machine(name, {
        M: { Type: 'Map', ItemReader, ItemProcessor: each('EXPRESS'), End: true, ...more },
      })
      const { status, output, cause } = await run(arn)
      assert.equal(status, 'SUCCEEDED', cause)
      return JSON.parse(output ?? '')
    }
    assert.deepEqual(await outputOf('Json', reader(Bucket, { InputType: 'JSON' }, 'a.json')), [
      { a: 1 },
      { a: 2 },
    ])
    assert.deepEqual(
      await outputOf('Deep', reader(Bucket, { InputType: 'JSON', ItemsPointer: '/x/items' }, 'deep.json')),
      [
        { Key: 'k', Value: 1 },
        { Key: 'l', Value: 2 },
      ],
    )
    assert.deepEqual(
      await outputOf('Lines', reader(Bucket, { InputType: 'JSONL', MaxItems: 2 }, 'a.jsonl')),
      [{ a: 1 }, { a: 2 }],
    )
    assert.deepEqual(
      await outputOf('Csv', reader(Bucket, { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }, 'a.csv')),
      [
        { One: '1', Two: 'x, y' },
        { One: '3', Two: '' },
        { One: '5', Two: '6' },
      ],
    )
    const told = await outputOf('Source', reader(Bucket, { InputType: 'JSON', MaxItems: 1 }, 'a.json'), {
      ItemSelector: { 's.$': '$$.Map.Item.Source' },
    })
    assert.deepEqual(told, [{ s: `S3://${Bucket}/a.json` }])
    const given = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['H'], MaxItems: 1 }
    assert.deepEqual(await outputOf('Given', reader(Bucket, given, 'a.csv')), [{ H: 'One' }])
    const listed = await outputOf('Listed', {
      Resource: 'arn:aws:states:::s3:listObjectsV2',
      Parameters: { Bucket, Prefix: 'list/' },
    })
    assert.deepEqual(
      listed.map(({ Key, Size }: { Key: string; Size: number }) => [Key, Size]),
      [
        ['list/b', 2],
        ['list/c', 3],
      ],
    )
  })

  it('read many lines in a memory that does not grow with them', async () => {
    const { machine, ended, sfn, files, json, Bucket } = world()
    const count = runsHere(50_000)
    await files({
      'many.jsonl': Array.from({ length: count }, (_, n) => `{"n":${n},"text":"${text}"}`).join('\n'),
    })
    const arn = await machine('Many', {
      M: {
        Type: 'Map',
        ItemReader: reader(Bucket, { InputType: 'JSONL' }, 'many.jsonl'),
        ItemBatcher: { MaxItemsPerBatch: 40 },
        ItemProcessor: each('EXPRESS'),
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket, Prefix: 'many' } },
        End: true,
      },
    })
    collectGarbage()
    const before = process.memoryUsage().heapUsed
    const { executionArn = '' } = await sfn.startExecution({ stateMachineArn: arn })
    let most = 0
    let nextLookAt = 0
    await until(
      async () => {
        const { status } = await sfn.describeExecution({ executionArn })
        const beganAt = performance.now()
        if (beganAt >= nextLookAt) {
          collectGarbage()
          most = Math.max(most, process.memoryUsage().heapUsed - before)
          // Where much else is in the memory this takes long: most of the time is to be the Map Run's.
          nextLookAt = performance.now() + 10 * (performance.now() - beganAt)
        }
        return status !== 'RUNNING'
      },
      'the end of many items',
      120_000,
    )
    const { output, cause } = await ended(executionArn)
    const { ResultWriterDetails } = JSON.parse(output ?? 'null') ?? assert.fail(cause)
    const { ResultFiles } = await json(ResultWriterDetails.Key)
    const written = await Promise.all(ResultFiles.SUCCEEDED.map(({ Key }: { Key: string }) => json(Key)))
    const inputs = written.flat().flatMap(({ Input }) => JSON.parse(Input).Items as { n: number }[])
    assert.ok(inputs.every(({ n }, index) => n === index))
    assert.equal(inputs.length, count)
    // The lines have 23 MB, their results 60. One file of results, and a commit's worth of lines, are in memory at once.
    assert.ok(most < 50_000_000, `${most} bytes`)
  })

  it('fail when items cannot be read', async () => {
    const { machine, run, files, Bucket } = world()
    await files({ 'object.json': '{"a":1}' })
    const make = (name: string, Key: string) =>
      machine(name, {
        M: {
          Type: 'Map',
          ItemReader: reader(Bucket, { InputType: 'JSON' }, Key),
          ItemProcessor: each('STANDARD'),
          End: true,
        },
      })
    const failed = await run(await make('Object', 'object.json'))
    assert.deepEqual(
      [failed.status, failed.error, failed.cause],
      ['FAILED', 'States.ItemReaderFailed', 'Attempting to map over non-iterable node.'],
    )
    const absent = await run(await make('Absent', 'absent.json'))
    assert.equal(absent.error, 'States.ItemReaderFailed')
    assert.match(absent.cause ?? '', /specified key does not exist/)
  })

  it('put items together in batches', async () => {
    const { sfn, machine, run } = world()
    const arn = await machine('Batches', {
      M: {
        Type: 'Map',
        ItemsPath: '$.items',
        ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'for.$': '$.who' } },
        ItemProcessor: each('EXPRESS'),
        End: true,
      },
    })
    const { output, executionArn } = await run(arn, { who: 'me', items: [1, 2, 3] })
    assert.deepEqual(JSON.parse(output ?? ''), [
      { BatchInput: { for: 'me' }, Items: [1, 2] },
      { BatchInput: { for: 'me' }, Items: [3] },
    ])
    const { mapRuns = [] } = await sfn.listMapRuns({ executionArn })
    const { itemCounts, executionCounts } = await sfn.describeMapRun({ mapRunArn: mapRuns[0]?.mapRunArn })
    assert.deepEqual([itemCounts?.succeeded, executionCounts?.succeeded], [3, 2])
  })

  const odd = {
    Odd: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 2, Next: 'No' }], Default: 'Yes' },
    Yes: pass,
    No: { Type: 'Fail', Error: 'Two', Cause: 'is even' },
  }

  for (const type of ['STANDARD', 'EXPRESS'] as const) {
    it(`fail when more ${type} children fail than is tolerated, and can be redriven`, async () => {
      const { sfn, machine, run, ended } = world()
      const arn = await machine('Strict', { M: { Type: 'Map', ItemProcessor: each(type, odd), End: true } })
      const failed = await run(arn, [1, 2, 3])
      assert.deepEqual(
        [failed.status, failed.error, failed.cause],
        [
          'FAILED',
          'States.ExceedToleratedFailureThreshold',
          'The specified tolerated failure threshold was exceeded',
        ],
      )
      const { executionArn } = failed
      await sfn.redriveExecution({ executionArn })
      const redriven = await ended(executionArn ?? '')
      assert.equal(redriven.status, 'FAILED')
      assert.equal(redriven.redriveCount, 1)
      const { mapRuns = [] } = await sfn.listMapRuns({ executionArn })
      assert.equal(mapRuns.length, 1)
      const found = await sfn.describeMapRun({ mapRunArn: mapRuns[0]?.mapRunArn })
      assert.deepEqual([found.status, found.redriveCount, found.itemCounts?.failed], ['FAILED', 1, 1])
    })
  }

  it('tolerate failures, and write results to files', async () => {
    const { machine, run, files, json, Bucket } = world()
    await files({})
    const arn = await machine('Tolerant', {
      M: {
        Type: 'Map',
        ToleratedFailureCount: 1,
        ItemProcessor: each('STANDARD', odd),
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket, Prefix: 'out' } },
        End: true,
      },
    })
    const { status, output } = await run(arn, [1, 2, 3])
    assert.equal(status, 'SUCCEEDED')
    const { MapRunArn, ResultWriterDetails } = JSON.parse(output ?? '')
    const folder = `out/${MapRunArn.split(':').at(-1)}`
    assert.deepEqual(ResultWriterDetails, { Bucket, Key: `${folder}/manifest.json` })
    const manifest = await json(ResultWriterDetails.Key)
    assert.deepEqual([manifest.DestinationBucket, manifest.MapRunArn], [Bucket, MapRunArn])
    assert.deepEqual(
      manifest.ResultFiles.SUCCEEDED.map(({ Key }: { Key: string }) => Key),
      [`${folder}/SUCCEEDED_0.json`],
    )
    const [first, third] = await json(`${folder}/SUCCEEDED_0.json`)
    assert.deepEqual([first.Input, first.Output, first.Status, third.Output], ['1', '1', 'SUCCEEDED', '3'])
    const [second] = await json(`${folder}/FAILED_0.json`)
    assert.deepEqual(
      [second.Input, second.Error, second.Cause, second.Status],
      ['2', 'Two', 'is even', 'FAILED'],
    )
    assert.deepEqual(manifest.ResultFiles.PENDING, [])
  })

  it('end with the execution that waits for them', async () => {
    const { sfn, machine, ended } = world()
    const wait = { Sleep: { Type: 'Wait', Seconds: 99_999, End: true } }
    const arn = await machine('Stopped', {
      M: { Type: 'Map', ItemProcessor: each('STANDARD', wait), End: true },
    })
    const { executionArn = '' } = await sfn.startExecution({ stateMachineArn: arn, input: '[1,2]' })
    let mapRunArn = ''
    await until(async () => {
      const { mapRuns = [] } = await sfn.listMapRuns({ executionArn })
      mapRunArn = mapRuns[0]?.mapRunArn ?? ''
      return mapRunArn !== '' && (await sfn.listExecutions({ mapRunArn })).executions?.length === 2
    }, 'both children')
    await sfn.updateMapRun({ mapRunArn, maxConcurrency: 7 })
    await sfn.stopExecution({ executionArn })
    await ended(executionArn)
    await until(async () => (await sfn.describeMapRun({ mapRunArn })).status !== 'RUNNING')
    const { status, maxConcurrency, executionCounts } = await sfn.describeMapRun({ mapRunArn })
    assert.deepEqual([status, maxConcurrency, executionCounts?.aborted], ['ABORTED', 7, 2])
    const { executions = [] } = await sfn.listExecutions({ mapRunArn })
    assert.ok(executions.every(({ status }) => status === 'ABORTED'))
  })
})
