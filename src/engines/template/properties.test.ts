/** By chance: texts, templates and loops. `LAMBENT_TEST_SEED` repeats a run, `LAMBENT_TEMPLATE_RUNS` makes it longer. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Json, JsonObject } from '../../base/json.ts'
import {
  creationOrder,
  creationWaves,
  deletionOrder,
  dependentsOf,
  expandLanguageExtensions,
  findDynamicReferences,
  nextTransform,
  parseTemplate,
  planChanges,
  prepareTemplate,
  readTemplate,
  readyNodes,
  resolveProperties,
  TemplateError,
} from './index.ts'
import { contextWith } from './testing/context.ts'

const runs = Number(process.env.LAMBENT_TEMPLATE_RUNS ?? 300)
const options = {
  numRuns: runs,
  ...(process.env.LAMBENT_TEST_SEED !== undefined && { seed: Number(process.env.LAMBENT_TEST_SEED) }),
}

/** Fails for anything but the room's own error. */
function onlyTemplateErrors(act: () => unknown): void {
  try {
    act()
  } catch (error) {
    assert.ok(
      error instanceof TemplateError,
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    )
  }
}

/** All that is done with a text. */
function everything(text: string): void {
  const { document } = parseTemplate(text)
  nextTransform(document)
  findDynamicReferences(document)
  onlyTemplateErrors(() => expandLanguageExtensions(document, contextWith()))
  const template = readTemplate(document, { languageExtensions: true })
  const prepared = prepareTemplate(template, contextWith())
  for (const logicalId of prepared.resources.keys()) resolveProperties(prepared, logicalId)
  planChanges({ before: prepared, after: prepared, updateEffect: () => 'never', propertyValues: true })
}

const names = ['A', 'B', 'C', 'P', 'AWS::Region', 'AWS::NoValue', '', 'constructor', '__proto__']
const name = fc.constantFrom(...names)

/** Values with functions in right and wrong forms. */
const { value } = fc.letrec<{ value: Json; call: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      fc.constantFrom<Json>(
        'x',
        '',
        1,
        true,
        '${A}',
        '${constructor}',
        '${__proto__}',
        '${A.Arn}-${!B}',
        '${',
        '{{resolve:ssm:a}}',
        '0',
      ),
      fc.string({ maxLength: 5 }),
      name,
    ),
    tie('call'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'Ref', '__proto__', 'constructor'), tie('value'), { maxKeys: 2 }),
  ),
  call: fc
    .tuple(
      fc.constantFrom(
        'Ref',
        'Condition',
        'Fn::GetAtt',
        'Fn::Sub',
        'Fn::Join',
        'Fn::Select',
        'Fn::Split',
        'Fn::FindInMap',
        'Fn::ImportValue',
        'Fn::GetAZs',
        'Fn::Cidr',
        'Fn::Base64',
        'Fn::If',
        'Fn::Equals',
        'Fn::And',
        'Fn::Not',
        'Fn::ToJsonString',
        'Fn::Length',
        'Fn::Transform',
        'Fn::ForEach::L',
        'Fn::Nope',
      ),
      fc.oneof(
        name,
        tie('value'),
        fc.tuple(name, tie('value')),
        fc.tuple(fc.constant(','), fc.array(tie('value'), { maxLength: 3 })),
        fc.tuple(fc.constantFrom('C1', 'C2', 'Nope'), tie('value'), tie('value')),
        fc.tuple(fc.constant('X'), fc.array(name, { maxLength: 3 }), fc.constant({ 'k${X}': '${X}' })),
      ),
    )
    .map(([fn, argument]) => ({ [fn]: argument }) as Json),
}))

const template: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      Parameters: fc.constant({ P: { Type: 'String', Default: 'p' } }),
      Conditions: fc.record(
        { C1: value, C2: fc.constant({ 'Fn::Equals': ['a', 'b'] }) },
        { requiredKeys: [] },
      ),
      Mappings: fc.constant({ A: { a: { b: 'c', l: ['x'] } } }),
      Resources: fc.dictionary(
        fc.constantFrom('A', 'B', 'C', 'constructor', 'Fn::ForEach::R'),
        fc.oneof(
          fc.record(
            {
              Type: fc.constantFrom('AWS::SQS::Queue', 'AWS::CloudFormation::Stack'),
              Properties: fc.dictionary(fc.constantFrom('X', 'Y'), value, { maxKeys: 2 }),
              DependsOn: name,
              Condition: fc.constantFrom('C1', 'C2'),
              Metadata: value,
            },
            { requiredKeys: ['Type'] },
          ),
          value,
        ),
        { minKeys: 1 },
      ),
      Outputs: fc.dictionary(fc.constantFrom('O'), fc.oneof(fc.record({ Value: value }), value)),
    },
    { requiredKeys: ['Resources'] },
  )
  .map((document) => document as JsonObject)

describe('templates by chance', () => {
  it('fail in their own way, whatever a text holds', () => {
    const word = fc.constantFrom(
      'Resources',
      ':',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      "'",
      '!Ref ',
      '!Sub ',
      '!',
      '&a ',
      '*a',
      '|',
      '>',
      '#',
      '?',
      '%YAML 1.1',
      '---',
      '...',
      '\t',
      'A',
      '1',
      '~',
      '<<',
      '\u0000',
      '\uFEFF',
      '\ud800',
      '!!binary ',
      '!<x> ',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: 'binary' }),
          fc.array(word, { maxLength: 30 }).map((words) => words.join('')),
          fc.array(word, { maxLength: 30 }).map((words) => `{${words.join('')}`),
        ),
        fc.boolean(),
        (text, lenient) => onlyTemplateErrors(() => parseTemplate(text, { lenient })),
      ),
      { ...options, numRuns: runs * 3 },
    )
  })

  it('fail in their own way, whatever a template holds', () => {
    fc.assert(
      fc.property(template, (document) => onlyTemplateErrors(() => everything(JSON.stringify(document)))),
      options,
    )
  })

  it('give the same as JSON and as YAML', () => {
    // Texts of JSON are texts of YAML; with a comment before they are read as such.
    fc.assert(
      fc.property(fc.object({ maxDepth: 3, values: [fc.string(), fc.integer(), fc.boolean()] }), (object) => {
        const text = JSON.stringify(object)
        const asYaml = parseTemplate(`# YAML\n${text}`)
        assert.equal(asYaml.format, 'yaml')
        assert.deepEqual(asYaml.document, parseTemplate(text).document)
      }),
      options,
    )
  })

  it('compute the same each time, and change nothing that they are given', () => {
    fc.assert(
      fc.property(template, (document) => {
        const before = JSON.stringify(document)
        const results = [1, 2].map(() => {
          try {
            const prepared = prepareTemplate(
              readTemplate(document, { languageExtensions: true }),
              contextWith(),
            )
            return JSON.stringify([...prepared.resources.keys()].map((id) => resolveProperties(prepared, id)))
          } catch (error) {
            return String(error)
          }
        })
        assert.equal(results[0], results[1])
        assert.equal(JSON.stringify(document), before)
      }),
      options,
    )
  })
})

describe('orders by chance', () => {
  /** Resources of which each may need those before it, in any order of writing. */
  const graph = fc
    .array(fc.array(fc.nat({ max: 30 }), { maxLength: 3 }), { minLength: 1, maxLength: 25 })
    .chain((needs) =>
      fc.shuffledSubarray([...needs.keys()], { minLength: needs.length }).map((order) => {
        const resources: Record<string, Json> = {}
        for (const index of order) {
          const needed = (needs[index] ?? []).filter((other) => other < index)
          resources[`R${index}`] = {
            Type: 'T',
            Properties: Object.fromEntries(needed.map((other) => [`P${other}`, { Ref: `R${other}` }])),
          }
        }
        return { Resources: resources }
      }),
    )

  it('respect what needs what', () => {
    fc.assert(
      fc.property(graph, (document) => {
        const { graph: found } = prepareTemplate(readTemplate(document), contextWith())
        const creation = creationOrder(found)
        const place = new Map(creation.map((node, index) => [node, index]))
        assert.deepEqual([...creation].sort(), [...found.nodes].sort())
        assert.deepEqual(deletionOrder(found), [...creation].reverse())
        for (const [node, needed] of found.dependencies)
          for (const other of needed) assert.ok((place.get(other) ?? 0) < (place.get(node) ?? 0))
        // Whoever makes what is ready, wave by wave, makes everything.
        const done = new Set<string>()
        for (const wave of creationWaves(found)) {
          const ready = readyNodes(
            found.nodes,
            found.dependencies,
            (node) => done.has(node),
            (node) => done.has(node),
          )
          assert.deepEqual([...ready].sort(), [...wave].sort())
          for (const node of wave) done.add(node)
        }
        assert.equal(done.size, found.nodes.length)
        for (const [node, dependents] of dependentsOf(found))
          for (const other of dependents) assert.ok(found.dependencies.get(other)?.has(node))
      }),
      options,
    )
  })

  it('find every circle', () => {
    fc.assert(
      fc.property(graph, fc.nat(), (document, pick) => {
        const ids = Object.keys(document.Resources)
        const [first] = ids
        const chosen = ids[pick % ids.length] ?? ''
        // An edge both ways is a circle, also of one with itself.
        const text = JSON.stringify(document)
        const circular = JSON.parse(text) as { Resources: Record<string, { DependsOn?: string[] }> }
        const one = circular.Resources[chosen]
        const other = circular.Resources[first ?? '']
        if (one) one.DependsOn = [first ?? '']
        if (other) other.DependsOn = [...(other.DependsOn ?? []), chosen]
        assert.throws(
          () => prepareTemplate(readTemplate(circular as unknown as JsonObject), contextWith()),
          /^TemplateError: Circular dependency between resources: \[/,
        )
      }),
      options,
    )
  })
})

describe('loops by chance', () => {
  it('make one member for each item of each loop', () => {
    const items = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { maxLength: 5 })
    fc.assert(
      fc.property(items, items, (outer, inner) => {
        const document: JsonObject = {
          Resources: {
            'Fn::ForEach::Outer': [
              'O',
              outer,
              {
                'Fn::ForEach::Inner': [
                  'I',
                  inner,
                  { '${O}Z${I}': { Type: 'T', Properties: { N: { 'Fn::Sub': '${O}.${I}' } } } },
                ],
              },
            ],
          },
        }
        const expected = outer.flatMap((first) =>
          inner.map((second) => [
            `${first}Z${second}`,
            { Type: 'T', Properties: { N: { 'Fn::Sub': `${first}.${second}` } } },
          ]),
        )
        assert.deepEqual(
          Object.entries(expandLanguageExtensions(document, contextWith()).Resources as object),
          expected,
        )
      }),
      options,
    )
  })
})
