import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Json } from '../../base/json.ts'
import { compileEventPattern } from './index.ts'

const matches = (pattern: Json, event: Json) => compileEventPattern(JSON.stringify(pattern)).matches(event)
const field = (rule: Json, value: Json) => matches({ f: [rule] }, { f: value })

/** EventBridge User Guide, "Event patterns" and "Comparison operators for use in event patterns". */
describe('what patterns match', () => {
  it('compares values exactly', () => {
    const event = {
      source: 'aws.ec2',
      detail: { state: 'running', count: 5, on: true, none: null, text: '' },
    }
    assert.ok(matches({ source: ['aws.s3', 'aws.ec2'], detail: { state: ['running'] } }, event))
    assert.ok(matches({ detail: { count: [5.0], on: [true], none: [null], text: [''] } }, event))
    assert.ok(!matches({ detail: { count: ['5'] } }, event))
    assert.ok(!matches({ detail: { on: ['true'] } }, event))
    assert.ok(!matches({ detail: { none: [''] } }, event))
    assert.ok(!matches({ Source: ['aws.ec2'] }, event))
    assert.ok(!matches({ detail: ['running'] }, event))
  })

  it('knows prefixes, suffixes and cases', () => {
    assert.ok(field({ prefix: '2017-10' }, '2017-10-02'))
    assert.ok(!field({ prefix: '2017-10' }, '2017-1'))
    assert.ok(field({ suffix: '.png' }, 'a.png'))
    assert.ok(field({ prefix: { 'equals-ignore-case': 'EventB' } }, 'eventBRIDGE'))
    assert.ok(field({ suffix: { 'equals-ignore-case': '.PNG' } }, 'a.png'))
    assert.ok(field({ 'equals-ignore-case': 'ALICE' }, 'alice'))
    assert.ok(!field({ prefix: '1' }, 12))
    assert.ok(field({ prefix: '' }, ''))
  })

  it('excludes', () => {
    assert.ok(field({ 'anything-but': 'a' }, 'b'))
    assert.ok(field({ 'anything-but': 'a' }, null))
    assert.ok(field({ 'anything-but': 'a' }, 1))
    assert.ok(!field({ 'anything-but': 'a' }, 'a'))
    assert.ok(!field({ 'anything-but': [100, 200] }, 200))
    assert.ok(field({ 'anything-but': [100, 200] }, '200'))
    assert.ok(!field({ 'anything-but': { prefix: ['init', 'x'] } }, 'xyz'))
    assert.ok(field({ 'anything-but': { prefix: 'init' } }, 12))
    assert.ok(!field({ 'anything-but': { suffix: '.txt' } }, 'a.txt'))
    assert.ok(!field({ 'anything-but': { 'equals-ignore-case': ['A', 'B'] } }, 'b'))
    assert.ok(!field({ 'anything-but': { wildcard: '*/lib/*' } }, 'a/lib/b'))
    assert.ok(!matches({ f: [{ 'anything-but': 'a' }] }, { g: 1 }))
  })

  it('compares numbers', () => {
    assert.ok(field({ numeric: ['>', 0, '<=', 5] }, 5))
    assert.ok(!field({ numeric: ['>', 0, '<=', 5] }, 0))
    assert.ok(field({ numeric: ['=', 3.018e2] }, 301.8))
    assert.ok(!field({ numeric: ['<', 10] }, '5'))
    assert.ok(!field({ numeric: ['<', 10] }, null))
    assert.ok(field(123456789012, 123456789012))
    assert.ok(!field({ numeric: ['>', 10] }, 1e12))
  })

  it('knows addresses', () => {
    assert.ok(field({ cidr: '10.0.0.0/24' }, '10.0.0.255'))
    assert.ok(!field({ cidr: '10.0.0.0/24' }, '10.0.1.0'))
    assert.ok(field({ cidr: '2001:db8::/32' }, '2001:DB8:1::1'))
    assert.ok(!field({ cidr: '10.0.0.0/24' }, 'somewhere'))
    assert.ok(field('::1', '0:0:0:0:0:0:0:1'))
  })

  it('knows wildcards', () => {
    assert.ok(field({ wildcard: 'dir/*.png' }, 'dir/a/b.png'))
    assert.ok(field({ wildcard: 'a*' }, 'a'))
    assert.ok(field({ wildcard: 'a\\*b\\\\*' }, 'a*b\\c'))
    assert.ok(!field({ wildcard: 'ab*ba' }, 'aba'))
    assert.ok(!field({ wildcard: 'A*' }, 'a'))
  })

  it('knows what is there', () => {
    assert.ok(matches({ f: [{ exists: true }] }, { f: null }))
    assert.ok(!matches({ f: [{ exists: true }] }, { f: [] }))
    assert.ok(matches({ f: [{ exists: false }] }, { f: [] }))
    assert.ok(matches({ f: [{ exists: false }] }, { f: { g: 1 } }), 'only leaves count')
    assert.ok(matches({ a: { f: [{ exists: false }, { 'anything-but': 'x' }] } }, { a: { b: 1 } }))
    assert.ok(!matches({ f: [null] }, { f: [] }))
  })

  it('knows alternatives', () => {
    const pattern = {
      source: ['s'],
      $or: [{ a: [1] }, { b: [{ prefix: 'x' }], $or: [{ c: [1] }, { d: [1] }] }],
    }
    assert.ok(matches(pattern, { source: 's', a: 1 }))
    assert.ok(matches(pattern, { source: 's', b: 'xy', d: 1 }))
    assert.ok(!matches(pattern, { source: 's', b: 'xy' }))
    assert.ok(!matches(pattern, { source: 't', a: 1 }))
  })

  it('looks into lists, one element at a time', () => {
    const employees = [
      { first: 'Anna', last: 'Smith' },
      { first: 'Peter', last: 'Jones' },
    ]
    assert.ok(matches({ employees: { first: ['Anna'] } }, { employees: [employees] }))
    assert.ok(!matches({ employees: { first: ['Anna'], last: ['Jones'] } }, { employees }))
    assert.ok(matches({ employees: { first: ['Peter'], last: ['Jones'] } }, { employees }))
    assert.ok(matches({ r: [{ 'anything-but': 'a' }] }, { r: ['a', 'b'] }))
  })

  it('looks at no more than a thousand levels', () => {
    const deep = (levels: number): Json =>
      JSON.parse(`{"r":${'['.repeat(levels)}"a"${']'.repeat(levels)}}`) as Json
    assert.ok(matches({ r: ['a'] }, deep(900)))
    assert.ok(!matches({ r: ['a'] }, deep(300_000)))
    assert.ok(matches({ r: [{ exists: false }] }, deep(300_000)))
  })

  it('takes a dot in a name for a step', () => {
    assert.ok(matches({ 'detail.state': ['on'] }, { detail: { state: 'on' } }))
    assert.ok(matches({ detail: { state: { status: ['on'] } } }, { detail: { 'state.status': 'on' } }))
    assert.ok(matches({ a: { b: ['x'], c: ['y'] } }, { a: { c: 'y' }, 'a.b': 'x' }))
  })

  it('knows names of every kind', () => {
    assert.ok(!matches({ constructor: [{ exists: true }] }, {}))
    assert.ok(matches(JSON.parse('{"__proto__":["a"]}'), JSON.parse('{"__proto__":"a"}')))
  })
})
