/**
 * APIs and connectors: our transform against AWS's translator, value by value and fault by fault. Templates of every
 * property and message, and such put together and changed by chance: `LAMBENT_TEST_SEED` repeats a run,
 * `LAMBENT_TEST_RUNS` makes it longer.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Dict, Value } from '../../../src/engines/sam/index.ts'
import { ownTranslation, type Translation, testTranslator } from '../../support/sam-translator.ts'
import { templatesByChance } from './apis/by-chance.ts'
import { faultyTemplates } from './apis/faults.ts'
import { otherTemplates } from './apis/others.ts'
import { restTemplates } from './apis/rest.ts'

const regions = ['eu-central-1', 'cn-north-1', 'us-gov-west-1'] as const

describe('APIs and connectors', () => {
  const aws = testTranslator()

  async function assertSame(template: Dict, region: string): Promise<Translation> {
    const expected = comparable(await aws.translate(template, { region }))
    assert.deepEqual(comparable(ownTranslation(template, { region })), expected, JSON.stringify(template))
    return expected
  }

  for (const [name, template] of Object.entries({ ...restTemplates, ...otherTemplates })) {
    it(`translates ${name}`, async () => {
      for (const region of regions) assert.ok((await assertSame(template, region)).template, 'is translated')
    })
  }

  for (const [name, templates] of Object.entries(faultyTemplates)) {
    it(`finds the faults of ${name}`, async () => {
      for (const template of templates) await assertSame(template, 'eu-central-1')
    })
  }

  async function assertAllSame(templates: fc.Arbitrary<Dict>): Promise<void> {
    const property = fc.asyncProperty(templates, fc.constantFrom(...regions), async (template, region) => {
      await assertSame(template, region)
    })
    const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now())
    const numRuns = Number(process.env.LAMBENT_TEST_RUNS ?? 40)
    await fc.assert(property, { seed, numRuns, endOnFailure: true })
  }

  it('does the same with REST APIs that were put together by chance', () => assertAllSame(templatesByChance))

  it('does the same with templates that were changed by chance', () =>
    assertAllSame(
      fc
        .tuple(
          fc.constantFrom(...Object.values({ ...restTemplates, ...otherTemplates })),
          fc.array(change, { minLength: 1, maxLength: 3 }),
        )
        .map(([template, changes]) => changes.reduce(apply, structuredClone(template))),
    ))
})

/** AWS's translator says more of why it failed than its users are told. */
function comparable(translation: Translation): Translation {
  return translation.crash === undefined ? translation : { crash: '' }
}

interface Change {
  /** Which of all places of the template. Unit: thousandths of their number. */
  readonly place: number
  /** What comes there; undefined removes it. */
  readonly value: Value | undefined
}

const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(999),
  value: fc.constantFrom<(Value | undefined)[]>(
    undefined,
    undefined,
    null,
    '',
    'x',
    'NONE',
    'AWS_IAM',
    0,
    3,
    true,
    false,
    [],
    {},
    ['a'],
    { a: 'b' },
    { Ref: 'P' },
    { Ref: 'AWS::NoValue' },
    { 'Fn::If': ['C', 'a', { Ref: 'AWS::NoValue' }] },
    { 'Fn::Sub': '${A}-${AWS::Region}' },
    '/z/{a}',
    '3.0.1',
  ),
})

function apply(template: Dict, { place, value }: Change): Dict {
  const places = placesOf(template.Resources as Dict)
  const chosen = places[Math.floor((places.length * place) / 1000)]
  if (!chosen) return template
  const { holder, key } = chosen
  if (value !== undefined) (holder as Dict)[key] = structuredClone(value)
  else if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
  return template
}

function placesOf(value: Value): { readonly holder: Dict | Value[]; readonly key: string }[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value as Dict).flatMap(([key, member]) => [
    { holder: value, key },
    ...placesOf(member),
  ])
}
