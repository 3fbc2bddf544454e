import { camelCase, kebabCase } from './names.ts'

/** What the texts need to know. */
export interface OperationFacts {
  readonly prefix: string
  /** The SDK package's name without `@aws-sdk/client-`. */
  readonly model: string
  readonly operation: string
}

/**
 * The files of a new operation, by path. It refuses to work and is in no table yet, so the server goes on to answer that it
 * is not built.
 */
export function operationFiles({ prefix, model, operation }: OperationFacts): Record<string, string> {
  const file = kebabCase(operation)
  const name = camelCase(operation)
  const folder = `src/services/${prefix}/operations`
  return {
    [`${folder}/${file}.ts`]: `import type * as Api from '@aws-sdk/client-${model}'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'

/** What it does, in a sentence. Source: API Reference, ${operation}. */
export async function ${name}(
  _input: Api.${operation}CommandInput,
  _context: OperationContext,
): Promise<Omit<Api.${operation}CommandOutput, '$metadata'>> {
  // Load, decide (domain), save with the work that follows in one commit, answer.
  throw new AwsError('NotImplemented', '${operation} is not built yet.', { statusCode: 501 })
}
`,
    [`${folder}/${file}.test.ts`]: `import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type * as Api from '@aws-sdk/client-${model}'
import type { OperationContext } from '../../../dispatch/index.ts'
import { ${name} } from './${file}.ts'

describe('${operation}', () => {
  it('is not built yet', async () => {
    const input = {} as Api.${operation}CommandInput
    await assert.rejects(${name}(input, {} as OperationContext), { code: 'NotImplemented' })
  })
})
`,
  }
}

/** What is left to do, for a person. */
export function operationSteps({ prefix, operation }: OperationFacts): string[] {
  const file = kebabCase(operation)
  return [
    `Write the rule in src/services/${prefix}/domain/ with its unit test, its record in records.ts, its errors in errors.ts.`,
    `Write src/services/${prefix}/operations/${file}.ts, and replace the test beside it.`,
    `Write test/contract/${prefix}/${file}.test.ts: what the SDK sees, errors included.`,
    `When it works, add it to src/services/${prefix}/service.ts:  ${operation}: ${camelCase(operation)},`,
    `Say it in src/services/${prefix}/README.md, then: npm run generate && npm run verify`,
  ]
}
