import type { PolicyAnswer } from '../../../engines/policy/index.ts'
import type { AuthorizerFacts } from './exchange.ts'

/** What an authorizer's function answered. */
export interface FunctionAnswer {
  readonly ask: (resource: string) => PolicyAnswer
  /** Its policy as JSON. */
  readonly policy: string
  readonly facts: AuthorizerFacts
}
