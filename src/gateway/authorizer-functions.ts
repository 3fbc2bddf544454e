/** What functions that authorize say, as APIs of all kinds read it. Source: API Gateway Developer Guide, "Use API Gateway Lambda authorizers". */
import { evaluatePolicy, type PolicyAnswer, readDocument } from '../engines/policy/index.ts'
import type { FunctionOutcome } from './functions.ts'

/** Whether a function failed with the word by which it refuses. Source: as above, examples of functions. */
export function saysUnauthorized(outcome: FunctionOutcome): boolean {
  if (outcome.kind !== 'failed') return false
  try {
    const { errorMessage } = JSON.parse(outcome.payload) as { readonly errorMessage?: unknown }
    return errorMessage === 'Unauthorized'
  } catch {
    return false
  }
}

/** What a function's policy says of a request for an ARN; undefined: it cannot be read. */
export function readAuthorizerPolicy(document: unknown): ((resource: string) => PolicyAnswer) | undefined {
  const read = readDocument(JSON.stringify(document ?? null))
  if (!read.ok) return undefined
  return (resource) =>
    evaluatePolicy(read.document, { action: 'execute-api:Invoke', resource, context: new Map() })
}
