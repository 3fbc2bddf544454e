import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { utf8Bytes } from '../../../base/utf8.ts'
import { collectPage, commonPrefixOf, type From, type Listed } from './listing.ts'
import { behindPrefix, compareUtf8, cutUtf8 } from './text-order.ts'

const seed =
  process.env.LAMBENT_TEST_SEED === undefined ? {} : { seed: Number(process.env.LAMBENT_TEST_SEED) }

/** Keys that share beginnings, with characters on both sides of the surrogates. */
const key = fc
  .array(fc.constantFrom('a', 'b', '/', '-', 'ä', '\uffee', '😀', '\u{10ffff}'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(''))

interface Stored {
  readonly key: string
  readonly hidden: boolean
}

function reader(stored: readonly Stored[]) {
  return async (from: From<string>, limit: number) => {
    const behind = stored.filter(({ key: name }) =>
      'at' in from ? compareUtf8(name, from.at) >= 0 : compareUtf8(name, from.behind) > 0,
    )
    const items = behind.slice(0, limit).map((value) => ({ key: value.key, position: value.key, value }))
    return { items, more: items.length === limit }
  }
}

const nameOf = (entry: Listed<string, unknown>) => ('item' in entry ? entry.item.key : entry.commonPrefix)

/** What a listing must say, all at once. */
function model(stored: readonly Stored[], prefix: string, delimiter: string): string[] {
  const names = stored
    .filter(({ key: name, hidden }) => !hidden && name.startsWith(prefix))
    .map(({ key: name }) => commonPrefixOf(name, prefix, delimiter) ?? name)
  return [...new Set(names)]
}

describe('collectPage', () => {
  it('lists in pages what a model lists at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { maxLength: 40 }),
        fc.func(fc.boolean()),
        fc.oneof(fc.constant(''), key),
        fc.constantFrom('', '/', '-', '😀', 'a/'),
        fc.integer({ min: 1, max: 7 }),
        async (keys, hides, prefix, delimiter, maxKeys) => {
          const stored = keys.toSorted(compareUtf8).map((name) => ({ key: name, hidden: hides(name) }))
          const found: string[] = []
          let marker = ''
          for (;;) {
            const page = await collectPage<string, Stored>(
              { prefix, delimiter, maxKeys, marker, from: marker === '' ? undefined : { behind: marker } },
              reader(stored),
              ({ hidden }) => !hidden,
            )
            assert.ok(page.entries.length <= maxKeys)
            found.push(...page.entries.map(nameOf))
            if (!page.truncated) break
            const last = page.entries.at(-1)
            assert.ok(last, 'a page that is cut off has an end')
            marker = nameOf(last)
          }
          assert.deepEqual(found, model(stored, prefix, delimiter))
        },
      ),
      { numRuns: 300, ...seed },
    )
  })

  it('jumps over what is rolled up instead of reading it', async () => {
    const stored = Array.from({ length: 5_000 }, (_, n) => ({
      key: `dir/${String(n).padStart(5, '0')}`,
      hidden: false,
    }))
    stored.push({ key: 'end', hidden: false })
    let reads = 0
    const read = reader(stored)
    const page = await collectPage<string, Stored>(
      { prefix: '', delimiter: '/', maxKeys: 10, marker: '', from: undefined },
      (from, limit) => {
        reads++
        return read(from, limit)
      },
    )
    assert.deepEqual(page.entries.map(nameOf), ['dir/', 'end'])
    assert.equal(reads, 2)
  })

  it('lists nothing when nothing is asked for', async () => {
    const request = { prefix: '', delimiter: '', maxKeys: 0, marker: '', from: undefined }
    assert.deepEqual(await collectPage(request, reader([{ key: 'a', hidden: false }])), {
      entries: [],
      truncated: false,
    })
  })
})

describe('the order of texts', () => {
  it('is that of their bytes', () => {
    fc.assert(
      fc.property(key, key, (left, right) => {
        const bytes = Buffer.compare(Buffer.from(left), Buffer.from(right))
        assert.equal(Math.sign(compareUtf8(left, right)), Math.sign(bytes))
        assert.equal(utf8Bytes(left), Buffer.byteLength(left))
      }),
      seed,
    )
  })

  it('knows what is behind a prefix', () => {
    fc.assert(
      fc.property(key, key, (prefix, rest) => {
        const behind = behindPrefix(prefix)
        if (behind === undefined) return
        assert.ok(compareUtf8(prefix + rest, behind) < 0)
        assert.ok(behind.isWellFormed() && !behind.startsWith(prefix))
      }),
      seed,
    )
    assert.equal(behindPrefix('a\ud7ff'), 'a\ue000')
    assert.equal(behindPrefix('\u{10ffff}'), undefined)
  })

  it('cuts between characters', () => {
    assert.equal(cutUtf8('aä😀', 3), 'aä')
    assert.equal(cutUtf8('aä😀', 6), 'aä')
    assert.equal(cutUtf8('aä😀', 7), 'aä😀')
  })
})
