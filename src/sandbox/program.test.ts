import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '../..')

test('the committed programs are of the sources beside them', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'tools/build-sandbox.ts'), '--check'], {
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
})

test('the programs may be executed', () => {
  for (const platform of ['linux-x64', 'linux-arm64'])
    accessSync(join(root, `src/sandbox/bin/${platform}/lambent-sandbox`), constants.X_OK)
})
