import type * as Api from '@aws-sdk/client-s3'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { bucketArn } from '../buckets.ts'
import { behindPrefix } from '../domain/text-order.ts'
import { accessDenied, invalidArgument } from '../errors.ts'
import { bucketPageMax } from '../limits.ts'
import { ownerOf } from '../owners.ts'
import { buckets } from '../records.ts'

/** Lists the account's buckets by name, in all regions. */
export async function listBuckets(
  input: Api.ListBucketsRequest,
  context: OperationContext,
): Promise<Omit<Api.ListBucketsCommandOutput, '$metadata'>> {
  const { store, partition, accountId, principal } = context
  if (principal.type === 'anonymous') throw accessDenied()
  const {
    Prefix: prefix = '',
    BucketRegion: region,
    ContinuationToken: token,
    MaxBuckets: max = bucketPageMax,
  } = input
  const purpose = `s3:ListBuckets ${accountId} ${prefix} ${region ?? ''}`
  const after = token === undefined ? undefined : readPageToken(purpose, token)
  if (token !== undefined && typeof after !== 'string') {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token')
  }
  const root = [partition, accountId]
  const end = behindPrefix(prefix)
  const found: Api.Bucket[] = []
  let place: string | undefined = typeof after === 'string' ? after : undefined
  for (;;) {
    const page = await buckets.listBy(store, 'account', {
      prefix: root,
      ...(place === undefined ? { start: [...root, prefix] } : { after: [...root, place] }),
      ...(end === undefined || prefix === '' ? {} : { end: [...root, end] }),
      limit: 1_000,
    })
    for (const { value: bucket } of page.items) {
      if (region !== undefined && bucket.region !== region) continue
      if (found.length === max) {
        const name = String(found.at(-1)?.Name)
        return { ...answer(found, accountId, prefix), ContinuationToken: writePageToken(purpose, name) }
      }
      found.push({
        Name: bucket.name,
        CreationDate: new Date(bucket.createdAt),
        BucketRegion: bucket.region,
        BucketArn: bucketArn(bucket),
      })
    }
    if (page.next === undefined) return answer(found, accountId, prefix)
    place = String(page.next.at(-1))
  }
}

function answer(found: Api.Bucket[], accountId: OperationContext['accountId'], prefix: string) {
  return { Buckets: found, Owner: ownerOf(accountId), ...(prefix === '' ? {} : { Prefix: prefix }) }
}
