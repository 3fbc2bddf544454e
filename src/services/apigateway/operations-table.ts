/** Which function answers which operation. */
import type { APIGateway } from '@aws-sdk/client-api-gateway'
import type { OperationTable } from '../../dispatch/index.ts'
import { getAccount } from './account.ts'

/** All operations that are here. */
export const operations = {
  GetAccount: getAccount,
} satisfies OperationTable<APIGateway>
