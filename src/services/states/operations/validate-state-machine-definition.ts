import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { parseDefinition } from '../engine.ts'
import { catalogFor } from '../integrations/catalog.ts'
import { diagnosticsMax } from '../limits.ts'
import { required } from '../required.ts'

/** Errors alone unless warnings are asked for. Source: API Reference, ValidateStateMachineDefinition. */
export async function validateStateMachineDefinition(
  input: Api.ValidateStateMachineDefinitionInput,
  _context: OperationContext,
): Promise<Api.ValidateStateMachineDefinitionOutput> {
  const { type = 'STANDARD', severity = 'ERROR', maxResults } = input
  const definition = required(input.definition, 'definition')
  const { diagnostics } = parseDefinition(definition, {
    kind: type,
    resources: await catalogFor(definition),
  })
  const wanted = diagnostics.filter((found) => severity === 'WARNING' || found.severity === 'ERROR')
  const limit = maxResults || diagnosticsMax
  return {
    result: diagnostics.some((found) => found.severity === 'ERROR') ? 'FAIL' : 'OK',
    diagnostics: wanted.slice(0, limit).map((found) => ({ ...found })),
    truncated: wanted.length > limit,
  }
}
