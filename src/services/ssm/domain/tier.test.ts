import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decideTier, type TierQuestion } from './tier.ts'

const plain: TierQuestion = {
  requested: undefined,
  byDefault: 'Standard',
  existing: undefined,
  valueCharacters: 10,
  hasPolicies: false,
  dataTypeNeedsAdvanced: false,
  counts: { Standard: 0, Advanced: 0 },
}

describe('the tier of a parameter', () => {
  const decided: ReadonlyArray<readonly [string, Partial<TierQuestion>, string]> = [
    ['is the default when nothing is asked for', { byDefault: 'Advanced' }, 'Advanced'],
    ['is the one asked for', { requested: 'Standard', byDefault: 'Advanced' }, 'Standard'],
    ['is intelligently standard', { requested: 'Intelligent-Tiering' }, 'Standard'],
    [
      'is intelligently advanced for long values',
      { requested: 'Intelligent-Tiering', valueCharacters: 4097 },
      'Advanced',
    ],
    [
      'is intelligently advanced for policies',
      { byDefault: 'Intelligent-Tiering', hasPolicies: true },
      'Advanced',
    ],
    [
      'is intelligently advanced for JSON',
      { requested: 'Intelligent-Tiering', dataTypeNeedsAdvanced: true },
      'Advanced',
    ],
    [
      'is intelligently advanced when the standard tier is full',
      { requested: 'Intelligent-Tiering', counts: { Standard: 10_000, Advanced: 0 } },
      'Advanced',
    ],
    ['stays advanced', { existing: 'Advanced' }, 'Advanced'],
    ['rises', { existing: 'Standard', requested: 'Advanced' }, 'Advanced'],
    [
      'of a standard parameter is not counted again',
      { existing: 'Standard', counts: { Standard: 10_000, Advanced: 0 } },
      'Standard',
    ],
    ['allows 4,096 characters in the standard tier', { valueCharacters: 4096 }, 'Standard'],
    ['allows 8,192 in the advanced tier', { requested: 'Advanced', valueCharacters: 8192 }, 'Advanced'],
  ]
  for (const [title, change, tier] of decided) {
    it(title, () => assert.equal(decideTier({ ...plain, ...change }), tier))
  }

  const refused: ReadonlyArray<readonly [string, Partial<TierQuestion>, string, RegExp]> = [
    [
      'does not fall',
      { existing: 'Advanced', requested: 'Standard' },
      'ValidationException',
      /can't downgrade/,
    ],
    ['bounds standard values', { valueCharacters: 4097 }, 'ValidationException', /^Standard tier/],
    [
      'bounds advanced values',
      { requested: 'Advanced', valueCharacters: 8193 },
      'ValidationException',
      /8192 characters\.$/,
    ],
    ['keeps policies to the advanced', { hasPolicies: true }, 'ValidationException', /^You can't assign/],
    [
      'keeps JSON to the advanced',
      { dataTypeNeedsAdvanced: true },
      'ValidationException',
      /advanced-parameter/,
    ],
    [
      'has room for 10,000 standard ones',
      { counts: { Standard: 10_000, Advanced: 0 } },
      'ParameterLimitExceeded',
      /standard parameters for this AWS account and Region \(10000\)/,
    ],
    [
      'has room for 100,000 advanced ones',
      { requested: 'Advanced', counts: { Standard: 0, Advanced: 100_000 } },
      'ParameterLimitExceeded',
      /\(100000\)/,
    ],
  ]
  for (const [title, change, code, message] of refused) {
    it(title, () => assert.throws(() => decideTier({ ...plain, ...change }), { code, message }))
  }
})
