/** Listing versions of one function or of all, `$LATEST` before the published ones, a page at a time. */
import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Key, Store } from '../../store/index.ts'
import { shownVersion } from './environment-encryption.ts'
import { invalidParameter } from './errors.ts'
import { pageItems } from './limits.ts'
import type { PageRequest } from './paging.ts'
import { type FunctionRecord, functions, type Home, type Version, versions } from './records.ts'
import { listedView } from './views.ts'

interface Item {
  readonly record: FunctionRecord
  readonly version: Version
  /** 0 for `$LATEST`. */
  readonly number: number
}

/** Where a page begins: behind this version. */
interface Position {
  readonly name: string
  readonly number: number
}

/** A page of the versions that a source yields in order. Fails with InvalidParameterValueException for a foreign marker. */
export async function versionPage(
  context: OperationContext,
  { Marker, MaxItems }: PageRequest,
  purpose: string,
  source: (from: Position | undefined) => AsyncIterable<Item>,
): Promise<{ readonly items: FunctionConfiguration[]; readonly next: { NextMarker?: string } }> {
  const limit = Math.min(MaxItems ?? pageItems, pageItems)
  const from = readMarker(purpose, Marker)
  const items: FunctionConfiguration[] = []
  let last: Position | undefined
  for await (const { record, version, number } of source(from)) {
    if (items.length === limit && last)
      return { items, next: { NextMarker: writePageToken(purpose, [last.name, last.number]) } }
    items.push(listedView(record, await shownVersion(context, version), version.version))
    last = { name: record.name, number }
  }
  return { items, next: {} }
}

/** The versions of a function behind a position. */
export async function* versionsOf(
  store: Store,
  record: FunctionRecord,
  from: Position | undefined,
): AsyncGenerator<Item> {
  const { accountId, region, name } = record
  const behind = from?.name === name ? from.number : -1
  if (behind < 0) yield { record, version: record.latest, number: 0 }
  let after: Key | undefined = behind > 0 ? [accountId, region, name, behind] : undefined
  do {
    const page = await versions.list(store, {
      prefix: [accountId, region, name],
      limit: pageItems + 1,
      ...(after === undefined ? {} : { after }),
    })
    for (const { value } of page.items) yield { record, version: value.content, number: value.number }
    after = page.next
  } while (after !== undefined)
}

/** The versions of all functions of an account in a region behind a position, by function. */
export async function* allVersions(
  store: Store,
  { accountId, region }: Home,
  from: Position | undefined,
): AsyncGenerator<Item> {
  let start: Key | undefined = from && [accountId, region, from.name]
  let after: Key | undefined
  do {
    const page = await functions.list(store, {
      prefix: [accountId, region],
      limit: pageItems + 1,
      ...(start === undefined ? {} : { start }),
      ...(after === undefined ? {} : { after }),
    })
    for (const { value } of page.items) yield* versionsOf(store, value, from)
    start = undefined
    after = page.next
  } while (after !== undefined)
}

function readMarker(purpose: string, marker: string | undefined): Position | undefined {
  if (marker === undefined || marker === '') return undefined
  const position = readPageToken(purpose, marker)
  const [name, number] = Array.isArray(position) ? position : []
  // UNVERIFIED: AWS's words.
  if (typeof name !== 'string' || typeof number !== 'number') throw invalidParameter('Invalid marker.')
  return { name, number }
}
