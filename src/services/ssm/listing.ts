/** Going through many parameters, a page at a time. */
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Key, Page } from '../../store/index.ts'
import type { Filter } from './domain/filters.ts'
import { pathOf, splitPath } from './domain/names.ts'
import { invalidNextToken } from './errors.ts'
import { scannedRecordCount } from './limits.ts'
import { isLive } from './parameters.ts'
import { type Parameter, parameters } from './records.ts'

/** Which parameters are gone through, in which order. */
export interface Scope {
  readonly read: (after: Key | undefined, limit: number) => Promise<Page<Parameter>>
  /** Where a parameter stands in that order. */
  readonly keyOf: (parameter: Parameter) => Key
}

/** Those that lie directly below a level, or at any depth; the root is ''. */
export function below(context: OperationContext, level: string, recursive: boolean): Scope {
  const { store, accountId, region } = context
  if (recursive) return level === '' ? everything(context) : between(context, `${level}/`, `${level}0`)
  return {
    read: (after, limit) =>
      parameters.listBy(store, 'level', {
        prefix: [accountId, region, level],
        limit,
        ...(after === undefined ? {} : { after }),
      }),
    keyOf: ({ path }) => [accountId, region, level, splitPath(path).leaf],
  }
}

/** Those that filters of DescribeParameters can let through: as few as one of them allows to name. */
export function reachable(context: OperationContext, filters: readonly Filter[]): Scope {
  for (const { key, option, values } of filters) {
    const [value, ...more] = values
    if (value === undefined || more.length > 0) continue
    if (key === 'Path') return below(context, value, option === 'Recursive')
    // No character of a name comes after `z`, so that `~` closes the range.
    if (key === 'Name' && option === 'BeginsWith') return between(context, pathOf(value), `${pathOf(value)}~`)
    if (key === 'Name' && option === 'Equals') return between(context, pathOf(value), `${pathOf(value)}\0`)
  }
  return everything(context)
}

function everything({ store, accountId, region }: OperationContext): Scope {
  return scope(accountId, region, (after, limit) =>
    parameters.list(store, { prefix: [accountId, region], limit, ...(after === undefined ? {} : { after }) }),
  )
}

function between({ store, accountId, region }: OperationContext, start: string, end: string): Scope {
  return scope(accountId, region, (after, limit) =>
    parameters.list(store, {
      prefix: [accountId, region],
      start: [accountId, region, start],
      end: [accountId, region, end],
      limit,
      ...(after === undefined ? {} : { after }),
    }),
  )
}

function scope(accountId: string, region: string, read: Scope['read']): Scope {
  return { read, keyOf: ({ path }) => [accountId, region, path] }
}

/** What a page of a listing needs to know. */
export interface Listing<T> {
  readonly scope: Scope
  /** What is shown of a parameter; undefined leaves it out. */
  readonly show: (parameter: Parameter) => T | undefined
  readonly limit: number
  readonly token: string | undefined
  /** All that must be the same on the next page. */
  readonly purpose: readonly unknown[]
}

/** One page. It may be short, or empty, and yet have a token, when much had to be looked through. Fails with InvalidNextToken. */
export async function page<T>(
  context: OperationContext,
  listing: Listing<T>,
): Promise<{ readonly items: T[]; readonly token?: string }> {
  const purpose = `ssm ${context.accountId} ${context.region} ${JSON.stringify(listing.purpose)}`
  const items: T[] = []
  const write = (after: Key) => ({ items, token: writePageToken(purpose, after.map(String)) })
  let after = readPosition(purpose, listing.token)
  for (let scanned = 0; ; ) {
    const found = await listing.scope.read(after, Math.max(listing.limit + 1, 100))
    for (const { value } of found.items) {
      if (after !== undefined && items.length === listing.limit) return write(after)
      const shown = isLive(value, context.now) ? listing.show(value) : undefined
      if (shown !== undefined) items.push(shown)
      after = listing.scope.keyOf(value)
    }
    if (found.next === undefined) return { items }
    after = found.next
    scanned += found.items.length
    if (items.length === listing.limit || scanned >= scannedRecordCount) return write(after)
  }
}

function readPosition(purpose: string, token: string | undefined): Key | undefined {
  if (token === undefined || token === '') return undefined
  const position = readPageToken(purpose, token)
  if (!Array.isArray(position) || !position.every((part) => typeof part === 'string'))
    throw invalidNextToken()
  return position
}
