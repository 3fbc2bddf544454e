/** Resource policies of secrets. Source: API Reference, PutResourcePolicy, ValidateResourcePolicy. */
import { type PolicyDocument, readDocument } from '../../engines/policy/index.ts'
import { malformedPolicy } from './errors.ts'

/** Fails with MalformedPolicyDocumentException. */
export function readPolicy(text: string): PolicyDocument {
  const read = readDocument(text)
  if (!read.ok) throw malformedPolicy('This resource policy contains invalid Json.')
  return read.document
}

/** Whether a policy lets anybody in. */
export function isPublic({ statements }: PolicyDocument): boolean {
  return statements.some(
    ({ effect, principal, conditions }) =>
      effect === 'Allow' &&
      conditions.length === 0 &&
      principal !== undefined &&
      (principal.negated || principal.entries.some(({ value }) => value === '*')),
  )
}
