/** Policies of tables. Source: API Reference, PutResourcePolicy; the words: recorded on AWS (ack-api-quirks, 2026-10). */
import { randomHex } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readDocument } from '../../../engines/policy/index.ts'
import { invalidParameter } from '../errors.ts'
import { policyBytes } from '../limits.ts'
import type { Table } from '../records.ts'

/** A policy as it is kept, with a new revision. Fails with a ValidationException. */
export function readPolicy(
  document: string,
  { random }: Pick<OperationContext, 'random'>,
  removable = true,
): NonNullable<Table['policy']> {
  if (Buffer.byteLength(document) > policyBytes) {
    throw invalidParameter(`Maximum policy size of ${policyBytes} bytes exceeded`)
  }
  if (!readDocument(document).ok) {
    throw invalidParameter('Invalid policy document: This policy contains invalid Json')
  }
  // AWS's revisions are numbers in text; that they are the time is its own affair.
  return { document, revision: String(Number.parseInt(randomHex(random, 6), 16)), removable }
}
