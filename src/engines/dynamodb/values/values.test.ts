import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { utf8Bytes } from '../../../base/utf8.ts'
import {
  compareValues,
  equalValues,
  itemSize,
  keyBytes,
  validateItem,
  validateValue,
  type WireValue,
} from '../index.ts'
import { compareBytes } from './bytes.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)

function nested(maps: number): WireValue {
  let value: WireValue = { S: 'leaf' }
  for (let count = 0; count < maps; count++) value = { M: { n: value } }
  return value
}

describe('attribute values', () => {
  it('are taken as they are, numbers normalised', () => {
    const item = validateItem({
      text: { S: '' },
      number: { N: '01.50' },
      bytes: { B: bytes() },
      yes: { BOOL: true },
      nothing: { NULL: false },
      texts: { SS: ['b', 'a'] },
      numbers: { NS: ['1e1', '2.0'] },
      byteSet: { BS: [bytes(1), bytes(2)] },
      list: { L: [{ N: '1.0' }, { L: [] }] },
      map: { M: JSON.parse('{"__proto__":{"S":"x"}}') as Record<string, WireValue> },
    })
    assert.deepEqual(JSON.parse(JSON.stringify(item)), {
      text: { S: '' },
      number: { N: '1.5' },
      bytes: { B: {} },
      yes: { BOOL: true },
      nothing: { NULL: true },
      texts: { SS: ['b', 'a'] },
      numbers: { NS: ['10', '2'] },
      byteSet: { BS: [{ 0: 1 }, { 0: 2 }] },
      list: { L: [{ N: '1' }, { L: [] }] },
      map: { M: JSON.parse('{"__proto__":{"S":"x"}}') },
    })
  })

  it('are refused in the words of AWS', () => {
    const invalid = 'One or more parameter values were invalid: '
    const refused: ReadonlyArray<readonly [WireValue, string]> = [
      [{}, 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'],
      [
        { S: 'a', N: '1' },
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      ],
      [{ SS: [] }, `${invalid}An string set  may not be empty`],
      [{ NS: [] }, `${invalid}An number set  may not be empty`],
      [{ BS: [] }, `${invalid}Binary sets should not be empty`],
      [{ SS: ['a', ''] }, `${invalid}An string set may not have a empty string as a member`],
      [{ BS: [bytes(1), bytes()] }, `${invalid}Binary sets may not contain null or empty values`],
      [{ SS: ['a', 'a'] }, `${invalid}Input collection [a, a] contains duplicates.`],
      [{ NS: ['1', '1.0'] }, 'Input collection contains duplicates'],
      [
        { BS: [bytes(104, 105), bytes(104, 105)] },
        `${invalid}Input collection [aGk=, aGk=]of type BS contains duplicates.`,
      ],
      [{ N: 'x' }, 'The parameter cannot be converted to a numeric value: x'],
      [{ NS: ['1', ''] }, 'The parameter cannot be converted to a numeric value'],
      [{ M: { a: { L: [{ SS: [] }] } } }, `${invalid}An string set  may not be empty`],
    ]
    for (const [value, message] of refused) {
      assert.throws(() => validateValue(value), { name: 'DynamoDbError', message }, JSON.stringify(value))
    }
  })

  it('nest 32 levels', () => {
    assert.ok(validateValue(nested(31)))
    assert.throws(() => validateValue(nested(32)), {
      message: /^Nesting Levels have exceeded supported limits/,
    })
    assert.throws(() => validateValue(nested(5000)), { message: /^Nesting Levels/ })
  })

  // Developer Guide, "DynamoDB item sizes and formats".
  it('have sizes', () => {
    const size = (value: WireValue) => itemSize({ a: validateValue(value) }) - 1
    assert.equal(size({ S: 'aé€😀' }), 10)
    assert.equal(size({ B: bytes(1, 2, 3) }), 3)
    assert.equal(size({ BOOL: false }), 1)
    assert.equal(size({ NULL: true }), 1)
    assert.equal(size({ SS: ['ab', 'c'] }), 3)
    assert.equal(size({ NS: ['1', '123'] }), 5)
    assert.equal(size({ BS: [bytes(1)] }), 1)
    assert.equal(size({ L: [] }), 3)
    assert.equal(size({ L: [{ S: 'ab' }, { NULL: true }] }), 3 + 1 + 2 + 1 + 1)
    assert.equal(size({ M: { key: { S: 'ab' } } }), 3 + 1 + 3 + 2)
    assert.equal(itemSize({ é: { S: 'a' } }), 3)
  })

  it('compare within their type', () => {
    const one = validateValue({ N: '10' })
    assert.equal(compareValues(one, validateValue({ N: '9' })), 1)
    assert.equal(compareValues(one, validateValue({ S: '9' })), undefined)
    assert.equal(compareValues(validateValue({ BOOL: true }), validateValue({ BOOL: true })), undefined)
    const same: ReadonlyArray<readonly [WireValue, WireValue]> = [
      [{ N: '1.0' }, { N: '1' }],
      [{ SS: ['a', 'b'] }, { SS: ['b', 'a'] }],
      [{ NS: ['1', '2'] }, { NS: ['2.0', '1'] }],
      [{ BS: [bytes(1), bytes(2)] }, { BS: [bytes(2), bytes(1)] }],
      [{ L: [{ M: { a: { S: 'x' } } }] }, { L: [{ M: { a: { S: 'x' } } }] }],
      [{ NULL: true }, { NULL: true }],
    ]
    for (const [left, right] of same) assert.ok(equalValues(validateValue(left), validateValue(right)))
    const different: ReadonlyArray<readonly [WireValue, WireValue]> = [
      [{ N: '1' }, { S: '1' }],
      [{ SS: ['a'] }, { SS: ['a', 'b'] }],
      [{ L: [{ S: 'a' }, { S: 'b' }] }, { L: [{ S: 'b' }, { S: 'a' }] }],
      [{ M: { a: { S: 'x' } } }, { M: { toString: { S: 'x' } } }],
      [{ M: {} }, { M: { a: { S: 'x' } } }],
      [{ BOOL: true }, { BOOL: false }],
    ]
    for (const [left, right] of different) assert.ok(!equalValues(validateValue(left), validateValue(right)))
  })

  it('order as their keys do', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.constantFrom('a', '\u{ffff}', '\u{10000}', '\u{e000}', 'é') }),
        (left, right) => {
          const bytesOrder = compareBytes(keyBytes({ S: left }), keyBytes({ S: right }))
          assert.equal(compareValues({ S: left }, { S: right }), bytesOrder)
          assert.equal(utf8Bytes(left), keyBytes({ S: left }).length)
        },
      ),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(utf8Bytes(text), new TextEncoder().encode(text).length)
      }),
    )
  })
})
