import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findServerCertificate } from '../../lookups.ts'
import { serverCertificates } from '../../records.ts'
import { required } from '../../required.ts'
import { listTags, tag, untag } from '../../tagged.ts'

const tagged = {
  title: 'ServerCertificate',
  tagCase: 'sensitive',
  records: serverCertificates,
  find: ({ store, accountId }: OperationContext, name: string) =>
    findServerCertificate(store, accountId, name),
} as const

export function tagServerCertificate(
  input: Api.TagServerCertificateRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  return tag(
    tagged,
    context,
    required(input.ServerCertificateName, 'ServerCertificateName'),
    required(input.Tags, 'Tags'),
  )
}

export function untagServerCertificate(
  input: Api.UntagServerCertificateRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  return untag(
    tagged,
    context,
    required(input.ServerCertificateName, 'ServerCertificateName'),
    required(input.TagKeys, 'TagKeys'),
  )
}

export function listServerCertificateTags(
  input: Api.ListServerCertificateTagsRequest,
  context: OperationContext,
): Promise<Api.ListServerCertificateTagsResponse> {
  return listTags(tagged, context, required(input.ServerCertificateName, 'ServerCertificateName'), input)
}
