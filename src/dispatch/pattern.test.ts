import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { type Constraints, namedServices } from '../models/index.ts'
import { compilePattern } from './pattern.ts'

function allPatterns(): Set<string> {
  const patterns = new Set<string>()
  for (const service of namedServices) {
    const url = new URL(`../models/constraints/${service.model}.json`, import.meta.url)
    const table = JSON.parse(readFileSync(url, 'utf8')) as Record<string, Record<string, Constraints>>
    for (const rows of Object.values(table)) {
      for (const { pattern } of Object.values(rows)) if (pattern !== undefined) patterns.add(pattern)
    }
  }
  return patterns
}

describe('compilePattern', () => {
  it('has a JavaScript form for every pattern of the models', () => {
    const patterns = allPatterns()
    assert.ok(patterns.size > 300)
    assert.deepEqual(
      [...patterns].filter((pattern) => !compilePattern(pattern)),
      [],
    )
  })

  it('matches whole texts only', () => {
    const pattern = compilePattern('[a-z]+|x')
    assert.equal(pattern?.test('abc'), true)
    assert.equal(pattern?.test('abc1'), false)
  })

  it('takes hyphens beside class escapes literally, as Java does', () => {
    assert.equal(compilePattern('[\\w-_]+')?.test('a-b_c'), true)
    assert.equal(compilePattern('[\\w+=,.@-]+')?.test('a@b-c'), true)
  })

  it('knows characters beyond 16 bits', () => {
    const pattern = compilePattern('[\\u0020-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]*')
    assert.equal(pattern?.test('plain 😀 text'), true)
    assert.equal(pattern?.test('\u0001'), false)
  })

  it('knows the POSIX classes', () => {
    assert.equal(compilePattern('[\\p{Alnum}]*')?.test('aZ9'), true)
    assert.equal(compilePattern('[\\p{Graph}]+')?.test('a b'), false)
  })
})
