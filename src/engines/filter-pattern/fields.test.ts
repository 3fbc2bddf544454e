import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compileFilterPattern } from './index.ts'
import { splitWords } from './words.ts'

// The lines and most cases are those of the User Guide, "match terms in space-delimited log events".
const access = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'
const lines = [
  'INFO 09/25/2014 12:00:00 GET /service/resource/67 1200',
  'INFO 09/25/2014 12:00:01 POST /service/resource/67/part/111 1310',
  'WARNING 09/25/2014 12:00:02 Invalid user request',
  'ERROR 09/25/2014 12:00:02 Failed to process request',
]

function matching(pattern: string, messages: readonly string[] = lines): number[] {
  const { matches } = compileFilterPattern(pattern)
  return messages.flatMap((message, index) => (matches(message) ? [index] : []))
}

describe('space-delimited patterns', () => {
  it('have conditions on fields', () => {
    const matches = (pattern: string) => compileFilterPattern(pattern).matches(access)
    assert.ok(
      matches(
        '[ip=%127\\.0\\.0\\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]',
      ),
    )
    assert.ok(matches('[..., request =*.html*, status_code = 4*, bytes]'))
    assert.ok(
      matches(
        '[ip, user, username, timestamp, request =*.html*, status_code = 404 || status_code = 410, bytes]',
      ),
    )
    assert.ok(matches('[..., status_code >= 400 && status_code < 500, bytes > 1000]'))
    assert.ok(matches('[..., request="GET /index.html HTTP/1.0", status_code, bytes]'))
    assert.ok(matches('[..., bytes != 200 && bytes = 1* || bytes = 7]'))
    assert.ok(!matches('[..., status_code = 4* && status_code != 404, bytes]'))
    assert.ok(!matches('[..., status_code=5* || status_code > 404, bytes]'))
    assert.ok(!matches('[ip > 1, ...]'), 'a word that is no number is neither above nor below one')
  })

  it('leave the rest of the line to the last field', () => {
    assert.deepEqual(matching('[w1=ERROR, w2]'), [3])
    assert.deepEqual(matching('[w1=ERROR || w1=WARNING, w2]'), [2, 3])
    assert.deepEqual(matching('[w1!=ERROR && w1!=WARNING, w2]'), [0, 1])
    assert.deepEqual(matching('[w1=ERROR]'), [])
    assert.deepEqual(matching('[w1=ERROR, w2]', ['ERROR']), [])
    assert.deepEqual(
      matching('[level, date, time, method, url=%/service/resource/[0-9]+$%, response_time]'),
      [0],
    )
    assert.deepEqual(
      matching('[level, date, time, method, url=%/resource/[0-9]+/part/[0-9]+$%, response_time]'),
      [1],
    )
  })

  it('take any number of fields for an ellipsis', () => {
    for (const pattern of [
      '[...]',
      '[]',
      '[ ]',
      '[ip, ...]',
      '[..., bytes]',
      '[ip, user, ..., status_code, bytes]',
    ])
      assert.ok(compileFilterPattern(pattern).matches(access), pattern)
    assert.ok(compileFilterPattern('[]').matches(''))
    assert.ok(compileFilterPattern('[...]').matches(''))
    assert.ok(!compileFilterPattern('[a]').matches(' '))
    assert.ok(!compileFilterPattern('[a, b, c, d, ..., e, f, g, h]').matches(access))
    assert.ok(!compileFilterPattern('[a, b, c, d, e, f, g, h]').matches(access))
  })

  // API Reference, TestMetricFilter, examples.
  it('give their fields away', () => {
    const extracted = (pattern: string) => compileFilterPattern(pattern).match(access)?.extracted
    const unnamed = {
      $1: '127.0.0.1',
      $2: 'Prod',
      $3: 'frank',
      $4: '10/Oct/2000:13:25:15 -0700',
      $5: 'GET /index.html HTTP/1.0',
      $6: '404',
      $7: '1534',
    }
    const { $5: request, $6: status, $7: size, ...first } = unnamed
    assert.deepEqual(extracted('[]'), unnamed)
    assert.deepEqual(extracted('[..., size]'), { ...first, $5: request, $6: status, $size: size })
    assert.deepEqual(extracted('[..., request=*.html*, status_code=4*,]'), {
      ...first,
      $request: request,
      $status_code: status,
      $7: size,
    })
    assert.deepEqual(extracted('[ip, user, rest]'), {
      $ip: '127.0.0.1',
      $user: 'Prod',
      $rest: access.slice(access.indexOf('frank')),
    })
    const match = compileFilterPattern('[..., status_code, bytes]').match(access)
    assert.equal(match?.value('$bytes'), '1534')
    assert.equal(match?.value('$2'), 'Prod')
    for (const none of ['$nothing', '$8', '$0', 'bytes', '$.bytes'])
      assert.equal(match?.value(none), undefined, none)
  })

  it('know what can be referred to', () => {
    const fields = compileFilterPattern('[ip, ..., bytes]')
    for (const reference of ['$ip', '$bytes', '$1', '$12']) assert.ok(fields.canRefer(reference), reference)
    for (const reference of ['$size', '$.ip', 'ip', '$0']) assert.ok(!fields.canRefer(reference), reference)
    const json = compileFilterPattern('{ $.a = 1 }')
    assert.ok(json.canRefer("$.['a.b'][0].c"))
    for (const reference of ['$a', '$.a[', '$.a[*]', 'a']) assert.ok(!json.canRefer(reference), reference)
    assert.ok(!compileFilterPattern('ERROR').canRefer('$1'))
  })

  it('refuse what is no list of fields', () => {
    const wrong = [
      '[a, ..., b, ..., c]',
      '[a, a]',
      '[a = ]',
      '[a = 1 ||]',
      '[1a]',
      '[a, b=x || c=y]',
      '[a b]',
    ]
    wrong.push('[a > x]', '[a=%a%, b=%b%, c=%c%]', '[a = 1 b]', '[=1]')
    for (const pattern of wrong) {
      assert.throws(() => compileFilterPattern(pattern), { message: 'Invalid filter pattern' }, pattern)
    }
    assert.throws(() => compileFilterPattern('[a:b]'), { message: "Invalid character(s) in term ':'" })
  })
})

describe('the words of a message', () => {
  const texts = (message: string) => splitWords(message).map(({ text }) => text)

  it('are cut at spaces, outside of brackets and quotes', () => {
    assert.deepEqual(texts(access), [
      '127.0.0.1',
      'Prod',
      'frank',
      '10/Oct/2000:13:25:15 -0700',
      'GET /index.html HTTP/1.0',
      '404',
      '1534',
    ])
    assert.deepEqual(texts('  a\t b\n'), ['a', 'b'])
    assert.deepEqual(texts(''), [])
    assert.deepEqual(texts('"" []'), ['', ''])
    assert.deepEqual(texts('[a b "c d'), ['[a', 'b', '"c', 'd'])
    assert.deepEqual(texts('a"b c"'), ['a"b', 'c"'])
    assert.deepEqual(texts('"a b"c'), ['a b', 'c'])
  })

  it('are found in one pass', () => {
    assert.equal(splitWords(`]${' [x'.repeat(300_000)}`).length, 300_001)
  })
})
