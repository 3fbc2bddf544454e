import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { authorizedAddress } from '../../authorization.ts'
import { downloadAddress } from '../../code-downloads.ts'
import { isVersionNumber, latest } from '../../domain/names.ts'
import { shownVersion } from '../../environment-encryption.ts'
import { requireTarget } from '../../lookups.ts'
import type { Version } from '../../records.ts'
import { required } from '../../required.ts'
import { configurationView } from '../../views.ts'

/** A version with its settings, where its code can be downloaded, and the tags of its function. */
export async function getFunction(
  input: Api.GetFunctionRequest,
  context: OperationContext,
): Promise<Api.GetFunctionResponse> {
  const name = required(input.FunctionName, 'FunctionName')
  const address = await authorizedAddress(context, name, input.Qualifier, 'lambda:GetFunction')
  const { qualifier } = address
  const target = await requireTarget(context.store, address, 'Function not found')
  const record = target.function.value
  const isAlias = qualifier !== undefined && qualifier !== latest && !isVersionNumber(qualifier)
  const { reservedConcurrency } = record
  return {
    Configuration: configurationView(record, await shownVersion(context, target.version), qualifier),
    Code: await codeLocation(context, target.version),
    ...(Object.keys(record.tags).length === 0 ? {} : { Tags: record.tags }),
    ...(reservedConcurrency === undefined || isAlias
      ? {}
      : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
  }
}

async function codeLocation(context: OperationContext, version: Version): Promise<Api.FunctionCodeLocation> {
  const { code } = version
  if (code.kind === 'image')
    return { RepositoryType: 'ECR', ImageUri: code.imageUri, ResolvedImageUri: code.resolvedImageUri }
  if (code.kind === 'folder') return { RepositoryType: 'S3', Location: `file://${code.path}` }
  return { RepositoryType: 'S3', Location: await downloadAddress(context, code.sha256) }
}
