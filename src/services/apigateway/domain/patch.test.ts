import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PatchOperation } from '@aws-sdk/client-api-gateway'
import fc from 'fast-check'
import { AwsError } from '../../../aws/aws-error.ts'
import type { JsonObject } from '../../../base/json.ts'
import { patched } from './patch.ts'
import * as tables from './patch-tables.ts'
import { patchedStage } from './stage-patches.ts'

const names = ['a', 'b~1c', '__proto__', 'constructor', '*', 'GET', '', 'x:y', 'image~1png', '~0', '~']
const paths = Object.values(tables).flatMap(({ paths: known }) => known.map(({ path }) => path))
const stagePaths = [
  '/deploymentId',
  '/variables/{name}',
  '/canarySettings/percentTraffic',
  '/canarySettings/stageVariableOverrides/{name}',
  '/{path}/{method}/throttling/rateLimit',
  '/{path}/{method}/caching/ttlInSeconds',
  '/{path}/{method}',
  '/accessLogSettings',
]

/** Paths that there are, with names in the place of what stands for any, and paths that there are not. */
const path = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...paths, ...stagePaths),
      fc.array(fc.constantFrom(...names), { minLength: 4, maxLength: 4 }),
    )
    .map(([form, parts]) => parts.reduce((text, part) => text.replace(/\{[^}]*\}/, () => part), form)),
  fc.string(),
)

const operation = fc.record(
  {
    op: fc.constantFrom('add', 'remove', 'replace', 'copy', 'move', 'test', 'nonsense'),
    path,
    from: path,
    value: fc.oneof(fc.string(), fc.constantFrom('true', '1', '-1', '0.5', 'NaN', '{}', '{"a":1}', 'a:b')),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<PatchOperation>

const body = fc.constantFrom<JsonObject>(
  {},
  {
    name: 'n',
    variables: { a: '1' },
    binaryMediaTypes: ['image/png'],
    apiStages: [{ apiId: 'a', stage: 'b' }],
    methodSettings: { '*/*': { cachingEnabled: true } },
    requestParameters: { a: 'x' },
    canarySettings: { percentTraffic: 5 },
    deploymentId: 'd',
  },
)

/** Whatever comes out of it can be kept. */
function holds(change: () => JsonObject): void {
  try {
    const changed = change()
    assert.deepEqual(JSON.parse(JSON.stringify(changed)), changed)
    assert.equal(Object.getPrototypeOf({}), Object.prototype)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    assert.match(error.code, /^(?:BadRequest|NotFound)Exception$/)
  }
}

describe('patches', () => {
  it('change or are refused, whatever they are', () => {
    fc.assert(
      fc.property(body, fc.array(operation, { maxLength: 4 }), (before, operations) => {
        for (const table of Object.values(tables)) holds(() => patched(table, before, operations))
        holds(() => patchedStage(before, operations))
      }),
      { numRuns: 200 },
    )
  })

  it('leave what they change as it was', () => {
    const before = { binaryMediaTypes: ['a/b'] }
    const after = patched(tables.restApiPatches, before, [{ op: 'add', path: '/binaryMediaTypes/c~1d' }])
    assert.deepEqual([before, after], [{ binaryMediaTypes: ['a/b'] }, { binaryMediaTypes: ['a/b', 'c/d'] }])
  })
})
