import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { readReference } from '../domain/references.ts'
import { accessDenied, notFound, validation } from '../errors.ts'
import { callerNames } from '../grants.ts'
import { homeOf } from '../keys.ts'
import { type Grant, grants } from '../records.ts'
import { stopIfDry } from '../using.ts'

/** Ends a grant, by who may retire it: its retiring principal, the key's account, or the grantee that was granted so. */
export async function retireGrant(input: Api.RetireGrantRequest, context: OperationContext): Promise<object> {
  await change(context, async (commit) => {
    const stored = await findGrant(input, context)
    // UNVERIFIED: the words.
    if (stored === undefined) throw notFound(`Grant ${input.GrantId ?? ''} not found`)
    if (!mayRetire(stored.value, context))
      throw accessDenied(
        `User: ${context.principal.arn} is not authorized to perform: kms:RetireGrant on this resource`,
      )
    stopIfDry(input)
    grants.remove(commit, stored)
  })
  return {}
}

async function findGrant(input: Api.RetireGrantRequest, context: OperationContext) {
  const { store } = context
  if (input.GrantToken !== undefined) return grants.findBy(store, 'token', [input.GrantToken])
  if (input.KeyId === undefined || input.GrantId === undefined)
    throw validation('Either a grant token, or a grant ID and a key ARN, must be specified.')
  const reference = readReference(input.KeyId)
  const { accountId, region } = homeOf(context, reference, input.KeyId)
  return grants.get(store, [accountId, region, reference.id ?? '', input.GrantId])
}

function mayRetire(grant: Grant, context: OperationContext): boolean {
  const names = callerNames(context)
  return (
    context.accountId === grant.accountId ||
    (grant.retiring !== undefined && names.includes(grant.retiring)) ||
    (names.includes(grant.grantee) && grant.operations.includes('RetireGrant'))
  )
}
