import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { archiveView } from '../archive-views.ts'
import { requireArchive } from '../archives.ts'
import { archiveArn } from '../domain/names.ts'
import { required } from '../required.ts'

export async function describeArchive(
  input: Api.DescribeArchiveRequest,
  context: OperationContext,
): Promise<Api.DescribeArchiveResponse> {
  const { value } = await requireArchive(context, required(input.ArchiveName, 'ArchiveName'))
  const { description, eventPattern, kmsKeyIdentifier } = value
  return {
    ArchiveArn: archiveArn(value, value.name),
    ...(await archiveView(context.store, value)),
    ...(description === undefined ? {} : { Description: description }),
    ...(eventPattern === undefined ? {} : { EventPattern: eventPattern }),
    ...(kmsKeyIdentifier === undefined ? {} : { KmsKeyIdentifier: kmsKeyIdentifier }),
  }
}
