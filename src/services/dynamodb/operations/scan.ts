import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { checkParameters, type Item, readParameters } from '../../../engines/dynamodb/index.ts'
import type { Key } from '../../../store/index.ts'
import { checkSelection, selected } from '../domain/select.ts'
import { validation } from '../errors.ts'
import { partitionHash } from '../items/item-keys.ts'
import { answerPage, requireTarget, type Target } from '../items/page-answers.ts'
import type { PageRange } from '../items/reading-pages.ts'
import { readStartKey, startPlace } from '../items/start-keys.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { requireTable, withCurrentTables } from '../tables/require-table.ts'

/** Goes through a table, an index, or a segment of either. */
export async function scan(input: Api.ScanInput, context: OperationContext): Promise<Api.ScanOutput> {
  checkParameters('Scan', input)
  checkSegments(input)
  const start = readStartKey(input.ExclusiveStartKey)
  const { filter, projection } = readParameters(input)
  const selection = {
    select: input.Select,
    projection,
    named:
      input.AttributesToGet === undefined ? ('ProjectionExpression' as const) : ('AttributesToGet' as const),
    indexName: input.IndexName,
  }
  checkSelection(selection, 'Querying')
  return withCurrentTables(context, async () => {
    const table = await requireTable(context, input.TableName, 'dynamodb:Scan')
    const target = requireTarget(table, input.IndexName, input.ConsistentRead)
    return answerPage(context, {
      table,
      target,
      range: segmentRange(table, target, input, start),
      limit: input.Limit,
      filter,
      selected: selected(selection, table.table.key, target?.index),
      consistent: input.ConsistentRead === true,
      capacity: input.ReturnConsumedCapacity,
    })
  })
}

/** The words: recorded on AWS (dynamodb-conformance). */
function checkSegments({ Segment: segment, TotalSegments: total }: Api.ScanInput): void {
  if (segment !== undefined && total === undefined) {
    throw validation(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    )
  }
  if (segment === undefined && total !== undefined) {
    throw validation(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    )
  }
  if (segment !== undefined && total !== undefined && segment >= total) {
    throw validation(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    )
  }
}

/** A segment is the partition keys whose hashes lie in one of as many equal spans. */
function segmentRange(
  table: LoadedTable,
  target: Target | undefined,
  { Segment: segment = 0, TotalSegments: total = 1 }: Api.ScanInput,
  start: Item | undefined,
): PageRange {
  const prefix = target?.root ?? table.itemRoot
  const after = start && startPlace(table, target, start)
  if (after !== undefined && !inSegment(after, segment, total)) {
    throw validation(
      `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${total} Segment: ${segment}`,
    )
  }
  return {
    prefix,
    ...(segment === 0 ? {} : { start: [...prefix, hashFrom(segment, total)] }),
    ...(segment + 1 === total ? {} : { end: [...prefix, hashFrom(segment + 1, total)] }),
    ...(after === undefined ? {} : { after }),
  }
}

/** The first four bytes of the hashes with which a segment begins. */
function hashFrom(segment: number, total: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(Math.ceil((segment * 2 ** 32) / total))
  return bytes
}

function inSegment(place: Key, segment: number, total: number): boolean {
  const hash = Buffer.from(partitionHash(place))
  const after = segment === 0 || Buffer.compare(hash, hashFrom(segment, total)) >= 0
  return after && (segment + 1 === total || Buffer.compare(hash, hashFrom(segment + 1, total)) < 0)
}
