import assert from 'node:assert/strict'
import type { Dict } from '../../../src/engines/sam/index.ts'
import {
  ownTranslation,
  type Surroundings,
  type Translation,
  type Translator,
} from '../../support/sam-translator.ts'

/** A translation as it is compared: what Python keeps in sets has no order. */
function comparable(translation: Translation): unknown {
  return JSON.parse(
    JSON.stringify(translation, (key, value: unknown) =>
      key === 'DependsOn' && Array.isArray(value) ? [...value].sort() : value,
    ),
  )
}

/** Translates a template by both, and tells of what is not the same. */
export async function assertSame(aws: Translator, template: Dict, surroundings: Surroundings): Promise<void> {
  const before = JSON.stringify(template)
  const expected = await aws.translate(template, surroundings)
  const actual = ownTranslation(template, surroundings)
  assert.equal(JSON.stringify(template), before, 'the template was changed')
  // Where AWS's translator stops on a value that it does not expect, ours refuses the template, in one way or another.
  if (expected.crash) {
    assert.equal(actual.template, undefined, `AWS's translator fails: ${expected.crash}`)
    return
  }
  assert.deepEqual(comparable(actual), comparable(expected))
}
