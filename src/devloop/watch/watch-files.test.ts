import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { watchFiles } from './watch-files.ts'

describe('a watch', () => {
  it('tells of files that are written, replaced, made and deleted, and of no others', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'lambent-watch-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const at = (name: string) => join(folder, name)
    mkdirSync(at('node_modules'))
    writeFileSync(at('a.ts'), '1')
    writeFileSync(at('b.ts'), '1')
    const told: string[] = []
    let look = () => {}
    const watch = await watchFiles([folder], (files) => {
      told.push(...files)
      look()
    })
    t.after(() => watch.close())
    const seen = (file: string) =>
      new Promise<void>((resolve) => {
        look = () => {
          if (told.includes(file)) resolve()
        }
        look()
      })
    writeFileSync(at('node_modules/x.js'), '1')
    writeFileSync(at('a.ts'), '22')
    await seen(at('a.ts'))
    // As editors save.
    writeFileSync(at('.b.tmp'), '333')
    renameSync(at('.b.tmp'), at('b.ts'))
    await seen(at('b.ts'))
    mkdirSync(at('deep'))
    writeFileSync(at('deep/c.ts'), '1')
    await seen(at('deep/c.ts'))
    rmSync(at('a.ts'))
    told.length = 0
    await seen(at('a.ts'))
    assert.ok(!told.some((file) => file.includes('node_modules')), told.join())
  })
})
