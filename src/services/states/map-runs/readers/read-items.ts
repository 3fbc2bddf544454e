/**
 * The items of a Map Run, one after the other: those that came with the state's input, or what its item reader finds in S3.
 * Source: Developer Guide, "ItemReader (Map)"; what is read as observed on AWS, 2023-09-21 and 2024-03-25, published in
 * https://github.com/localstack/localstack (test_map_item_reader_…).
 */
import { Readable } from 'node:stream'
import type { Json, JsonObject } from '../../../../base/json.ts'
import type { ItemReader } from '../../engine.ts'
import { itemsMax } from '../limits.ts'
import { itemsOfDocument, parseDocument } from './json.ts'
import { type CsvShape, csvDelimiters, readCsv, readJsonLines } from './lines.ts'
import { type ParquetFile, parquetOf, readParquet } from './parquet.ts'
import {
  calling,
  ItemReaderError,
  type ObjectPlace,
  openObject,
  openParts,
  type ReaderRoom,
  readObject,
} from './source.ts'

/** An item, and where it was found, as `$$.Map.Item.Source` tells it: `S3://bucket/key`, or `S3://bucket` of a listing. */
export interface FoundItem {
  readonly item: Json
  readonly source: string
}

/** `args`: the reader's Parameters or Arguments, evaluated. `maxItems`: 0 or absent for all. Fails with ItemReaderError. */
export async function* readItems(
  room: ReaderRoom,
  reader: ItemReader,
  args: Json,
  maxItems = 0,
): AsyncGenerator<FoundItem> {
  const most = maxItems > 0 ? Math.min(maxItems, itemsMax) : itemsMax
  let count = 0
  for await (const item of itemsOf(room, reader, args)) {
    if (count++ >= most) return
    yield item
  }
}

function itemsOf(room: ReaderRoom, reader: ItemReader, args: Json): AsyncIterable<FoundItem> {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) {
    throw new ItemReaderError('The item reader has no bucket.')
  }
  const given = args as JsonObject
  if (reader.resource.action === 'listObjectsV2') {
    return reader.transformation === 'LOAD_AND_FLATTEN'
      ? flattened(room, reader, given)
      : found(`S3://${given.Bucket}`, listed(room, given))
  }
  return readOne(room, reader, placeOf(given))
}

function placeOf({ Bucket, Key, VersionId }: JsonObject): ObjectPlace {
  if (typeof Bucket !== 'string' || typeof Key !== 'string') {
    throw new ItemReaderError('The item reader has no bucket or key.')
  }
  return { Bucket, Key, ...(typeof VersionId === 'string' && { VersionId }) }
}

/** What listing a bucket tells of each object. Instants are seconds since 1970, as AWS hands them to children. */
async function* listed(room: ReaderRoom, { Bucket, Prefix }: JsonObject): AsyncGenerator<JsonObject> {
  let token: string | undefined
  do {
    const page = await calling(() =>
      room.call<{
        Contents?: readonly {
          ETag?: string
          Key?: string
          LastModified?: Date
          Size?: number
          StorageClass?: string
        }[]
        NextContinuationToken?: string
      }>(
        's3:ListObjectsV2',
        {
          Bucket,
          ...(Prefix !== undefined && { Prefix }),
          ...(token !== undefined && { ContinuationToken: token }),
        },
        room.caller,
      ),
    )
    for (const { ETag, Key, LastModified, Size, StorageClass } of page.Contents ?? []) {
      yield {
        Etag: ETag,
        Key,
        LastModified: LastModified === undefined ? undefined : Math.floor(LastModified.getTime() / 1000),
        Size,
        StorageClass,
      }
    }
    token = page.NextContinuationToken
  } while (token !== undefined)
}

/** The items of all objects of a listing. */
async function* flattened(room: ReaderRoom, reader: ItemReader, args: JsonObject): AsyncGenerator<FoundItem> {
  for await (const { Key } of listed(room, args)) {
    const place = placeOf({ Bucket: args.Bucket, Key })
    // Folders are no files.
    if (!place.Key.endsWith('/')) yield* readOne(room, reader, place)
  }
}

async function* found(
  source: string,
  items: AsyncIterable<Json> | Iterable<Json>,
): AsyncGenerator<FoundItem> {
  for await (const item of items) yield { item, source }
}

async function* readOne(room: ReaderRoom, reader: ItemReader, place: ObjectPlace): AsyncGenerator<FoundItem> {
  if (reader.manifestType !== undefined || reader.inputType === 'MANIFEST') {
    yield* readManifest(room, { ...reader, manifestType: reader.manifestType ?? 'S3_INVENTORY' }, place)
  } else yield* found(`S3://${place.Bucket}/${place.Key}`, readFile(room, reader, place))
}

async function* readFile(room: ReaderRoom, reader: ItemReader, place: ObjectPlace): AsyncGenerator<Json> {
  switch (reader.inputType) {
    case 'JSONL':
      yield* readJsonLines(await openObject(room, place))
      return
    case 'CSV':
      yield* readCsv(await openObject(room, place), csvShapeOf(reader))
      return
    case 'PARQUET':
      yield* readParquet(await openParquet(room, place))
      return
    default:
      yield* itemsOfDocument(
        parseDocument((await readObject(room, place)).toString('utf8')),
        reader.itemsPointer,
      )
  }
}

/** The items of a file that is at hand. What is no text of items in S3 (manifests, listings, Parquet) is a document of JSON here. Fails with ItemReaderError. */
export async function* readText(reader: ItemReader, text: string): AsyncGenerator<Json> {
  const isFile = reader.resource.action !== 'listObjectsV2' || reader.transformation === 'LOAD_AND_FLATTEN'
  const bytes = Readable.from([Buffer.from(text, 'utf8')])
  if (isFile && reader.inputType === 'JSONL') yield* readJsonLines(bytes)
  else if (isFile && reader.inputType === 'CSV') yield* readCsv(bytes, csvShapeOf(reader))
  else yield* itemsOfDocument(parseDocument(text), reader.itemsPointer)
}

/** A file that is packed can be read as a whole alone. */
async function openParquet(room: ReaderRoom, place: ObjectPlace): Promise<ParquetFile> {
  return place.Key.endsWith('.gz') ? parquetOf(await readObject(room, place)) : openParts(room, place)
}

function csvShapeOf({ csvHeaderLocation, csvHeaders, csvDelimiter = 'COMMA' }: ItemReader): CsvShape {
  const headers = csvHeaderLocation === 'GIVEN' ? csvHeaders : undefined
  return { delimiter: csvDelimiters[csvDelimiter], ...(headers && { headers }) }
}

/** An inventory of S3, or the files of an Athena query. Source: "ItemReader (Map)", MANIFEST; S3 User Guide, "Locating your inventory list". */
async function* readManifest(
  room: ReaderRoom,
  { manifestType, ...reader }: ItemReader,
  place: ObjectPlace,
): AsyncGenerator<FoundItem> {
  const text = (await readObject(room, place)).toString('utf8')
  if (manifestType === 'ATHENA_DATA') {
    for (const line of text.split('\n')) {
      const file = /^s3:\/\/([^/]+)\/(.+)$/.exec(line.trim())
      if (!file) continue
      const [, Bucket = '', Key = ''] = file
      const { inputType = 'JSONL' } = reader
      yield* readOne(
        room,
        { ...reader, inputType: inputType === 'MANIFEST' ? 'JSONL' : inputType },
        { Bucket, Key },
      )
    }
    return
  }
  const manifest = parseDocument(text) as {
    readonly destinationBucket?: string
    readonly fileFormat?: string
    readonly fileSchema?: string
    readonly files?: readonly { readonly key?: string }[]
  }
  const { destinationBucket, fileFormat = 'CSV', fileSchema = '', files = [] } = manifest
  const bucket = destinationBucket?.replace(/^arn:[^:]+:s3:::/, '') ?? place.Bucket
  const headers = fileSchema.split(',').map((name) => name.trim())
  for (const { key } of files) {
    if (key === undefined) continue
    const file = { Bucket: bucket, Key: key }
    const source = `S3://${bucket}/${key}`
    if (fileFormat === 'CSV') {
      yield* found(source, readCsv(await openObject(room, file), { delimiter: ',', headers }))
    } else if (fileFormat === 'Parquet') {
      yield* found(source, readParquet(await openParquet(room, file)))
    } else throw new ItemReaderError(`Inventories of the format ${fileFormat} cannot be read.`)
  }
}
