import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { JsonObject } from '../../../base/json.ts'
import { loadResourceSpec } from '../../../models/index.ts'
import { modelFaults } from './check-model.ts'

async function faultsOf(typeName: string, model: JsonObject): Promise<string[]> {
  const spec = await loadResourceSpec(typeName)
  assert.ok(spec, typeName)
  return modelFaults(spec, model)
}

describe('models', () => {
  it('are held against what AWS publishes, on every level', async () => {
    const fine = {
      Role: 'r',
      Code: { ZipFile: 'x' },
      Environment: { Variables: { a: 'b' } },
      Layers: ['l'],
      Tags: [{ Key: 'a', Value: 'b' }],
      Timeout: 3,
    }
    assert.deepEqual(await faultsOf('AWS::Lambda::Function', fine), [])
    assert.deepEqual(
      await faultsOf('AWS::Lambda::Function', {
        Code: 'x',
        Environment: { Variables: { a: 1 }, More: 1 },
        Layers: [2],
        Tags: [{ Key: 'a' }],
        Timeout: 1.5,
        PackageType: 'Tar',
        TracingConfig: [],
      }),
      [
        '#: required key [Role] not found',
        '#/Code: expected type: JSONObject, found: String',
        '#/Environment/Variables/a: expected type: String, found: Integer',
        '#/Environment: extraneous key [More] is not permitted',
        '#/Layers/0: expected type: String, found: Integer',
        '#/Tags/0: required key [Value] not found',
        '#/Timeout: expected type: Integer, found: BigDecimal',
        '#/PackageType: Tar is not a valid enum value',
        '#/TracingConfig: expected type: JSONObject, found: JSONArray',
      ],
    )
  })

  it('whatever they hold, are judged without failing', async () => {
    const spec = await loadResourceSpec('AWS::DynamoDB::Table')
    assert.ok(spec)
    const names = fc.constantFrom(...Object.keys(spec.properties), 'Other', '__proto__')
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue()), (model) => {
        assert.ok(Array.isArray(modelFaults(spec, model as JsonObject)))
      }),
      { numRuns: 300 },
    )
  })
})
