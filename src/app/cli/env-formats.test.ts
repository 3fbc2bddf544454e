import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { parseEnv } from 'node:util'
import fc from 'fast-check'
import { formatAssignments, formatRemovals, shellFormat } from './env-formats.ts'

describe('env formats', () => {
  it('chooses by the shell', () => {
    assert.deepEqual([undefined, '/bin/zsh', '/usr/bin/fish'].map(shellFormat), ['sh', 'sh', 'fish'])
  })

  it('writes what sh reads back, whatever the value', () => {
    const value = fc.string({
      unit: fc.constantFrom('a', ' ', "'", '"', '$', '`', '\\', '\n', ';', '*', 'é'),
    })
    fc.assert(
      fc.property(value, (text) => {
        const lines = formatAssignments('sh', { NAME: text }, ['OTHER'])
        const script = `${lines.join('\n')}\nprintf '%s|%s' "$NAME" "\${OTHER-gone}"`
        assert.equal(
          execFileSync('sh', ['-c', script], { encoding: 'utf8', env: { OTHER: 'x' } }),
          `${text}|gone`,
        )
      }),
      { numRuns: 30 },
    )
  })

  it('writes what dotenv and JSON readers read back', () => {
    const assignments = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566', ODD: 'a b#c' }
    assert.deepEqual({ ...parseEnv(formatAssignments('dotenv', assignments, ['X']).join('\n')) }, assignments)
    assert.deepEqual(JSON.parse(formatAssignments('json', assignments, ['X']).join('\n')), assignments)
  })

  it('writes the words of fish and PowerShell', () => {
    assert.deepEqual(formatAssignments('fish', { A: "it's" }, ['B']), [
      'set -q B; and set -e B',
      "set -gx A 'it\\'s'",
    ])
    assert.deepEqual(formatAssignments('powershell', { A: "it's" }, ['B']), [
      'Remove-Item Env:B -ErrorAction SilentlyContinue',
      "$env:A = 'it''s'",
    ])
  })

  it('takes variables away again where the format can', () => {
    assert.deepEqual(formatRemovals('sh', ['A', 'B']), ['unset A B'])
    assert.deepEqual(formatRemovals('json', ['A']), [])
  })
})
