import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cacheFolder, defaultDataFolder } from './folders.ts'

describe('the default folders', () => {
  const home = { HOME: '/home/anna' }
  const cases: ReadonlyArray<readonly [string, Record<string, string>, string, string, string]> = [
    [
      'follow the XDG defaults',
      home,
      'linux',
      '/home/anna/.local/share/lambent',
      '/home/anna/.cache/lambent',
    ],
    [
      'follow the XDG variables',
      { ...home, XDG_DATA_HOME: '/data', XDG_CACHE_HOME: '/cache' },
      'linux',
      '/data/lambent',
      '/cache/lambent',
    ],
    [
      'pass over relative XDG paths, as the specification asks',
      { ...home, XDG_DATA_HOME: 'data', XDG_CACHE_HOME: '.' },
      'linux',
      '/home/anna/.local/share/lambent',
      '/home/anna/.cache/lambent',
    ],
    [
      'are in the Library on macOS',
      home,
      'darwin',
      '/home/anna/Library/Application Support/lambent',
      '/home/anna/Library/Caches/lambent',
    ],
    [
      'give way to LAMBENT_DATA_DIR',
      { ...home, LAMBENT_DATA_DIR: './state' },
      'linux',
      './state',
      '/home/anna/.cache/lambent',
    ],
  ]
  for (const [what, environment, platform, data, cache] of cases) {
    it(what, () => {
      assert.equal(defaultDataFolder(environment, platform), data)
      assert.equal(cacheFolder(environment, platform), cache)
    })
  }
})
