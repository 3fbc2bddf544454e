import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { readCertificate } from '../../certificates.ts'
import { changing } from '../../changing.ts'
import { readTags, sortTags } from '../../domain/tags.ts'
import { makeUniqueId } from '../../domain/unique-ids.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { limits } from '../../limits.ts'
import { checkQuota } from '../../quotas.ts'
import { type ServerCertificate, serverCertificates } from '../../records.ts'
import { required } from '../../required.ts'
import { serverCertificateView, tagsIfAny } from '../../views.ts'

export function uploadServerCertificate(
  input: Api.UploadServerCertificateRequest,
  { store, accountId, partition, now, random }: OperationContext,
): Promise<Api.UploadServerCertificateResponse> {
  const name = required(input.ServerCertificateName, 'ServerCertificateName')
  const body = required(input.CertificateBody, 'CertificateBody')
  const tags = readTags(input.Tags ?? [], 'sensitive')
  const certificate: ServerCertificate = {
    accountId,
    name,
    path: input.Path ?? '/',
    id: makeUniqueId('server-certificate', random),
    createdAt: now,
    expiresAt: readCertificate(body, required(input.PrivateKey, 'PrivateKey')),
    body,
    ...(input.CertificateChain === undefined ? {} : { chain: input.CertificateChain }),
    tags: sortTags(tags),
  }
  return changing(store, async (commit) => {
    const present = await serverCertificates.get(store, [accountId, name.toLowerCase()])
    if (present) throw entityAlreadyExists(`The Server Certificate with name ${name} already exists.`)
    const limit = limits.serverCertificatesPerAccount
    await checkQuota(store, serverCertificates, accountId, 'ServerCertificatesPerAccount', limit)
    serverCertificates.put(commit, certificate, undefined)
    return { ServerCertificateMetadata: serverCertificateView(certificate, partition), ...tagsIfAny(tags) }
  })
}
