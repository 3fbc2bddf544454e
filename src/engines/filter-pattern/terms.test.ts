import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compileFilterPattern } from './index.ts'

const events = [
  '[ERROR 400] BAD REQUEST',
  '[ERROR 401] UNAUTHORIZED REQUEST',
  '[ERROR 419] MISSING ARGUMENTS',
  '[ERROR 420] INVALID ARGUMENTS',
  '[INFO] REQUEST FAILED',
]

/** Which of the events match: their places. */
function matching(pattern: string, messages: readonly string[] = events): number[] {
  const { matches } = compileFilterPattern(pattern)
  return messages.flatMap((message, index) => (matches(message) ? [index] : []))
}

function refused(pattern: string, message: string): void {
  assert.throws(() => compileFilterPattern(pattern), { name: 'FilterPatternError', message }, pattern)
}

describe('patterns of terms', () => {
  // The cases are those of the User Guide, "match terms in unstructured log events".
  it('asks for every word', () => {
    assert.deepEqual(matching('ERROR'), [0, 1, 2, 3])
    assert.deepEqual(matching('ERROR ARGUMENTS'), [2, 3])
    assert.deepEqual(matching('error'), [], 'upper and lower case differ')
    assert.deepEqual(matching('QUEST'), [0, 1, 4], 'a part of a word')
  })

  it('asks for one of the optional words, when there are no others', () => {
    assert.deepEqual(matching('?INFO ?ARGUMENTS'), [2, 3, 4])
    assert.deepEqual(matching('?ERROR ?ARGUMENTS REQUEST'), [0, 1, 4])
    assert.deepEqual(matching('?ERROR -ARGUMENTS'), [0, 1, 4])
  })

  it('leaves out what has an excluded word', () => {
    assert.deepEqual(matching('ERROR -ARGUMENTS'), [0, 1])
    assert.deepEqual(matching('-REQUEST'), [2, 3])
    assert.deepEqual(matching('"ERROR" - "BAD REQUEST"'), [1, 2, 3])
  })

  it('takes a phrase as it is', () => {
    assert.deepEqual(matching('"ERROR 41"'), [2])
    assert.deepEqual(matching('"[ERROR 400]"'), [0])
    assert.deepEqual(matching('"a\\"b\\\\c"', ['a"b\\c', 'a"b']), [0])
  })

  it('takes everything when blank', () => {
    for (const pattern of ['', '   ', '" "']) assert.deepEqual(matching(pattern), [0, 1, 2, 3, 4], pattern)
    assert.deepEqual(matching('" "', ['nospace']), [0])
    assert.deepEqual(matching('', ['']), [0])
  })

  it('gives no values away', () => {
    const match = compileFilterPattern('ERROR').match('ERROR 1')
    assert.deepEqual(match?.extracted, {})
    assert.equal(match?.value('$1'), undefined)
  })

  // Messages as users of AWS have published them.
  it('refuses with the words of AWS', () => {
    refused('?Status: timeout', "Invalid character(s) in term ':'")
    refused('(reason', "Invalid character(s) in term '('")
    refused('level\\', "Invalid character(s) in term '\\'")
    refused('`{ $.a = 1 }', "Invalid character(s) in term '`'")
    refused('""', 'Invalid character(s) in term \'""\'')
    refused('ERROR “x”', "Invalid character(s) in term '“'")
    refused('"open', "Invalid character(s) in term '\"open'")
    refused('a -', 'Invalid filter pattern')
    refused('--a', 'Invalid filter pattern')
    refused('ERROR %x%', 'Invalid filter pattern')
    refused('%x% ERROR', 'Invalid filter pattern')
    refused('x'.repeat(1025), 'Invalid filter pattern')
    refused('{ $.a = 1', "If a filter pattern starts with '{' it must end with '}'")
    refused('[time, level=ERROR, msg', "If a filter pattern starts with '[' it must end with ']'")
  })
})
