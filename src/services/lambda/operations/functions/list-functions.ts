import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { shownVersion } from '../../environment-encryption.ts'
import { invalidParameter } from '../../errors.ts'
import { pageItems } from '../../limits.ts'
import { listPage } from '../../paging.ts'
import { functions } from '../../records.ts'
import { allVersions, versionPage } from '../../version-listing.ts'
import { listedView } from '../../views.ts'

/** The account's functions by name, with all their versions when these are asked for. */
export async function listFunctions(
  input: Api.ListFunctionsRequest,
  context: OperationContext,
): Promise<Api.ListFunctionsResponse> {
  const { store, accountId, region } = context
  if (input.MasterRegion !== undefined) {
    // UNVERIFIED: the words. Source of the rule: API Reference, ListFunctions, `MasterRegion`.
    if (input.FunctionVersion !== 'ALL')
      throw invalidParameter('FunctionVersion must be set to ALL when MasterRegion is specified.')
    // Only replicas for Lambda@Edge have a master; there are none here.
    return { Functions: [] }
  }
  if (input.FunctionVersion === 'ALL') {
    const purpose = `lambda all versions ${accountId} ${region}`
    const { items, next } = await versionPage(context, input, purpose, (from) =>
      allVersions(store, context, from),
    )
    return { Functions: items, ...next }
  }
  const { items, NextMarker } = await listPage(store, input, {
    read: (from, selector) => functions.list(from, selector),
    prefix: [accountId, region],
    keyOf: ({ name }) => [accountId, region, name],
    pageItems,
    purpose: 'functions',
  })
  return {
    Functions: await Promise.all(
      items.map(async (record) => listedView(record, await shownVersion(context, record.latest), null)),
    ),
    ...(NextMarker === undefined ? {} : { NextMarker }),
  }
}
