/**
 * The errors of DynamoDB. The words are AWS's: answers that were recorded on AWS by the test suites of other projects
 * (dynalite, ScyllaDB Alternator, dynamodb-conformance, ack-api-quirks). The rest is marked.
 */
import { AwsError } from '../../aws/aws-error.ts'
import { DynamoDbError, type Item } from '../../engines/dynamodb/index.ts'

export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message)
}

/** What is refused of a request by itself, even inside a transaction: everything else is a reason for which a transaction is cancelled. */
export class UpfrontRefusal extends AwsError {
  constructor(message: string) {
    super('ValidationException', message)
  }
}

/** Most refusals begin with the same words. */
export function invalidParameter(rest: string): AwsError {
  return validation(`One or more parameter values were invalid: ${rest}`)
}

/** Of operations on items. */
export function resourceNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'Requested resource not found')
}

/** Of operations on tables. */
export function tableNotFound(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`)
}

/** Of operations whose model has TableNotFoundException. */
export function tableNotFoundException(name: string): AwsError {
  return new AwsError('TableNotFoundException', `Table not found: ${name}`)
}

/** Of operations that name a resource by ARN. */
export function arnNotFound(arn: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `Requested resource not found: ResourcArn: ${arn} not found`,
  )
}

export function tableExists(name: string): AwsError {
  return new AwsError('ResourceInUseException', `Table already exists: ${name}`)
}

export function tableBeingUpdated(name: string): AwsError {
  return new AwsError(
    'ResourceInUseException',
    `Attempt to change a resource which is still in use: Table is being updated: ${name}`,
  )
}

/** Of a table that is being filled from a backup. */
export function tableBeingCreated(name: string): AwsError {
  return new AwsError(
    'ResourceInUseException',
    `Attempt to change a resource which is still in use: Table is being created: ${name}`,
  )
}

/** Of operations on backups, whose model has these. UNVERIFIED: the words of all that are about backups. */
export function backupNotFound(arn: string): AwsError {
  return new AwsError('BackupNotFoundException', `Backup not found: ${arn}`)
}

export function backupInUse(message: string): AwsError {
  return new AwsError('BackupInUseException', message)
}

export function tableInUse(name: string): AwsError {
  return new AwsError('TableInUseException', `Table is being created: ${name}`)
}

export function targetExists(name: string): AwsError {
  return new AwsError('TableAlreadyExistsException', `Table already exists: ${name}`)
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceededException', message)
}

/** `item` is what was there, when the caller asked to see it. */
export function conditionFailed(item?: Item): AwsError {
  return new AwsError('ConditionalCheckFailedException', 'The conditional request failed', {
    fields: item === undefined ? {} : { Item: item },
  })
}

export function transactionConflict(): AwsError {
  return new AwsError('TransactionConflictException', 'Transaction is ongoing for the item')
}

export function notBuilt(what: string): AwsError {
  return new AwsError('NotImplemented', `Lambent does not implement ${what} yet.`, {
    statusCode: 501,
    fault: 'server',
  })
}

export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDeniedException', message)
}

/** What the languages refuse is a ValidationException with their words. */
export function asAwsError(error: unknown): unknown {
  return error instanceof DynamoDbError ? validation(error.message) : error
}
