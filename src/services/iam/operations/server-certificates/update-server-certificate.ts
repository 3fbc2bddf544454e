import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { findServerCertificate } from '../../lookups.ts'
import { serverCertificates } from '../../records.ts'
import { required } from '../../required.ts'

/** Renames or moves a certificate. */
export function updateServerCertificate(
  input: Api.UpdateServerCertificateRequest,
  { store, accountId }: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.ServerCertificateName, 'ServerCertificateName')
  return changing(store, async (commit) => {
    const stored = await findServerCertificate(store, accountId, name)
    const certificate = {
      ...stored.value,
      name: input.NewServerCertificateName ?? name,
      path: input.NewPath ?? stored.value.path,
    }
    if (certificate.name.toLowerCase() === name.toLowerCase())
      serverCertificates.put(commit, certificate, stored)
    else {
      const present = await serverCertificates.get(store, [accountId, certificate.name.toLowerCase()])
      if (present)
        throw entityAlreadyExists(`The Server Certificate with name ${certificate.name} already exists.`)
      serverCertificates.move(commit, certificate, stored)
    }
    return {}
  })
}

export function deleteServerCertificate(
  input: Api.DeleteServerCertificateRequest,
  { store, accountId }: OperationContext,
): Promise<Record<never, never>> {
  return changing(store, async (commit) => {
    const name = required(input.ServerCertificateName, 'ServerCertificateName')
    serverCertificates.remove(commit, await findServerCertificate(store, accountId, name))
    return {}
  })
}
