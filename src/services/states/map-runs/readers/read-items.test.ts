import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Json } from '../../../../base/json.ts'
import { parseResource } from '../../../../engines/asl/index.ts'
import type { ItemReader } from '../../engine.ts'
import { readItems } from './read-items.ts'
import type { ReaderRoom } from './source.ts'

/** Three rows: name a, b, null; n 1, 2, 9007199254740993; ok true, false, true. */
const parquet =
  'UEFSMRUGFRgVHFwVBhUCFQYVABUEFQAAAAMDCiQBAAAAYQEAAABiFQYVNBUsXBUGFQAVBhUAFQQVAAAAAwcYBAEACQEAAgkHIAABAAAAAAAgABUGFQYVClwVBhUAFQYVABUEFQAAAAMHAQAFFQQZTEgEcm9vdBUGABUMJQIYBG5hbWUlAAAVBCUCGAFuABUAJQIYAm9rABYGGRwZPCYIHBUMGRUAGRgEbmFtZRUCFgYWQhZGJgg8NgIoAWIYAWEAGRwVBhUAFQIAAAAmThwVBBkVABkYAW4VAhYGFl4WViZOPDYAKAgBAAAAAAAgABgIAQAAAAAAAAAAGRwVBhUAFQIAAAAmpAEcFQAZFQAZGAJvaxUCFgYWMBY0JqQBPDYAKAEBGAEAABkcFQYVABUCAAAAFtABFgY20AEAKAloeXBhcnF1ZXQZPBwAABwAABwAAADmAAAAUEFSMQ=='

const objects: Readonly<Record<string, string | Uint8Array>> = {
  'rows.parquet': Buffer.from(parquet, 'base64'),
  'rows.parquet.gz': gzipSync(Buffer.from(parquet, 'base64')),
  'lines.jsonl.gz': gzipSync('{"a":1}\n{"a":2}\n'),
  'inventory.json': JSON.stringify({
    destinationBucket: 'arn:aws:s3:::bucket',
    fileFormat: 'CSV',
    fileSchema: 'Bucket, Key, Size',
    files: [{ key: 'inventory.csv.gz' }],
  }),
  'inventory.csv.gz': gzipSync('"bucket","one","1"\n"bucket","two","2"\n'),
  'athena.csv': 's3://bucket/lines.jsonl.gz\ns3://bucket/more.jsonl\n',
  'more.jsonl': '3',
  'tabs.csv': '\ufeffa\tb\n"x\ty"\t1\n',
  'bad.jsonl': '{"a":1}\n{oops\n',
}

const room = {
  caller: {},
  call: async (operation: string, { Key, Range }: { readonly Key: string; readonly Range?: string }) => {
    const content = objects[Key]
    assert.ok(content !== undefined, Key)
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    if (operation === 's3:HeadObject') return { ContentLength: bytes.length }
    assert.equal(operation, 's3:GetObject')
    const [, start = 0, end = bytes.length - 1] = (/^bytes=(\d+)-(\d+)$/.exec(Range ?? '') ?? []).map(Number)
    return { Body: bytes.subarray(start, end + 1) }
  },
} as unknown as ReaderRoom

async function read(reader: Omit<ItemReader, 'resource'>, Key: string, maxItems?: number): Promise<Json[]> {
  const resource = parseResource('arn:aws:states:::s3:getObject')
  assert.ok(resource)
  const found = await Array.fromAsync(
    readItems(room, { ...reader, resource }, { Bucket: 'bucket', Key }, maxItems),
  )
  assert.ok(found.every(({ source }) => source.startsWith('S3://bucket/')))
  return found.map(({ item }) => item)
}

describe('item readers', () => {
  it('read Parquet', async () => {
    for (const file of ['rows.parquet', 'rows.parquet.gz'])
      assert.deepEqual(await read({ inputType: 'PARQUET' }, file), [
        { name: 'a', n: 1, ok: true },
        { name: 'b', n: 2, ok: false },
        { name: null, n: '9007199254740993', ok: true },
      ])
    await assert.rejects(read({ inputType: 'PARQUET' }, 'more.jsonl'), /no Parquet/)
  })

  it('unpack what is packed', async () => {
    assert.deepEqual(await read({ inputType: 'JSONL' }, 'lines.jsonl.gz'), [{ a: 1 }, { a: 2 }])
    await assert.rejects(read({ inputType: 'JSONL' }, 'bad.jsonl'), /A line is no JSON/)
  })

  it('read inventories and the files of Athena', async () => {
    assert.deepEqual(await read({ inputType: 'MANIFEST', manifestType: 'S3_INVENTORY' }, 'inventory.json'), [
      { Bucket: 'bucket', Key: 'one', Size: '1' },
      { Bucket: 'bucket', Key: 'two', Size: '2' },
    ])
    assert.deepEqual(await read({ inputType: 'JSONL', manifestType: 'ATHENA_DATA' }, 'athena.csv'), [
      { a: 1 },
      { a: 2 },
      3,
    ])
  })

  it('know other delimiters and byte order marks', async () => {
    assert.deepEqual(
      await read({ inputType: 'CSV', csvHeaderLocation: 'FIRST_ROW', csvDelimiter: 'TAB' }, 'tabs.csv'),
      [{ a: 'x\ty', b: '1' }],
    )
  })
})
