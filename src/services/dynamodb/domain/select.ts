/**
 * Which attributes Query and Scan answer.
 * Source: API Reference, Query, `Select`; Developer Guide, "Using global secondary indexes", "Querying"; the words: recorded on AWS
 * (dynalite, dynamodb-conformance).
 */
import type { Select } from '@aws-sdk/client-dynamodb'
import type { Projection } from '../../../engines/dynamodb/index.ts'
import { isProjected } from './projection.ts'
import { invalid, refused } from './refusals.ts'
import type { KeySchema, SecondaryIndex } from './schema.ts'

/** What of each item is answered. */
export type Selected =
  | { readonly type: 'count' }
  /** The item as it is in what is read; `whole`: as it is in the table, which is looked up for it. */
  | { readonly type: 'items'; readonly whole: boolean }
  | { readonly type: 'paths'; readonly projection: Projection; readonly whole: boolean }

/** What a request says of its answer, before its table is known. */
export interface Selection {
  readonly select: Select | undefined
  readonly projection: Projection | undefined
  /** The parameter that the projection came in. */
  readonly named: 'ProjectionExpression' | 'AttributesToGet'
  readonly indexName: string | undefined
}

/** Fails with a ValidationException for what does not go together. `doing`: Querying or Scanning. */
export function checkSelection({ select, projection, named, indexName }: Selection, doing: string): void {
  if (select === 'SPECIFIC_ATTRIBUTES' && projection === undefined) {
    throw refused(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    )
  }
  if (select !== undefined && select !== 'SPECIFIC_ATTRIBUTES' && projection !== undefined) {
    throw refused(`Cannot specify the ${named} when choosing to get ${select}`)
  }
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && indexName === undefined) {
    throw invalid(`ALL_PROJECTED_ATTRIBUTES can be used only when ${doing} using an IndexName`)
  }
}

/** What is answered of a table, or of an index of it. Fails with a ValidationException for what a global index does not hold. */
export function selected(
  { select, projection }: Selection,
  table: KeySchema,
  index: SecondaryIndex | undefined,
): Selected {
  if (select === 'COUNT') return { type: 'count' }
  if (index === undefined) {
    return projection === undefined
      ? { type: 'items', whole: false }
      : { type: 'paths', projection, whole: false }
  }
  if (projection !== undefined) {
    const missing = projection.paths.map(([name]) => name).filter((name) => !isProjected(name, index, table))
    if (missing.length > 0 && index.kind === 'global') {
      throw invalid(`Global secondary index ${index.name} does not project [${missing.join(', ')}]`)
    }
    return { type: 'paths', projection, whole: missing.length > 0 }
  }
  const partial = select === 'ALL_ATTRIBUTES' && index.projection.type !== 'ALL'
  if (partial && index.kind === 'global') {
    throw invalid(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    )
  }
  return { type: 'items', whole: partial }
}
