import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { silentLogger } from '../../base/logger.ts'
import { inspectZip } from '../code/zip.ts'
import type { PackageLayer } from '../types.ts'
import { PackageLayers } from './package-layers.ts'

describe('layers of packages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const python: PackageLayer = { language: 'python', packages: ['thing>=3,<4'], architecture: 'x86_64' }

  it('are fetched once, and are the same zip each time', async () => {
    let fetched = 0
    const layers = new PackageLayers(
      folder,
      silentLogger,
      new AbortController().signal,
      async (layer, stage) => {
        fetched++
        mkdirSync(join(stage, 'thing'))
        writeFileSync(join(stage, 'thing', '__init__.py'), layer.packages.join())
      },
    )
    const [one, other] = await Promise.all([layers.archive(python), layers.archive(python)])
    assert.deepEqual(one, other)
    assert.equal(fetched, 1)
    assert.ok(Buffer.from(one).includes('python/thing/__init__.py'))
    assert.equal((await inspectZip(one)).entryCount, 1)
    const node = await layers.archive({ ...python, language: 'nodejs' })
    assert.ok(Buffer.from(node).includes('nodejs/thing/__init__.py'))
  })

  it('are not there when they cannot be fetched, and asked for again', async () => {
    let attempts = 0
    const layers = new PackageLayers(folder, silentLogger, new AbortController().signal, async () => {
      attempts++
      throw new Error('no network')
    })
    const absent = { ...python, packages: ['absent'] }
    await assert.rejects(layers.archive(absent), /no network/)
    await assert.rejects(layers.archive(absent), /no network/)
    assert.equal(attempts, 2)
  })
})
