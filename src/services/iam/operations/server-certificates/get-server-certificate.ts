import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findServerCertificate } from '../../lookups.ts'
import { pageOfRecords } from '../../paging.ts'
import { serverCertificates } from '../../records.ts'
import { required } from '../../required.ts'
import { serverCertificateView, tagsView } from '../../views.ts'

export async function getServerCertificate(
  input: Api.GetServerCertificateRequest,
  { store, accountId, partition }: OperationContext,
): Promise<Api.GetServerCertificateResponse> {
  const name = required(input.ServerCertificateName, 'ServerCertificateName')
  const { value } = await findServerCertificate(store, accountId, name)
  return {
    ServerCertificate: {
      ServerCertificateMetadata: serverCertificateView(value, partition),
      CertificateBody: value.body,
      ...(value.chain === undefined ? {} : { CertificateChain: value.chain }),
      Tags: tagsView(value.tags),
    },
  }
}

export async function listServerCertificates(
  input: Api.ListServerCertificatesRequest,
  { store, accountId, partition }: OperationContext,
): Promise<Api.ListServerCertificatesResponse> {
  const { PathPrefix = '/' } = input
  const { items, answer } = await pageOfRecords(store, serverCertificates, accountId, input, {
    purpose: `server certificates ${accountId} ${PathPrefix}`,
    positionOf: ({ name }) => name.toLowerCase(),
    keep: ({ path }) => path.startsWith(PathPrefix),
  })
  const shown = items.map((certificate) => serverCertificateView(certificate, partition))
  return { ServerCertificateMetadataList: shown, ...answer }
}
