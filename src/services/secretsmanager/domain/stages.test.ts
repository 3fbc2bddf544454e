import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { current, moveStages, previous, versionWith, withoutOldest } from './stages.ts'

const versions = (...stages: string[][]) =>
  stages.map((labels, index) => ({ id: `v${index}`, stages: labels }))

describe('staging labels', () => {
  it('leave AWSPREVIOUS where AWSCURRENT was', () => {
    const moved = moveStages(versions([previous], [current, 'mine'], ['AWSPENDING']), [current], 'v2')
    assert.deepEqual(
      moved.map(({ stages }) => stages),
      [[], ['mine', previous], ['AWSPENDING', current]],
    )
    // And back: the version before becomes current again.
    const back = moveStages(moved, [current], 'v1')
    assert.deepEqual(
      back.map(({ stages }) => stages),
      [[], ['mine', current], ['AWSPENDING', previous]],
    )
  })

  it('are on one version each, and one is always current', () => {
    const label = fc.constantFrom(current, previous, 'AWSPENDING', 'mine')
    fc.assert(
      fc.property(fc.array(fc.tuple(label, fc.nat(3)), { maxLength: 20 }), (moves) => {
        let all = versions([current], [], [], [])
        for (const [name, to] of moves) all = moveStages(all, [name], `v${to}`)
        const labels = all.flatMap(({ stages }) => stages)
        assert.equal(new Set(labels).size, labels.length)
        assert.ok(versionWith(all, current))
      }),
    )
  })

  it('keep versions from being dropped, as their age does', () => {
    const all = Array.from({ length: 6 }, (_, index) => ({
      id: `v${index}`,
      stages: index === 0 ? ['mine'] : [],
      createdAt: index,
    }))
    const { kept, gone } = withoutOldest(all, 3, 3)
    assert.deepEqual(
      [kept.map(({ id }) => id), gone.map(({ id }) => id)],
      [
        ['v0', 'v3', 'v4', 'v5'],
        ['v1', 'v2'],
      ],
    )
  })
})
