/** The settings of an account. Source: API Reference, GetAccount. */
import type { Account } from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { readAccount } from './deployed.ts'

/** The account's settings in this region. */
export async function getAccount(_input: object, context: OperationContext): Promise<Account> {
  return readAccount(context.store, context)
}
