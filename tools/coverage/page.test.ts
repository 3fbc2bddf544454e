import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { noRooms } from '../../src/app/rooms.ts'
import { builtServices } from '../../src/app/services.ts'
import { loadModel, namedServices } from '../../src/models/index.ts'
import { coveragePage, readCoverage } from './page.ts'

describe('the coverage page', () => {
  it('counts and lists what is built and what is not', () => {
    const page = coveragePage([
      { prefix: 'sqs', title: 'SQS', built: ['SendMessage'], missing: ['PurgeQueue', 'TagQueue'] },
      { prefix: 'sns', title: 'SNS', built: [], missing: ['Publish'] },
    ])
    assert.match(page, /^1 of 4 operations of 2 services\.$/m)
    assert.match(page, /^\| \[SQS\]\(\.\.\/src\/services\/sqs\/README\.md\) \| `sqs` \| 1 \| 3 \|$/m)
    assert.match(page, /^\| SNS \| `sns` \| 0 \| 1 \|$/m)
    assert.match(page, /## SQS\n\nBuilt: `SendMessage`\.\n\nNot built: `PurgeQueue`, `TagQueue`\.$/m)
  })

  it('is fresh in docs', async () => {
    const kept = readFileSync(join(import.meta.dirname, '../../docs/coverage.md'), 'utf8')
    assert.ok(kept === coveragePage(await readCoverage()), 'run: npm run generate')
  })
})

describe('the declarations of services', () => {
  for (const { prefix, load } of builtServices) {
    it(`name operations of ${prefix} that its model has`, async () => {
      const { operations, prefix: declared, model } = await load(noRooms)
      const named = namedServices.find((service) => service.prefix === prefix)
      assert.deepEqual([declared, model], [prefix, named?.model])
      const known = (await loadModel(model)).operations
      assert.deepEqual(
        Object.keys(operations).filter((name) => !known.has(name)),
        [],
      )
    })
  }
})
