import { hash } from 'node:crypto'
import { partitionOf } from '../../../aws/identifiers.ts'
import type { JsonObject } from '../../../base/json.ts'
import { type Dict, transform, type Value } from '../../../engines/sam/index.ts'
import { TemplateError } from '../../../engines/template/index.ts'
import type { TransformContext } from './transform-context.ts'

/** The transform AWS::Serverless-2016-10-31. Fails with a TemplateError that lists all faults. */
export function transformServerless(
  fragment: JsonObject,
  { caller, room, template }: TransformContext,
): JsonObject {
  const result = transform(fragment as Dict, {
    region: caller.region,
    partition: partitionOf(caller.region),
    parameterValues: Object.fromEntries(
      [...template.parameters].map(([name, { value }]) => [name, value as Value]),
    ),
    sha1: (text) => hash('sha1', text),
    nowSeconds: Math.floor(room.clock.now() / 1_000),
  })
  if ('template' in result) return result.template as JsonObject
  if (result.cause) room.logger.warn('A SAM template stopped the transform', { error: result.cause })
  throw new TemplateError(`Transform AWS::Serverless-2016-10-31 failed with: ${result.message}`)
}
