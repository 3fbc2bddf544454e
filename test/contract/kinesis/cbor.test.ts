import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../../src/index.ts'
import { CborSeconds, readCbor } from '../../../src/protocol/cbor/cbor-reader.ts'
import { CborWriter } from '../../../src/protocol/cbor/cbor-writer.ts'
import { testServer } from '../../support/server.ts'
import { newAccount } from './support.ts'

const contentType = 'application/x-amz-cbor-1.1'

/** As the AWS SDKs for Java speak with Kinesis unless they are told not to. */
describe('Kinesis in CBOR', () => {
  const clock = new VirtualClock(Date.UTC(2026, 4, 1, 12, 0, 0, 250))
  const server = testServer({ clock })

  async function call(account: string, operation: string, write: (writer: CborWriter) => void) {
    const writer = new CborWriter('milliseconds')
    write(writer)
    const answer = await fetch(server.endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': contentType,
        'X-Amz-Target': `Kinesis_20131202.${operation}`,
        'X-Amz-Date': '20260501T120000Z',
        Authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260501/us-east-1/kinesis/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
      },
      body: Uint8Array.from(writer.result()),
    })
    assert.equal(answer.headers.get('content-type'), contentType)
    const body = readCbor(new Uint8Array(await answer.arrayBuffer())) as Record<string, unknown>
    return { status: answer.status, body }
  }

  function texts(writer: CborWriter, entries: Record<string, string>, more = 0): void {
    writer.map(Object.keys(entries).length + more)
    for (const [key, value] of Object.entries(entries)) {
      writer.text(key)
      writer.text(value)
    }
  }

  it('takes and gives records as bytes, and instants in milliseconds', async () => {
    const { id, make } = newAccount(server)
    await make('s')
    const put = await call(id, 'PutRecord', (writer) => {
      texts(writer, { StreamName: 's', PartitionKey: 'k' }, 1)
      writer.text('Data')
      writer.blob(Uint8Array.of(0, 255, 10))
    })
    assert.equal(put.status, 200)
    assert.match(String(put.body.SequenceNumber), /^\d{56}$/)
    const begin = await call(id, 'GetShardIterator', (writer) => {
      texts(
        writer,
        { StreamName: 's', ShardId: 'shardId-000000000000', ShardIteratorType: 'AT_TIMESTAMP' },
        1,
      )
      writer.text('Timestamp')
      writer.timestamp(new Date(clock.now()))
    })
    const read = await call(id, 'GetRecords', (writer) =>
      texts(writer, { ShardIterator: String(begin.body.ShardIterator) }),
    )
    const [record] = read.body.Records as Array<Record<string, unknown>>
    assert.deepEqual(record?.Data, Uint8Array.of(0, 255, 10))
    assert.deepEqual(record?.ApproximateArrivalTimestamp, new CborSeconds(clock.now()))
  })

  it('tells errors', async () => {
    const { id } = newAccount(server)
    const absent = await call(id, 'DescribeStream', (writer) => texts(writer, { StreamName: 'none' }))
    assert.deepEqual(
      [absent.status, { ...absent.body }],
      [400, { __type: 'ResourceNotFoundException', message: `Stream none under account ${id} not found.` }],
    )
    const broken = await call(id, 'DescribeStream', (writer) => writer.list(3))
    assert.deepEqual([broken.status, broken.body.__type], [400, 'SerializationException'])
  })
})
