import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type AgingImage, expiring, readLifecyclePolicy } from './lifecycle-policy.ts'

const dayMs = 86_400_000

function rule(rulePriority: number, selection: object, action: object = { type: 'expire' }) {
  return { rulePriority, selection, action }
}

function rulesOf(...rules: object[]) {
  const read = readLifecyclePolicy(JSON.stringify({ rules }))
  assert.ok('rules' in read, JSON.stringify(read))
  return read.rules
}

function image(digest: string, age: number, tags: string[] = [], more: Partial<AgingImage> = {}): AgingImage {
  return { digest, tags, pushedAt: -age * dayMs, isNamed: false, ...more }
}

const digests = (found: ReturnType<typeof expiring>) => found.map(({ image: { digest } }) => digest)

describe('lifecycle policies', () => {
  it('count from the youngest, and measure ages in days', () => {
    const images = [image('a', 3), image('b', 1), image('c', 2)]
    const count = rulesOf(rule(1, { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 }))
    assert.deepEqual(digests(expiring(count, images, 0)), ['c', 'a'])
    const age = rulesOf(
      rule(1, { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 2 }),
    )
    assert.deepEqual(digests(expiring(age, images, 0)), ['a'])
    const pulled = rulesOf(
      rule(1, { tagStatus: 'any', countType: 'sinceImagePulled', countUnit: 'days', countNumber: 2 }),
    )
    assert.deepEqual(digests(expiring(pulled, [image('a', 9, [], { pulledAt: -dayMs })], 0)), [])
  })

  it('leave to later rules only what earlier ones do not select', () => {
    const images = [
      image('a', 1, ['prod-1']),
      image('b', 2, ['prod-2']),
      image('c', 3, ['beta']),
      image('d', 4),
    ]
    const rules = rulesOf(
      rule(2, { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 }),
      rule(1, {
        tagStatus: 'tagged',
        tagPrefixList: ['prod'],
        countType: 'imageCountMoreThan',
        countNumber: 5,
      }),
    )
    assert.deepEqual(digests(expiring(rules, images, 0)), ['c', 'd'])
  })

  it('want all patterns matched, and leave what an index names', () => {
    const both = rulesOf(
      rule(1, {
        tagStatus: 'tagged',
        tagPatternList: ['*web*', 'prod*'],
        countType: 'sinceImagePushed',
        countUnit: 'days',
        countNumber: 1,
      }),
    )
    const images = [
      image('a', 5, ['prod-web']),
      image('b', 5, ['prod', 'the-web-one']),
      image('c', 5, ['prod']),
      image('d', 5, ['prod-web'], { isNamed: true }),
    ]
    assert.deepEqual(digests(expiring(both, images, 0)), ['a', 'b'])
  })

  it('are refused when they are none', () => {
    const bad: unknown[] = [
      {},
      { rules: [] },
      { rules: [1] },
      { rules: [rule(0, { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 })] },
      { rules: [rule(1, { tagStatus: 'tagged', countType: 'imageCountMoreThan', countNumber: 1 })] },
      { rules: [rule(1, { tagStatus: 'any', countType: 'sinceImagePushed', countNumber: 1 })] },
      { rules: [rule(1, { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 0 })] },
      {
        rules: [
          rule(1, { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 }),
          rule(2, { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 1 }),
        ],
      },
    ]
    for (const document of bad) assert.ok('problem' in readLifecyclePolicy(JSON.stringify(document)))
    assert.ok('problem' in readLifecyclePolicy('{'))
    const archive = rule(
      1,
      { tagStatus: 'any', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 },
      { type: 'transition', targetStorageClass: 'archive' },
    )
    assert.ok('unbuilt' in readLifecyclePolicy(JSON.stringify({ rules: [archive] })))
  })
})
