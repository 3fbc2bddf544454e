/**
 * Templates by chance: several resources, each with some properties of values good and bad, with Globals and attributes. Our
 * transform against AWS's translator. `LAMBENT_TEST_SEED` repeats a run, `LAMBENT_TEST_SAM_RUNS` makes it longer.
 */
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Dict, Value } from '../../../src/engines/sam/index.ts'
import { testTranslator } from '../../support/sam-translator.ts'
import { assertSame } from './comparison.ts'
import { regions } from './regions.ts'
import { eventShapes, stateMachineEventShapes } from './shapes/events.ts'
import { functionShape, imageFunctionShape, publishedFunctionShape } from './shapes/function.ts'
import { resourceShapes } from './shapes/resources.ts'
import { around, type Shape, strangers } from './shapes/shape.ts'

const runs = Number(process.env.LAMBENT_TEST_SAM_RUNS ?? 150)
const seed = process.env.LAMBENT_TEST_SEED ? Number(process.env.LAMBENT_TEST_SEED) : undefined

/** Some properties of a shape, each with one of its values; seldom with one that it does not expect. */
function propertiesOf(shape: Shape): fc.Arbitrary<Dict> {
  const one = fc
    .constantFrom(...Object.keys(shape.values).filter((name) => name !== 'Else'))
    .chain((name) => {
      const own = shape.values[name] ?? []
      const value: fc.Arbitrary<Value> = fc.oneof(
        { weight: 15, arbitrary: fc.constantFrom(...own) },
        { weight: 1, arbitrary: fc.constantFrom(...strangers) },
      )
      return fc.tuple(fc.constant(name), value)
    })
  return fc
    .array(one, { maxLength: 6 })
    .map((chosen) => structuredClone({ ...shape.base, ...Object.fromEntries(chosen) }))
}

const attributes = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Dict>({}) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Dict>(
      { Condition: 'Chosen' },
      { DeletionPolicy: 'Retain' },
      { DependsOn: ['Other', 'R0'] },
      { DependsOn: 'R0', UpdateReplacePolicy: 'Delete', Metadata: { M: 1 } },
    ),
  },
)

/** A resource of a shape, maybe with events. */
function resourceOf(type: string, shape: Shape, events: readonly Shape[]): fc.Arbitrary<Dict> {
  const event =
    events.length === 0
      ? fc.constant(undefined)
      : fc.constantFrom(...events).chain((kind) =>
          propertiesOf(kind).map((properties) => ({
            Type: kind.name.split(' ').at(-1) ?? '',
            Properties: properties,
          })),
        )
  return fc
    .record({
      properties: propertiesOf(shape),
      attributes,
      events: fc.dictionary(fc.constantFrom('First', 'Second', 'Third'), event, { maxKeys: 2 }),
    })
    .map(({ properties, attributes: more, events: given }) => ({
      Type: `AWS::Serverless::${type}`,
      ...more,
      Properties:
        Object.keys(given).length > 0 && events.length > 0 ? { ...properties, Events: given } : properties,
    })) as fc.Arbitrary<Dict>
}

const resource = fc.oneof(
  { weight: 6, arbitrary: resourceOf('Function', functionShape, eventShapes) },
  { weight: 4, arbitrary: resourceOf('Function', publishedFunctionShape, eventShapes) },
  { weight: 1, arbitrary: resourceOf('Function', imageFunctionShape, eventShapes) },
  ...resourceShapes
    .filter(({ name }) => /^[A-Z]\w+$/.test(name))
    .map((shape) => ({
      weight: shape.name === 'StateMachine' ? 3 : 1,
      arbitrary: resourceOf(shape.name, shape, shape.name === 'StateMachine' ? stateMachineEventShapes : []),
    })),
)

const reader: Dict = {
  Type: 'AWS::SSM::Parameter',
  DependsOn: ['R0', 'R1'],
  Properties: {
    Value: { 'Fn::Sub': '${R0} ${R0.Alias} ${R1.Version} ${R0.Arn} ${R2.DestinationQueue.Arn}' },
    Alias: { Ref: 'R0.Alias' },
    Version: { Ref: 'R1.Version' },
    Topic: { Ref: 'R0.DestinationTopic' },
    Queue: { 'Fn::GetAtt': ['R0.DestinationQueue', 'Arn'] },
    Layer: [{ Ref: 'R0' }, { 'Fn::GetAtt': ['R1', 'Arn'] }],
  },
}

const templates = fc
  .record({
    resources: fc.array(resource, { minLength: 1, maxLength: 4 }),
    globals: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: globalsOf() },
    ),
    region: fc.constantFrom(...regions),
    parameters: fc.constantFrom<Record<string, Value>>(
      {},
      { Text: 'given' },
      { Number: '9', Missing: 'there' },
    ),
  })
  .map(({ resources, globals, ...more }) => ({
    ...more,
    template: around(
      { ...Object.fromEntries(resources.map((one, index) => [`R${index}`, one])), Reader: reader },
      globals ? { Globals: { Function: globals } } : {},
    ),
  }))

function globalsOf(): fc.Arbitrary<Dict> {
  return propertiesOf({
    ...functionShape,
    base: {},
    values: Object.fromEntries(
      [
        'Environment',
        'Tags',
        'Tracing',
        'Layers',
        'AutoPublishAlias',
        'DeploymentPreference',
        'EventInvokeConfig',
        'VpcConfig',
        'MemorySize',
        'Architectures',
        'SnapStart',
        'FunctionUrlConfig',
        'PropagateTags',
        'CodeUri',
      ].map((name) => [name, functionShape.values[name] ?? []]),
    ),
  })
}

describe('templates by chance', () => {
  const aws = testTranslator()

  it('become the same', async () => {
    await fc.assert(
      fc.asyncProperty(templates, async ({ template, region, parameters }) => {
        await assertSame(aws, structuredClone(template), { region, parameters })
      }),
      { numRuns: runs, ...(seed === undefined ? {} : { seed }) },
    )
  })
})
