import type { OperationContext } from '../../../../dispatch/index.ts'
import { findServerCertificate } from '../../lookups.ts'
import { serverCertificates } from '../../records.ts'
import { tagOperations } from '../../tagged.ts'

/** TagServerCertificate, UntagServerCertificate, ListServerCertificateTags. */
export const serverCertificateTags = tagOperations('ServerCertificateName', {
  title: 'ServerCertificate',
  tagCase: 'sensitive',
  records: serverCertificates,
  find: ({ store, accountId }: OperationContext, name: string) =>
    findServerCertificate(store, accountId, name),
})
