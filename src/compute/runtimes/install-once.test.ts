import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { installOnce } from './install-once.ts'

let parent = ''
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'lambent-install-'))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

const install = async (stage: string) => writeFileSync(join(stage, 'file'), 'x')

test('many who come at once install once', async () => {
  let count = 0
  const folders = await Promise.all(
    Array.from({ length: 5 }, () =>
      installOnce(join(parent, 'a'), async (stage) => {
        count++
        await install(stage)
      }),
    ),
  )
  assert.deepEqual([count, new Set(folders).size], [1, 1])
  assert.deepEqual(readdirSync(parent), ['a'])
})

test('who died while it installed is succeeded, whatever it has left', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '0'])
  for (const owner of [String(pid), undefined]) {
    const folder = join(parent, `of ${owner}`)
    mkdirSync(`${folder}.lock`)
    if (owner !== undefined) writeFileSync(join(`${folder}.lock`, 'pid'), owner)
    await Promise.all([1, 2, 3].map(() => installOnce(folder, install)))
    assert.deepEqual([existsSync(join(folder, 'file')), existsSync(`${folder}.lock`)], [true, false])
  }
})

test('what fails leaves nothing, and the next one tries again', async () => {
  const folder = join(parent, 'a')
  await assert.rejects(
    installOnce(folder, async () => {
      throw new Error('no network')
    }),
    /no network/,
  )
  assert.deepEqual(readdirSync(parent), [])
  await installOnce(folder, install)
  assert.deepEqual(readdirSync(parent), ['a'])
})
