/** Two servers on one database: each record of a stream is handed on once and in order, and the one that is left goes on alone. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { startLambent } from '../../../src/index.ts'
import { testPostgres } from '../../support/postgres.ts'
import { zipOf } from '../../support/zip.ts'
import { account, clientsOf, makeTable, notingSource } from './sources.ts'

const postgres = await testPostgres()

// Notes each record under a number of its own: the order in which they came.
const source = `${notingSource}
def handler(event, context):
    for record in event['Records']:
        id = id_of(record)
        new = call('DynamoDB_20120810.UpdateItem', {'TableName': 'ran', 'Key': {'id': {'S': 'count'}},
            'UpdateExpression': 'ADD n :one', 'ExpressionAttributeValues': {':one': {'N': '1'}}, 'ReturnValues': 'UPDATED_NEW'})
        call('DynamoDB_20120810.PutItem', {'TableName': 'ran', 'Item': {'id': {'S': 'at-' + new['Attributes']['n']['N']}, 'record': {'S': id}}})
`

describe('a stream that feeds a function on two nodes', {
  skip: postgres.available ? false : postgres.reason,
}, () => {
  it('keeps its order, whichever node was written to, and goes on when one stops', async () => {
    assert.ok(postgres.available)
    const store = await postgres.createDatabase()
    const nodes = await Promise.all([startLambent({ store }), startLambent({ store })])
    const clients = nodes.map(({ endpoint }) => clientsOf(endpoint))
    const [first, second] = clients
    assert.ok(first && second)
    try {
      await makeTable(first.dynamodb, 'ran', false)
      await first.kinesis.createStream({ StreamName: 's', ShardCount: 1 })
      await first.lambda.createFunction({
        FunctionName: 'f',
        Role: `arn:aws:iam::${account}:role/worker`,
        Runtime: 'python3.13',
        Handler: 'index.handler',
        Timeout: 20,
        Code: { ZipFile: zipOf({ 'index.py': source }) },
      })
      for (;;) {
        const { State, StateReason } = await first.lambda.getFunctionConfiguration({ FunctionName: 'f' })
        const { StreamDescriptionSummary } = await first.kinesis.describeStreamSummary({ StreamName: 's' })
        if (State === 'Active' && StreamDescriptionSummary?.StreamStatus === 'ACTIVE') break
        assert.notEqual(State, 'Failed', StateReason)
        await pause(20)
      }
      await first.lambda.createEventSourceMapping({
        FunctionName: 'f',
        EventSourceArn: `arn:aws:kinesis:us-east-1:${account}:stream/s`,
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 5,
      })
      const sent: string[] = []
      const send = async (count: number, through: typeof clients) => {
        for (let index = 0; index < count; index++) {
          const id = `record-${sent.length}`
          sent.push(id)
          const kinesis = through[index % through.length]?.kinesis
          await kinesis?.putRecord({ StreamName: 's', PartitionKey: 'key', Data: Buffer.from(id) })
        }
      }
      const came = async () => {
        const { Items = [] } = await second.dynamodb.scan({ TableName: 'ran', ConsistentRead: true })
        return Items.filter(({ record }) => record !== undefined)
          .map(({ id, record }) => [Number(id?.S?.slice(3)), record?.S ?? ''] as const)
          .toSorted(([left], [right]) => left - right)
          .map(([, record]) => record)
      }
      const untilCame = async () => {
        const deadline = performance.now() + 60_000
        while ((await came()).length < sent.length) {
          assert.ok(performance.now() < deadline, `only ${(await came()).length} of ${sent.length} came`)
          await pause(50)
        }
        assert.deepEqual(await came(), sent)
      }
      await send(30, clients)
      await untilCame()
      await nodes[0]?.stop()
      await send(10, [second])
      await untilCame()
    } finally {
      for (const client of clients) client.destroy()
      await Promise.all(nodes.map((node) => node.stop()))
    }
  })
})
