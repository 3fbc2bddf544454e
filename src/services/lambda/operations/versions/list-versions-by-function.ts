import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { addressOf, requireFunction } from '../../lookups.ts'
import { required } from '../../required.ts'
import { versionPage, versionsOf } from '../../version-listing.ts'

/** `$LATEST` and the published versions of a function, oldest first. */
export async function listVersionsByFunction(
  input: Api.ListVersionsByFunctionRequest,
  context: OperationContext,
): Promise<Api.ListVersionsByFunctionResponse> {
  const { store, accountId, region } = context
  const { qualifier: _all, ...address } = addressOf(context, required(input.FunctionName, 'FunctionName'))
  const record = (await requireFunction(store, address)).value
  const purpose = `lambda versions ${accountId} ${region} ${record.name}`
  const { items, next } = await versionPage(context, input, purpose, (from) =>
    versionsOf(store, record, from),
  )
  return { Versions: items, ...next }
}
