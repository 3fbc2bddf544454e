/**
 * What DynamoDB refuses about values, numbers and expressions. The message is AWS's, and stands in the answer as it is;
 * the service answers it as `ValidationException` (HTTP 400).
 * Source of the messages: what AWS answers, as published by the test suites of dynalite, ScyllaDB Alternator and
 * dynamodb-conformance, all of which are run against AWS. The prefix "1 validation error detected: " that some regions
 * have put before them since 2026 is not ours.
 */
export class DynamoDbError extends Error {
  override readonly name = 'DynamoDbError'
}

/** Most messages about values begin with these words. */
export function invalidParameter(rest: string): DynamoDbError {
  return new DynamoDbError(`One or more parameter values were invalid: ${rest}`)
}
