import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Turns } from './turns.ts'

describe('turns', () => {
  it('come one after the other for one name, and never wait in a circle', async () => {
    const turns = new Turns()
    const seen: string[] = []
    const work = async (label: string, names: readonly string[]) => {
      const end = await turns.take(names)
      seen.push(`${label} begins`)
      await Promise.resolve()
      seen.push(`${label} ends`)
      end()
    }
    await Promise.all([work('1', ['a', 'b']), work('2', ['b', 'a']), work('3', ['a']), work('4', ['c'])])
    for (const label of ['1', '2', '3']) {
      const begins = seen.indexOf(`${label} begins`)
      const between = seen.slice(begins + 1, seen.indexOf(`${label} ends`))
      assert.deepEqual(
        between.filter((text) => !text.startsWith('4')),
        [],
      )
    }
  })
})
