import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { noSuchEntity } from '../../errors.ts'
import { findOpenIdProvider } from '../../providers.ts'
import { openIdProviders } from '../../records.ts'
import { required } from '../../required.ts'

export function deleteOpenIDConnectProvider(
  input: Api.DeleteOpenIDConnectProviderRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const arn = required(input.OpenIDConnectProviderArn, 'OpenIDConnectProviderArn')
  const absent = () => noSuchEntity(`OpenId connect Provider ${arn} cannot be found.`)
  return changing(context.store, async (commit) => {
    openIdProviders.remove(commit, await findOpenIdProvider(context, arn, absent))
    return {}
  })
}
