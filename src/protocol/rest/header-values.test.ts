import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Member, SimpleShape } from '../../models/index.ts'
import { headerReader, headerText, headerWriter } from './header-values.ts'

const simple = (type: SimpleShape['type']): Member => ({
  name: 'member',
  shape: { type, name: type, traits: {} },
  required: false,
  traits: {},
})
const listOf = (type: SimpleShape['type']): Member => ({
  ...simple(type),
  shape: { type: 'list', name: 'list', member: simple(type), sparse: false, traits: {} },
})

describe('headers', () => {
  it('read lists of texts as they write them', () => {
    const text = fc
      .stringMatching(/^[!-~]([ -~]{0,8}[!-~])?$/)
      .filter((one) => !/[\\]/.test(one) || /[",]/.test(one))
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (values) => {
        const written = headerWriter(listOf('string'))(values) ?? ''
        assert.deepEqual(headerReader(listOf('string'))(written), values)
      }),
    )
  })

  it('read lists of dates as they write them', () => {
    const dates = [new Date(0), new Date(1_576_540_098_000)]
    const written = headerWriter(listOf('timestamp'))(dates) ?? ''
    assert.equal(written, 'Thu, 01 Jan 1970 00:00:00 GMT, Mon, 16 Dec 2019 23:48:18 GMT')
    assert.deepEqual(headerReader(listOf('timestamp'))(written), dates)
  })

  it('are left out for lists without members', () => {
    assert.equal(headerWriter(listOf('string'))([]), undefined)
  })

  it('carry nothing that could end them', () => {
    const allowed = /^[\t\x20-\x7e\x80-\xff]*$/
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.match(headerText(text), allowed)))
    assert.equal(headerText('a\r\nSet-Cookie: b'), 'a  Set-Cookie: b')
  })

  it('never fail, whatever comes', () => {
    const members = (['string', 'number', 'boolean', 'timestamp', 'blob'] as const).flatMap((type) => [
      simple(type),
      listOf(type),
    ])
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom(...members),
        (text, member) => void headerReader(member)(text),
      ),
    )
  })
})
