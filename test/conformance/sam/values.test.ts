/**
 * Each property of each type and event with values good and bad, each by itself: our transform against AWS's translator.
 * `LAMBENT_TEST_SAM=all` tries every value of the variants too, and values that no property expects; that takes minutes.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Value } from '../../../src/engines/sam/index.ts'
import { testTranslator } from '../../support/sam-translator.ts'
import { assertSame } from './comparison.ts'
import { regions } from './regions.ts'
import { eventShapes, stateMachineEventShapes } from './shapes/events.ts'
import {
  conditionalFunctionShape,
  functionShape,
  globalsShape,
  imageFunctionShape,
  publishedFunctionShape,
} from './shapes/function.ts'
import { globalsShapes, resourceShapes } from './shapes/resources.ts'
import { type Shape, strangers } from './shapes/shape.ts'

const all = process.env.LAMBENT_TEST_SAM === 'all'

const shapes: readonly Shape[] = [
  functionShape,
  ...eventShapes,
  ...stateMachineEventShapes,
  ...resourceShapes,
  ...globalsShapes,
  ...(all ? [publishedFunctionShape, imageFunctionShape, conditionalFunctionShape, globalsShape] : []),
]

describe('each value of each property', () => {
  const aws = testTranslator()

  for (const shape of shapes) {
    it(`of ${shape.name}`, async () => {
      let tried = 0
      for (const [name, values] of Object.entries(valuesOf(shape))) {
        for (const value of values) {
          const properties = structuredClone(shape.base)
          if (value === undefined) delete properties[name]
          else properties[name] = structuredClone(value)
          const region = regions[tried % regions.length] ?? ''
          await assertSame(aws, shape.template(properties), { region }).catch((error: Error) => {
            error.message = `${name}: ${JSON.stringify(value)} in ${region}\n${error.message}`
            throw error
          })
          tried += 1
        }
      }
      assert.ok(tried > 0)
    })
  }
})

/** What events that are polled have in common is tried with queues alone. */
const ofQueuesAlone =
  /^(BatchSize|Starting.*|Enabled|Max.*|Bisect.*|Para.*|Queues|Tumbling.*|Function.*|Filter.*|Kms.*|Scaling.*|Provisioned.*|Metrics.*|Logging.*|DestinationConfig|Else)$/
const polledOtherwise = /^event (Kinesis|DynamoDB|MSK|MQ|SelfManagedKafka|DocumentDB)$/

/** Values to try of each property; without a value for what the shape cannot do without. */
function valuesOf(shape: Shape): Record<string, readonly (Value | undefined)[]> {
  const names = [...new Set([...Object.keys(shape.base), ...Object.keys(shape.values)])]
  const wanted =
    all || !polledOtherwise.test(shape.name)
      ? names
      : names.filter((name) => name in shape.base || !ofQueuesAlone.test(name))
  return Object.fromEntries(
    wanted.map((name) => [
      name,
      [
        ...(shape.values[name] ?? []),
        ...(all ? strangers : []),
        ...(all || name in shape.base ? [undefined] : []),
      ],
    ]),
  )
}
