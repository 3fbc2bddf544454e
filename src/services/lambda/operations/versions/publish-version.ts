import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { recordCodeUsage } from '../../code-storage.ts'
import { shownVersion } from '../../environment-encryption.ts'
import { invalidParameter, notBuilt, preconditionFailed } from '../../errors.ts'
import { addressOf, requireFunction } from '../../lookups.ts'
import { publish } from '../../publishing.ts'
import { functions } from '../../records.ts'
import { required } from '../../required.ts'
import { requireSettled } from '../../versions.ts'
import { codeSha256, configurationView } from '../../views.ts'

/** Publishes `$LATEST` as it is as a new version; answers the last one when nothing has changed since. */
export async function publishVersion(
  input: Api.PublishVersionRequest,
  context: OperationContext,
): Promise<Api.FunctionConfiguration> {
  const { store } = context
  const { qualifier: _all, ...address } = addressOf(context, required(input.FunctionName, 'FunctionName'))
  if (input.PublishTo !== undefined) throw notBuilt('publishing to $LATEST.PUBLISHED')
  return changing(store, async (commit) => {
    const stored = await requireFunction(store, address)
    const { latest } = stored.value
    if (input.RevisionId !== undefined && input.RevisionId !== latest.revisionId) throw preconditionFailed()
    const sha256 = codeSha256(latest.code)
    if (input.CodeSha256 && input.CodeSha256 !== sha256) {
      throw invalidParameter(
        `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${sha256}). Please try again with the CodeSHA256 in $LATEST.`,
      )
    }
    requireSettled(stored.value)
    const { record, version, codeBytes } = await publish(commit, context, stored.value, input.Description)
    if (record !== stored.value) {
      await recordCodeUsage(commit, store, record, record.name, { codeBytes })
      functions.put(commit, record, stored)
    }
    return configurationView(record, await shownVersion(context, version))
  })
}
