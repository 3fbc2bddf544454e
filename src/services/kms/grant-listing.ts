import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../dispatch/index.ts'
import { keyArn } from './keys.ts'
import type { Grant } from './records.ts'

/** Services are told from people by their name's form. */
const serviceForm = /^[A-Za-z0-9-]+\.[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/

/** A grant as the API answers it. */
export function grantView(context: OperationContext, grant: Grant): Api.GrantListEntry {
  const { grantee, retiring, constraints } = grant
  return {
    KeyId: keyArn(context, grant, grant.keyId),
    GrantId: grant.id,
    ...(grant.name === undefined ? {} : { Name: grant.name }),
    CreationDate: new Date(grant.createdAt),
    ...(serviceForm.test(grantee) ? { GranteeServicePrincipal: grantee } : { GranteePrincipal: grantee }),
    ...(retiring === undefined
      ? {}
      : serviceForm.test(retiring)
        ? { RetiringServicePrincipal: retiring }
        : { RetiringPrincipal: retiring }),
    IssuingAccount: `arn:${context.partition}:iam::${grant.accountId}:root`,
    Operations: grant.operations as Api.GrantOperation[],
    ...(constraints === undefined
      ? {}
      : {
          Constraints: {
            ...(constraints.subset ? { EncryptionContextSubset: { ...constraints.subset } } : {}),
            ...(constraints.equals ? { EncryptionContextEquals: { ...constraints.equals } } : {}),
          },
        }),
  }
}
