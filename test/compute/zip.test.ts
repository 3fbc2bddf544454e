import assert from 'node:assert/strict'
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { silentLogger } from '../../src/base/logger.ts'
import { systemClock } from '../../src/base/system-clock.ts'
import { CodeCache } from '../../src/compute/code/code-cache.ts'
import { ZipError, type ZipFault } from '../../src/compute/code/errors.ts'
import { inspectZip, unpackZip } from '../../src/compute/code/zip.ts'
import { type CraftedEntry, craftZip } from './crafted-zip.ts'

const folders: string[] = []
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'lambent-zip-'))
  folders.push(folder)
  return folder
}
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const link = 0o120777

async function refuses(
  fault: ZipFault,
  message: RegExp,
  entries: readonly CraftedEntry[] | Buffer,
  bytesMax?: number,
) {
  const zip = Buffer.isBuffer(entries) ? entries : craftZip(entries as readonly CraftedEntry[])
  const folder = newFolder()
  await assert.rejects(
    unpackZip(zip, folder, bytesMax),
    (error) => error instanceof ZipError && error.fault === fault && message.test(error.message),
  )
}

describe('unpacking', () => {
  it('keeps names, contents and what may run; all can be read', async () => {
    const folder = newFolder()
    const zip = craftZip([
      { name: 'index.js', content: 'x'.repeat(100_000), deflated: true, mode: 0o100600 },
      { name: 'bin/', mode: 0o040700 },
      { name: 'bin/run', content: '#!/bin/sh\n', mode: 0o100711 },
      { name: 'windows.txt', content: 'w', mode: 0 },
      { name: 'bin/also', content: 'run', mode: link },
      { name: 'deep/er/file', content: '', mode: 0o100644 },
    ])
    assert.deepEqual(await inspectZip(zip), { entryCount: 6, unzippedBytes: 100_014 })
    assert.equal(await unpackZip(zip, folder), 100_011)
    const modeOf = (path: string) => lstatSync(join(folder, path)).mode & 0o777
    assert.equal(readFileSync(join(folder, 'index.js'), 'utf8').length, 100_000)
    assert.deepEqual(['index.js', 'bin/run', 'windows.txt', 'bin'].map(modeOf), [0o644, 0o755, 0o755, 0o755])
    assert.equal(readlinkSync(join(folder, 'bin/also')), 'run')
    assert.deepEqual(readdirSync(join(folder, 'deep/er')), ['file'])
  })

  it('refuses what would leave the folder', async () => {
    await refuses('not a zip', /\.\./, [{ name: '../evil' }])
    await refuses('not a zip', /\.\./, [{ name: 'a/../../evil' }])
    await refuses('not a zip', /absolute/, [{ name: '/etc/evil' }])
    await refuses('not a zip', /\.\./, [{ name: '..\\evil' }])
    await refuses('unsafe', /out of its folder/, [{ name: 'l', content: '../..', mode: link }])
    await refuses('unsafe', /out of its folder/, [{ name: 'l', content: '/etc/passwd', mode: link }])
    await refuses('unsafe', /out of its folder/, [{ name: 'a/l', content: 'b/../../..', mode: link }])
    await refuses('unsafe', /below "l"/, [
      { name: 'l', content: 'elsewhere', mode: link },
      { name: 'l/file', content: 'x' },
    ])
  })

  it('refuses what is there twice, encrypted, or no file', async () => {
    await refuses('unsafe', /two entries "a"/, [{ name: 'a' }, { name: 'a' }])
    await refuses('unsafe', /two entries "a"/, [{ name: 'a' }, { name: './a' }])
    await refuses('unsafe', /below "a"/, [{ name: 'a' }, { name: 'a/b' }])
    await refuses('unsupported', /encrypted/, [{ name: 'a', content: 'x', encrypted: true }])
    await refuses('unsafe', /device/, [{ name: 'a', mode: 0o020666 }])
  })

  it('refuses bombs, overlong names and what lies about its size', async () => {
    const zeros = Buffer.alloc(1_000_000)
    await refuses(
      'too large',
      /Unzipped size must be smaller than 999999 bytes/,
      [{ name: 'a', content: zeros, deflated: true }],
      999_999,
    )
    await refuses('not a zip', /damaged/, [{ name: 'a', content: zeros, deflated: true, declaredSize: 10 }])
    await refuses('too large', /longer than/, [{ name: 'n'.repeat(300) }])
    await refuses('too large', /longer than/, [{ name: 'part/'.repeat(900) + 'n' }])
  })

  it('refuses what is no zip, and what is damaged', async () => {
    await refuses('not a zip', /cannot be read/, Buffer.from('hello'))
    await refuses('not a zip', /cannot be read/, Buffer.alloc(0))
    const zip = craftZip([{ name: 'a', content: 'x'.repeat(1000), deflated: true }])
    zip.fill(0xff, 31, 36)
    await refuses('not a zip', /damaged/, zip)
  })
})

describe('the cache of code', () => {
  const zip = craftZip([{ name: 'main.py', content: 'x' }])
  const other = craftZip([
    { name: 'main.py', content: 'other' },
    { name: 'lib/a', content: 'a' },
  ])
  const blobs: Record<string, Buffer> = {
    one: zip,
    two: other,
    bad: craftZip([{ name: 'a' }, { name: 'a' }]),
  }

  function openCache(folder = newFolder(), bytesMax?: number) {
    let reads = 0
    const cache = new CodeCache({
      folder,
      clock: systemClock,
      logger: silentLogger,
      ...(bytesMax === undefined ? {} : { bytesMax }),
      readCode: async (sha256) => {
        reads++
        const bytes = blobs[sha256]
        return (
          bytes &&
          (async function* () {
            yield bytes
          })()
        )
      },
    })
    return { cache, folder, reads: () => reads }
  }

  it('unpacks once for all that ask, and finds it again after a restart', async () => {
    const { cache, folder, reads } = openCache()
    const held = await Promise.all([1, 2, 3].map(() => cache.code({ kind: 'zip', sha256: 'one' })))
    assert.equal(reads(), 1)
    assert.equal(readFileSync(join(held[0]?.path ?? '', 'main.py'), 'utf8'), 'x')
    const again = openCache(folder)
    await again.cache.code({ kind: 'zip', sha256: 'one' })
    assert.equal(again.reads(), 0)
  })

  it('lays layers over each other in order', async () => {
    const { cache } = openCache()
    const layers = await cache.layers([
      { kind: 'zip', sha256: 'two' },
      { kind: 'zip', sha256: 'one' },
    ])
    assert.equal(readFileSync(join(layers?.path ?? '', 'main.py'), 'utf8'), 'x')
    assert.equal(readFileSync(join(layers?.path ?? '', 'lib/a'), 'utf8'), 'a')
    assert.equal(await cache.layers([]), undefined)
  })

  it('leaves nothing of a hostile archive, and says what is wrong', async () => {
    const { cache, folder } = openCache()
    await assert.rejects(cache.code({ kind: 'zip', sha256: 'bad' }), {
      name: 'ComputeError',
      reason: 'code unavailable',
      message: 'The archive has two entries "a".',
    })
    await assert.rejects(cache.code({ kind: 'zip', sha256: 'none' }), { reason: 'code unavailable' })
    assert.deepEqual(readdirSync(join(folder, 'code')), [])
  })
})
