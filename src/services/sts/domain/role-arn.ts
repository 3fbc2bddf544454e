import { parseArn } from '../../../aws/arn.ts'
import { type AccountId, parseAccountId } from '../../../aws/identifiers.ts'
import { validation } from '../errors.ts'

/** Where a role's ARN points. */
export interface RoleAddress {
  readonly partition: string
  readonly accountId: AccountId
  readonly name: string
}

/** Reads the ARN of a role. Fails with ValidationError for anything else. */
export function readRoleArn(text: string): RoleAddress {
  const arn = parseArn(text)
  const accountId = arn && parseAccountId(arn.accountId)
  const [, name] = /^role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(arn?.resource ?? '') ?? []
  if (arn?.service !== 'iam' || arn.region !== '' || !accountId || name === undefined)
    throw validation(`${text} is invalid`)
  return { partition: arn.partition, accountId, name }
}
